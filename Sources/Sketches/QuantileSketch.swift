/// The quantiles of numbers seen once: exact while they are few, within about 0.5 % of the rank beyond.
///
/// A KLL sketch (Karnin, Lang and Liberty, "Optimal Quantile Approximation in Streams", FOCS 2016): numbers wait in
/// levels; when one is full, it is sorted and every second number moves up with twice the weight. Levels that would
/// be small are replaced by a sampler, as in the paper's section 3, so that a number costs next to nothing. The coin is
/// a generator with a fixed start: the same numbers in the same order give the same sketch. Memory is about 3,000
/// numbers (24 KiB), whatever the count.
public struct QuantileSketch: Sendable, Equatable {
    /// Up to how many numbers every quantile is exact.
    public static let exactLimit = 1_024
    /// How many levels there are at most; the lowest then holds some 60 numbers.
    private static let maximumLevels = 8

    /// A number in level `h` stands for `2^(h + sampler.height)`.
    private var levels: [[Double]] = [[]]
    private var sampler = BlockSampler()
    private var roomBelow = Self.exactLimit + 1
    private var coins = SplitMix64(state: 0x7472_6177_6c21)
    /// How many numbers were added.
    public private(set) var count = 0

    /// Makes a sketch of no numbers.
    public init() {}

    /// Whether every number is still there, so that quantiles are exact.
    public var isExact: Bool { levels.count == 1 && sampler.height == 0 }

    /// Adds a finite number; others are ignored. Complexity: amortized constant.
    public mutating func add(_ value: Double) {
        guard value.isFinite else { return }
        count += 1
        if sampler.height > 0 {
            guard let chosen = sampler.add(value, &coins) else { return }
            levels[0].append(chosen)
        } else {
            levels[0].append(value)
        }
        if levels[0].count >= roomBelow { compress() }
    }

    /// Adds the numbers that `other` has seen.
    public mutating func merge(_ other: QuantileSketch) {
        while sampler.height < other.sampler.height { dropLowestLevel() }
        for (height, values) in other.levels.enumerated() {
            let own = height + other.sampler.height - sampler.height
            while levels.count <= own { levels.append([]) }
            if own >= 0 { levels[own] += values } else { sample(values, weight: 1 << (height + other.sampler.height)) }
        }
        if let pending = other.sampler.pending { sample([pending.value], weight: pending.weight) }
        count += other.count
        compress()
    }

    /// The numbers at the given shares of the way from the smallest (0) to the largest (1), in the order asked for.
    ///
    /// While the sketch is exact, a quantile between two numbers is interpolated linearly, as R's type 7 and NumPy do
    /// (Hyndman and Fan, The American Statistician 50(4), 1996). Empty while there are no numbers.
    public func quantiles(_ shares: [Double]) -> [Double] {
        guard count > 0 else { return [] }
        let weighted = weightedValues()
        return shares.map { share in
            isExact ? interpolated(share, among: weighted) : nearest(share, among: weighted)
        }
    }

    /// The number at `share` of the way from the smallest (0) to the largest (1); `nil` while there are none.
    public func quantile(_ share: Double) -> Double? { quantiles([share]).first }

    private func weightedValues() -> [(value: Double, weight: Int)] {
        levels.enumerated()
            .flatMap { height, values in values.map { (value: $0, weight: 1 << (height + sampler.height)) } }
            .sorted { $0.value < $1.value }
    }

    private func interpolated(_ share: Double, among sorted: [(value: Double, weight: Int)]) -> Double {
        let position = min(max(share, 0), 1) * Double(sorted.count - 1)
        let below = Int(position)
        let low = sorted[below].value
        let fraction = position - Double(below)
        guard fraction > 0, below + 1 < sorted.count else { return low }
        return low * (1 - fraction) + sorted[below + 1].value * fraction
    }

    private func nearest(_ share: Double, among sorted: [(value: Double, weight: Int)]) -> Double {
        let total = sorted.reduce(0) { $0 + $1.weight }
        let wanted = min(max(share, 0), 1) * Double(total)
        var seen = 0
        for item in sorted {
            seen += item.weight
            if Double(seen) >= wanted { return item.value }
        }
        return sorted.last?.value ?? 0
    }
}

// MARK: - Compaction

extension QuantileSketch {
    /// How many numbers level `height` may hold: two thirds of the level above it.
    private func capacity(_ height: Int) -> Int {
        var room = Double(Self.exactLimit)
        for _ in 0..<(levels.count - 1 - height) { room *= 2.0 / 3.0 }
        return Int(room)
    }

    /// Compacts overfull levels until there is room, and works out how far the lowest may grow.
    private mutating func compress() {
        while true {
            if let height = overfullLevel() {
                compact(height)
            } else if levels.count > Self.maximumLevels {
                dropLowestLevel()
            } else {
                break
            }
        }
        roomBelow = capacity(0) + 1
    }

    /// Moves the lowest level up, half of it at twice the weight, and lets the sampler choose among twice as many.
    private mutating func dropLowestLevel() {
        compact(0)
        let left = levels.removeFirst()
        let weight = 1 << sampler.height
        sampler.rise(&coins)
        sample(left, weight: weight)
    }

    private mutating func sample(_ values: [Double], weight: Int) {
        for value in values { levels[0] += sampler.add(value, weight: weight, &coins) }
    }

    private func overfullLevel() -> Int? {
        levels.indices.first { levels[$0].count > capacity($0) }
    }

    private mutating func compact(_ height: Int) {
        if height + 1 == levels.count { levels.append([]) }
        var values = levels[height]
        values.sort()
        // An odd one stays behind, so that weights add up to the count.
        let kept = values.count.isMultiple(of: 2) ? nil : values.popLast()
        let offset = Int(coins.next() & 1)
        for index in stride(from: offset, to: values.count, by: 2) { levels[height + 1].append(values[index]) }
        levels[height].removeAll(keepingCapacity: true)
        if let kept { levels[height].append(kept) }
    }
}
