import DelimitedSyntax
import HandlerAPI

/// What must be known of a table before its rows can be read from anywhere: how it is cut, its columns, and where its rows
/// begin.
public struct TablePlan: Sendable, Equatable {
    /// How the file is cut into records and fields.
    var dialect: Dialect
    /// The texts of the header, empty where there is none.
    var names: [String] = []
    var columnCount = 0
    /// Where the first row begins, in bytes of the file.
    var start: Int64 = 0
    /// The size of the file, in bytes.
    var size: Int64
    /// Records before the table, as far as the file has them.
    var preambleRecords = 0
    /// Of the lines before the first row.
    var blankLines = 0
    /// Of the lines before the first row.
    var lineEndings = LineEndings()
    /// Why the file cannot be read as far as its first row.
    var failure: HandlerError?

    /// How many bytes the rows of a range have in tables of few columns, at most.
    var usualRangeSize: Int64 = 16 << 20
    /// How many they may have for each column, so that the summaries of a range are small beside its text.
    var bytesOfColumn: Int64 = 256 << 10
    /// Into how many the last ranges may be cut, so that those who read them end at about the same time.
    var taper: Int64 = 8
    /// How many columns are summarised at once, at most, so that memory stays bounded.
    var mostColumns = 134
}

// MARK: - Ranges

/// A part of a table that is read at once: some rows, of which some columns are summarised.
struct TableRange {
    /// The bytes in which the rows begin.
    let bytes: Range<Int64>
    /// The columns, counted from 0.
    let columns: Range<Int>
    /// Whether the rows are the table's first.
    let isFirst: Bool
}

extension TablePlan {
    /// How many pieces the rows are read in. Only UTF-8 can be entered anywhere.
    var pieceCount: Int { pieces.count }

    private var pieces: FilePieces {
        let rows = start..<max(start, size)
        guard dialect.encoding.isUTF8 else { return FilePieces(rows, ofAtMost: .max) }
        let most = max(usualRangeSize, Int64(columnCount) * bytesOfColumn)
        // Where the rows are gone through several times, that alone makes ranges enough.
        return FilePieces(rows, ofAtMost: most, downTo: blockCount > 1 ? most : most / taper)
    }

    /// How many times all rows are gone through, each time for other columns.
    private var blockCount: Int {
        let halves = (2 * columnCount + mostColumns - 1) / mostColumns
        return min(columnCount, columnCount > mostColumns ? halves / 2 + 1 : 1)
    }

    /// The columns that are summarised in turn. The last are half as many as those before them: who joins what others read
    /// is late by then.
    private func columns(ofBlock block: Int) -> Range<Int> {
        let halves = 2 * blockCount - 1
        return 2 * block * columnCount / halves..<min(2 * block + 2, halves) * columnCount / halves
    }

    /// How many ranges there are.
    public var rangeCount: Int { max(1, pieceCount * blockCount) }

    /// The range of this number: all rows for the first columns, then all rows for the next.
    func range(_ number: Int) -> TableRange {
        guard columnCount > 0 else { return TableRange(bytes: start..<max(start, size), columns: 0..<0, isFirst: true) }
        let pieces = pieces
        let (block, piece) = number.quotientAndRemainder(dividingBy: pieces.count)
        return TableRange(bytes: pieces[piece], columns: columns(ofBlock: block), isFirst: piece == 0)
    }

    /// How many numbers of a column a range's sketch takes in before it leaves some out: all ranges together take enough.
    var sampleSize: Int { max(1_024, 32_768 / pieceCount) }
}

// MARK: - The lines before the first row

extension TablePlan {
    /// Reads `file` up to its first row.
    init(of file: borrowing FileContent, dialect: Dialect, options: DelimitedTextOptions) throws(HandlerError) {
        self.init(dialect: dialect, size: file.size.bytes)
        var lines = LeadingLines(dialect: dialect)
        try lines.read(file)
        guard lines.columnCount <= options.maximumColumns else {
            throw .limitExceeded("the first record has \(lines.columnCount) fields; at most \(options.maximumColumns)")
        }
        names = lines.names
        columnCount = lines.columnCount
        start = lines.start
        preambleRecords = lines.preambleRecords
        blankLines = lines.blankLines
        lineEndings = lines.lineEndings
        failure = lines.failure
    }

    /// The name of a column, counted from 0.
    func name(_ column: Int) -> String {
        guard column < names.count, !names[column].isEmpty else { return "column_\(column + 1)" }
        return names[column]
    }
}
