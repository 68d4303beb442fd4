import ColumnProfiles
import DelimitedSyntax
import HandlerAPI

/// What is known of one range of a table, or of several that follow each other.
///
/// Where the rows are gone through several times for different columns, each time counts the same rows.
public struct TablePart: Sendable {
    var rows = 0
    var raggedShort = 0
    var raggedLong = 0
    var blankLines = 0
    var lineEndings = LineEndings()
    /// The results of columns for which all rows were gone through before.
    var finished: [ColumnAggregate] = []
    /// What those columns add to a roll-up; `nil` where that is too much to be kept.
    var addends: [[UInt8]]? = []
    /// The strangest rows by the columns for which all rows were gone through before.
    var strangest = StrangestRows(limit: 0)
    /// The columns that are being summarised.
    var columns: [ColumnProfile]
    /// What may turn out to be an anomaly in each of them; empty where none is looked for.
    var candidates: [AnomalyCandidates] = []
    /// Where the first row begins, in bytes of the file.
    var begin: Int64
    /// Where the row behind the last begins.
    var end: Int64
    /// Where the text stops being UTF-8, if it does.
    var encodingFault: Int64?
    /// Whether there were characters beyond ASCII before that.
    var sawBeyondASCII = false
    /// Why not all rows could be read; those before are good.
    var failure: HandlerError?
    /// Whether that is a quote that is never closed, or a record too large for one.
    var endsWithinQuotes = false

    /// Whether a text that began as ASCII turned out to be no UTF-8, so that it is to be read as ISO 8859-1.
    var beliesEncoding: Bool { encodingFault != nil && !sawBeyondASCII }

    /// Takes the rows that follow.
    mutating func merge(_ next: TablePart) {
        for index in candidates.indices { candidates[index].merge(next.candidates[index], rowsBefore: rows) }
        rows += next.rows
        raggedShort += next.raggedShort
        raggedLong += next.raggedLong
        blankLines += next.blankLines
        lineEndings.merge(next.lineEndings)
        for index in columns.indices { columns[index].merge(next.columns[index]) }
        end = next.end
        if encodingFault == nil {
            encodingFault = next.encodingFault
            sawBeyondASCII = sawBeyondASCII || next.sawBeyondASCII
        }
        failure = failure ?? next.failure
        endsWithinQuotes = endsWithinQuotes || next.endsWithinQuotes
    }
}
