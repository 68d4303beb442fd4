import ColumnProfiles
import DelimitedSyntax
import HandlerAPI
import Sketches

extension TablePart: StateCodable {
    private static let version: UInt8 = 0x72

    /// Writes the part.
    public func write(to writer: inout StateWriter) {
        writer.write(byte: Self.version)
        for count in [rows, raggedShort, raggedLong, blankLines, lineEndings.lf, lineEndings.crlf, lineEndings.cr] {
            writer.write(Int64(count))
        }
        writer.write(begin)
        writer.write(end)
        writer.write(encodingFault ?? -1)
        writer.write(sawBeyondASCII)
        writer.write(endsWithinQuotes)
        writer.write(failure)
        writer.write(count: columns.count)
        for column in columns { column.write(to: &writer) }
        writer.write(count: candidates.count)
        for column in candidates { column.write(to: &writer) }
    }

    /// Reads what ``write(to:)`` wrote.
    public init(from reader: inout StateReader) throws(StateError) {
        try reader.version(Self.version)
        var counts: [Int] = []
        for _ in 0..<7 { counts.append(Int(try reader.number(Int64.self))) }
        self.init(columns: [], begin: try reader.number(), end: try reader.number())
        (rows, raggedShort, raggedLong, blankLines) = (counts[0], counts[1], counts[2], counts[3])
        lineEndings = LineEndings(lf: counts[4], crlf: counts[5], cr: counts[6])
        let fault = try reader.number(Int64.self)
        encodingFault = fault < 0 ? nil : fault
        sawBeyondASCII = try reader.bool()
        endsWithinQuotes = try reader.bool()
        failure = try reader.error()
        for _ in 0..<(try reader.elementCount()) { columns.append(try ColumnProfile(from: &reader)) }
        for _ in 0..<(try reader.elementCount()) { candidates.append(try AnomalyCandidates(from: &reader)) }
    }
}
