/// Where a row stands in a table.
public struct RowPlace: Sendable, Equatable {
    /// Its number, from 0 for the first row of those summarised together.
    public var row: Int
    /// The offset of its first byte in the file; `nil` where it is not known.
    public var offset: Int64?

    /// Makes a place.
    public init(row: Int, offset: Int64?) {
        self.row = row
        self.offset = offset
    }

    /// The place where `rowsBefore` rows come before those it was counted among.
    func moved(by rowsBefore: Int) -> RowPlace { RowPlace(row: row + rowsBefore, offset: offset) }
}

extension RowPlace: StateCodable {
    /// Writes the number and the offset, 2 to 20 bytes.
    public func write(to writer: inout StateWriter) {
        writer.write(count: row)
        writer.write(count: offset.map { Int($0) + 1 } ?? 0)
    }

    /// Reads what ``write(to:)`` wrote.
    public init(from reader: inout StateReader) throws(StateError) {
        row = try reader.count(upTo: 1 << 60)
        let next = try reader.count(upTo: 1 << 62)
        offset = next == 0 ? nil : Int64(next - 1)
    }
}
