/// The last values of a stream.
struct RecentValues: Sendable, Equatable, Codable {
    /// How many are kept.
    let capacity: Int
    /// In no order but that of their places, which are written over in turn.
    private(set) var values: [Double] = []
    private var next = 0

    /// Keeps up to `capacity` values, one at least.
    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// How many there are.
    var count: Int { values.count }

    /// Whether there are as many as are kept.
    var isFull: Bool { values.count == capacity }

    /// Adds a value in place of the oldest, which is returned where as many are kept as may be.
    @discardableResult
    mutating func add(_ value: Double) -> Double? {
        defer { next = (next + 1) % capacity }
        guard isFull else {
            values.append(value)
            return nil
        }
        defer { values[next] = value }
        return values[next]
    }

    /// The values from the oldest to the latest.
    var inOrder: [Double] { isFull ? Array(values[next...] + values[..<next]) : values }

    /// The mean; 0 where there are none.
    var mean: Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

    /// The standard deviation of the population, in two passes.
    var deviation: Double {
        guard !values.isEmpty else { return 0 }
        let mean = mean
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
    }

    /// The median; 0 where there are none.
    var median: Double { Self.median(of: values) }

    /// The median of `values`; 0 where there are none.
    static func median(of values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
