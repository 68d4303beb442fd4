/// How many different values were seen, and which are frequent.
///
/// As long as ``FrequentValues`` holds them all, it knows how many they are; only then a ``DistinctCounter`` is begun. So a
/// column of few values costs one look-up a value, and little memory.
public struct ValueCounts: Sendable {
    var frequent = FrequentValues()
    var distinct: DistinctCounter?

    /// Makes counts of no values.
    public init() {}

    /// How many different values were seen.
    public var distinctCount: Int { distinct?.estimate ?? frequent.heldCount }
    /// Whether that is a count rather than an estimate.
    public var isDistinctCountExact: Bool { distinct?.isExact ?? true }
    /// How far the counts of ``top(_:)`` may be too low; see ``FrequentValues/maximumError``.
    public var maximumError: Int { frequent.maximumError }

    /// At most `limit` values, the most frequent first; see ``FrequentValues/top(_:)``.
    public func top(_ limit: Int) -> [FrequentValues.Item] { frequent.top(limit) }

    /// Adds many values.
    public mutating func add(_ values: HashedValues) {
        let exact = distinct == nil ? frequent.addWhileExact(values) : 0
        guard exact < values.count else { return }
        let rest = UnsafeBufferPointer(start: values.hashes + exact, count: values.count - exact)
        beginDistinct(before: rest)
        frequent.addFrequent(values, from: exact)
        distinct?.add(hashes: rest)
    }

    /// Adds the values that `other` has seen.
    public mutating func merge(_ other: ValueCounts) {
        if other.distinct != nil || distinct != nil || !frequent.fits(other.frequent) { beginDistinct() }
        if let others = other.distinct {
            distinct?.merge(others)
        } else if distinct != nil {
            for hash in other.frequent.heldHashes { distinct?.add(hash: hash) }
        }
        frequent.merge(other.frequent)
    }

    /// Whether every value is held with all its bytes and its exact count.
    public var holdsEverything: Bool { distinct == nil && frequent.holdsEverything }

    /// Writes the values held: how many, the length and the count of each, and their bytes end to end.
    public func writeHeld(to writer: inout StateWriter) { frequent.writeHeld(to: &writer) }

    /// Begins to count different values, where that was not begun, before those of `hashes` are added.
    private mutating func beginDistinct(before hashes: UnsafeBufferPointer<UInt64> = .init(start: nil, count: 0)) {
        guard distinct == nil else { return }
        var begun = DistinctCounter(expecting: hashes)
        frequent.heldHashes.withUnsafeBufferPointer { begun.add(hashes: $0) }
        distinct = begun
    }
}
