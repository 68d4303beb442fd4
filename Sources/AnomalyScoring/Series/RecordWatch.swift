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
    /// The latest values, which are no history yet.
    private var latest: RecentValues?

    /// Makes a watch.
    ///
    /// - Parameter delay: How many points pass before a value is history. What changes slowly would else be held against itself, and
    ///   be beyond its history by no more than a step at a time.
    init(delay: Int = 0) { latest = delay > 0 ? RecentValues(capacity: delay) : nil }

    /// Takes a value, and tells whether it lies beyond those before, of which there must be `least`.
    mutating func take(_ value: Double, least: Int) -> Record? {
        defer { remember(value) }
        guard count >= max(1, least) else { return nil }
        let gap = max(value - highest, lowest - value)
        guard gap > Self.rounding * max(abs(lowest), abs(highest), abs(value)) else { return nil }
        let width = highest - lowest
        let excess = width > 0 ? min(Self.mostExcess, gap / width) : Self.mostExcess
        return Record(excess: excess, range: lowest...highest, count: count)
    }

    private mutating func remember(_ value: Double) {
        var past: Double? = value
        if latest != nil { past = latest?.add(value) }
        guard let past else { return }
        lowest = min(lowest, past)
        highest = max(highest, past)
        count += 1
    }
}
