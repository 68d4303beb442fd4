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
    init(_ values: [Double], weights: [Int]) {
        self.values = values
        var (ranks, total) = ([Int](), 0)
        ranks.reserveCapacity(values.count)
        for weight in weights {
            total += weight
            ranks.append(total)
        }
        self.ranks = ranks
        isExact = total == values.count
    }

    /// The number at `share` of the way from the smallest (0) to the largest (1), as ``QuantileSketch/quantiles(_:)``
    /// gives it; `nil` while there are none.
    public func quantile(_ share: Double) -> Double? {
        guard let last = values.last else { return nil }
        if isExact { return interpolated(share) }
        let wanted = min(max(share, 0), 1) * Double(count)
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if Double(ranks[middle]) >= wanted { high = middle } else { low = middle + 1 }
        }
        return low < values.count ? values[low] : last
    }

    private func interpolated(_ share: Double) -> Double {
        let position = min(max(share, 0), 1) * Double(values.count - 1)
        let below = Int(position)
        let fraction = position - Double(below)
        guard fraction > 0, below + 1 < values.count else { return values[below] }
        return values[below] * (1 - fraction) + values[below + 1] * fraction
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
        distances.sort { $0.value < $1.value }
        return WeightedNumbers(distances.map(\.value), weights: distances.map(\.weight))
    }
}

extension QuantileSketch {
    /// All numbers held with what they stand for: each number added while ``isExact``, a sample beyond.
    public var weighted: WeightedNumbers {
        var (values, weights) = filled > 0 ? ([chosen], [filled]) : ([], [])
        // From the shortest level to the longest: few numbers are then moved more than twice.
        for (level, held) in levels.enumerated().reversed() where !held.isEmpty {
            var sorted = held
            if level == height { sorted.withUnsafeMutableBufferPointer { Sorting.sort($0) } }
            (values, weights) = Self.merged(values, weights, sorted, weight: 1 << level)
        }
        return WeightedNumbers(values, weights: weights)
    }

    /// Merges sorted numbers that stand for `weights` with others that all stand for `weight`.
    private static func merged(
        _ left: [Double], _ weights: [Int], _ right: [Double], weight: Int
    ) -> ([Double], [Int]) {
        guard !left.isEmpty else { return (right, [Int](repeating: weight, count: right.count)) }
        var values = [Double](repeating: 0, count: left.count + right.count)
        var all = [Int](repeating: weight, count: values.count)
        var (first, second) = (0, 0)
        for place in values.indices {
            let takesRight = first == left.count || second < right.count && right[second] < left[first]
            if takesRight {
                values[place] = right[second]
                second += 1
            } else {
                values[place] = left[first]
                all[place] = weights[first]
                first += 1
            }
        }
        return (values, all)
    }
}
