import DelimitedSyntax
import Sketches

/// The rows of a column that may turn out to be out of the ordinary once all rows were seen: those of its smallest and
/// largest numbers, and, while its values are few, the first of each value.
///
/// It goes with the ``ColumnProfile`` of the same values. Memory is 100 bytes for each number kept on either side, and
/// at most 3 KiB for the values.
public struct AnomalyCandidates: Sendable, Equatable {
    /// Whole numbers below this are told from their neighbours as `Double`.
    private static let exactBelow = 9_007_199_254_740_992.0

    /// The smallest and the largest numbers. They count where the column is one of numbers.
    public private(set) var numbers: ExtremeNumbers
    /// Where each value was seen first.
    public private(set) var values = FirstPlaces()

    /// Makes candidates of no rows.
    ///
    /// - Parameter limit: How many of the smallest and how many of the largest numbers are kept.
    public init(limit: Int) { numbers = ExtremeNumbers(limit: limit) }

    /// Takes values of rows that follow those before.
    ///
    /// - Parameters:
    ///   - batch: The values, which `profile` has just taken.
    ///   - numbersBefore: The profile's ``ColumnProfile/numberCount`` before that.
    ///   - place: Gives the place of a value by its index in the batch.
    public mutating func add(
        _ batch: ValueBatch, takenBy profile: borrowing ColumnProfile, numbersBefore: Int, place: (Int) -> RowPlace
    ) {
        guard batch.count > 0 else { return }
        values.add(batch.values, countedBy: profile.counts, place: place)
        let count = profile.numberCount - numbersBefore
        guard count > 0 else { return }
        let indices = count == batch.count ? nil : Self.finiteIndices(batch)
        let found = UnsafeBufferPointer(start: batch.numbers, count: count)
        numbers.add(found) { number in
            let index = indices.map { number < $0.count ? $0[number] : 0 } ?? number
            let value = found[number]
            let whole = abs(value) >= Self.exactBelow ? Self.whole(batch[index]) : nil
            return ExtremeNumbers.Item(value: value, whole: whole, place: place(index))
        }
    }

    /// Takes the candidates of rows of which `rowsBefore` come before the first.
    public mutating func merge(_ other: AnomalyCandidates, rowsBefore: Int) {
        numbers.merge(other.numbers, rowsBefore: rowsBefore)
        values.merge(other.values, rowsBefore: rowsBefore)
    }

    /// Which of the values of a column of numbers are finite.
    private static func finiteIndices(_ batch: ValueBatch) -> [Int] {
        (0..<batch.count).filter { index in
            switch FieldValue(batch[index].trimmingBlanks()) {
            case .integer: true
            case .float(let value): value.isFinite
            default: false
            }
        }
    }

    private static func whole(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard case .integer(let value) = FieldValue(bytes.trimmingBlanks()) else { return nil }
        return value
    }
}

extension AnomalyCandidates: StateCodable {
    private static let version: UInt8 = 0xb1

    /// Writes the numbers and the values.
    public func write(to writer: inout StateWriter) {
        writer.write(byte: Self.version)
        numbers.write(to: &writer)
        values.write(to: &writer)
    }

    /// Reads what ``write(to:)`` wrote.
    public init(from reader: inout StateReader) throws(StateError) {
        try reader.version(Self.version)
        numbers = try ExtremeNumbers(from: &reader)
        values = try FirstPlaces(from: &reader)
    }
}
