/// The lowest and the highest value of a stream so far, and how far a value lies beyond them.
struct RecordWatch: Sendable, Equatable, Codable {
    /// A value beyond all before it.
    struct Record: Sendable, Equatable {
        /// The distance to the nearest value before, in parts of the range of those; at most ``RecordWatch/mostExcess``.
        let excess: Double
        /// The lowest and the highest value before.
        let range: ClosedRange<Double>
        /// How many values came before.
        let count: Int
    }

    /// The largest excess told; values that were all alike have no range to measure by, and any other is as far off.
    static let mostExcess = 10.0
    /// What differs by less of its size is the same, but for rounding.
    private static let rounding = 1e-9

    private var lowest = Double.infinity
    private var highest = -Double.infinity
    private var count = 0

    /// Takes a value, and tells whether it lies beyond those before, of which there must be `least`.
    mutating func take(_ value: Double, least: Int) -> Record? {
        defer {
            lowest = min(lowest, value)
            highest = max(highest, value)
            count += 1
        }
        guard count >= max(1, least) else { return nil }
        let gap = max(value - highest, lowest - value)
        guard gap > Self.rounding * max(abs(lowest), abs(highest), abs(value)) else { return nil }
        let width = highest - lowest
        let excess = width > 0 ? min(Self.mostExcess, gap / width) : Self.mostExcess
        return Record(excess: excess, range: lowest...highest, count: count)
    }
}
