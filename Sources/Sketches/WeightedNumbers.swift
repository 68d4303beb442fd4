/// Numbers in their order, each of which stands for some, as a ``QuantileSketch`` has them at the end.
public struct WeightedNumbers: Sendable {
    private let values: [Double]
    /// How many numbers those up to each of ``values`` stand for.
    private let ranks: [Int]
    /// Whether every number stands for itself alone.
    public let isExact: Bool

    /// How many numbers there are in all.
    public var count: Int { ranks.last ?? 0 }

    /// Takes numbers in their order, with weights of at least 1.
    init(_ sorted: [(value: Double, weight: Int)]) {
        values = sorted.map(\.value)
        var (ranks, total) = ([Int](), 0)
        for item in sorted {
            total += item.weight
            ranks.append(total)
        }
        self.ranks = ranks
        isExact = total == sorted.count
    }

    /// The number at `share` of the way from the smallest (0) to the largest (1), as ``QuantileSketch/quantiles(_:)``
    /// gives it; `nil` while there are none.
    public func quantile(_ share: Double) -> Double? {
        guard let last = values.last else { return nil }
        if isExact { return QuantileSketch.interpolated(share, among: values) }
        let wanted = min(max(share, 0), 1) * Double(count)
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if Double(ranks[middle]) >= wanted { high = middle } else { low = middle + 1 }
        }
        return low < values.count ? values[low] : last
    }

    /// The distances of the numbers from `center`, times `unit`: of those above it, of those below, or of both. Those
    /// that do not differ from it are left out.
    public func distances(from center: Double, above: Bool, below: Bool, unit: Double = 1) -> WeightedNumbers {
        var distances: [(value: Double, weight: Int)] = []
        var before = 0
        for (index, value) in values.enumerated() {
            let weight = ranks[index] - before
            before = ranks[index]
            let distance = value * unit - center * unit
            if distance > 0 ? above : below && distance < 0 { distances.append((abs(distance), weight)) }
        }
        return WeightedNumbers(distances.sorted { $0.value < $1.value })
    }
}

extension QuantileSketch {
    /// All numbers held with what they stand for: each number added while ``isExact``, a sample beyond.
    public var weighted: WeightedNumbers { WeightedNumbers(weightedValues()) }
}
