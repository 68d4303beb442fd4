/// Where each of the values of a column was seen first, as long as they are few; exact.
///
/// It goes with a ``ValueCounts`` of the same values, which says whether there is one that is not known yet: so where
/// values repeat, they cost nothing.
public struct FirstPlaces: Sendable, Equatable {
    /// Up to how many different values are kept.
    public static let limit = 64

    private var places: [UInt64: RowPlace] = [:]
    /// Whether there were more, so that none is kept.
    public private(set) var hasTooMany = false

    /// Makes a list of no values.
    public init() {}

    /// Where the value that ``ValueCounts/heldValues`` gives this key was seen first.
    public subscript(key: UInt64) -> RowPlace? { places[key] }

    /// Adds values of rows that follow those added before.
    ///
    /// - Parameters:
    ///   - counts: What counted these values and those before.
    ///   - place: Gives the place of a value by its index. It is called for values alone that were not seen before.
    public mutating func add(_ values: HashedValues, countedBy counts: ValueCounts, place: (Int) -> RowPlace) {
        guard !hasTooMany else { return }
        guard let known = counts.exactDistinctCount, known <= Self.limit else { return giveUp() }
        var index = 0
        while places.count < known, index < values.count {
            let key = CounterTable.key(values.hashes[index])
            if places[key] == nil { places[key] = place(index) }
            index += 1
        }
    }

    /// Adds the values that `other` has seen in rows of which `rowsBefore` come before the first.
    public mutating func merge(_ other: FirstPlaces, rowsBefore: Int) {
        guard !hasTooMany, !other.hasTooMany else { return giveUp() }
        for (key, place) in other.places where places[key] == nil { places[key] = place.moved(by: rowsBefore) }
        if places.count > Self.limit { giveUp() }
    }

    private mutating func giveUp() {
        hasTooMany = true
        places = [:]
    }
}

extension FirstPlaces: StateCodable {
    private static let version: UInt8 = 0xa1

    /// Writes the values' hashes in their order and the places, 10 to 28 bytes each.
    public func write(to writer: inout StateWriter) {
        writer.write(byte: Self.version)
        writer.write(hasTooMany)
        writer.write(count: places.count)
        for (key, place) in places.sorted(by: { $0.key < $1.key }) {
            writer.write(key)
            place.write(to: &writer)
        }
    }

    /// Reads what ``write(to:)`` wrote.
    public init(from reader: inout StateReader) throws(StateError) {
        try reader.version(Self.version)
        hasTooMany = try reader.bool()
        let count = try reader.count(upTo: Self.limit)
        for _ in 0..<count { places[try reader.number()] = try RowPlace(from: &reader) }
        guard places.count == count, !hasTooMany || places.isEmpty else { throw .damaged }
    }
}

extension ValueCounts {
    /// How many different values were seen, while each is held with its exact count.
    public var exactDistinctCount: Int? { distinct == nil && frequent.isExact ? frequent.heldCount : nil }

    /// The values held with a key each, in the order of the keys.
    public var heldValues: [(key: UInt64, item: FrequentValues.Item)] {
        var values: [(key: UInt64, item: FrequentValues.Item)] = []
        frequent.table.forEach { bytes, length, count, key in
            values.append((key, FrequentValues.Item(bytes: Array(bytes), length: length, count: count)))
        }
        return values.sorted { $0.key < $1.key }
    }
}
