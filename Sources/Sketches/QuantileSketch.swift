/// The quantiles of numbers seen once: exact while they are few, within 0.5 % of the rank beyond.
///
/// A KLL sketch (Karnin, Lang and Liberty, "Optimal Quantile Approximation in Streams", FOCS 2016): numbers wait in
/// levels; when one is full, it is sorted and every second number moves up with twice the weight. When numbers are many,
/// one of each block of `2^height` is chosen at random to stand for all of them, as in the paper's section 3, and enters
/// at the level of that weight, so that a number costs next to nothing. The coin is a generator with a fixed start: the
/// same numbers in the same order give the same sketch. Memory is about 4,500 numbers (36 KiB), whatever the count.
public struct QuantileSketch: Sendable, Equatable {
    /// Up to how many numbers every quantile is exact.
    public static let exactLimit = 1_536
    /// How many numbers are taken in one by one by default before some are left out.
    public static let defaultSampleSize = 32_768

    /// A number in level `h` stands for `2^h`. All levels but the one at `height` are sorted.
    var levels: [[Double]] = [[]]
    /// The level that numbers enter at.
    var height = 0
    var sampleSize: Int
    /// The block begun: how many numbers it has, which of them is to stand for it, and that one or, until it comes, the
    /// last.
    var filled = 0
    var drawn = 0
    var chosen = 0.0
    var coins = SplitMix64(state: 0x7472_6177_6c21)
    /// How many numbers were added.
    public internal(set) var count = 0

    /// Makes a sketch of no numbers.
    ///
    /// - Parameter sampleSize: How many numbers, at least, are taken in one by one before every second, and with each
    ///   doubling again every second, is left out. Those left out add an error of `0.29 / sqrt(sampleSize)` of the rank
    ///   (one standard deviation, at most): 0.16 % by default. A sketch that is one of many parts of a whole can do with
    ///   fewer, as their errors are independent.
    public init(sampleSize: Int = Self.defaultSampleSize) { self.sampleSize = min(max(256, sampleSize), 1 << 20) }

    /// Whether every number is still there, so that quantiles are exact.
    public var isExact: Bool { levels.count == 1 && height == 0 }

    /// Adds a finite number; others are ignored. Complexity: amortized constant.
    public mutating func add(_ value: Double) {
        guard value.isFinite else { return }
        withUnsafePointer(to: value) { add(UnsafeBufferPointer(start: $0, count: 1)) }
    }

    /// Adds finite numbers, of which all must be.
    public mutating func add(_ values: UnsafeBufferPointer<Double>) {
        var index = 0
        while index < values.count {
            raiseIfDue()
            let rest = UnsafeBufferPointer(rebasing: values[index...])
            index += height == 0 ? addAll(rest) : addSampled(rest)
        }
    }

    /// Adds the numbers that `other` has seen.
    public mutating func merge(_ other: QuantileSketch) {
        raise(to: max(height, other.height))
        for (level, values) in other.levels.enumerated() where !values.isEmpty {
            while levels.count <= level { levels.append([]) }
            // The level at the height is sorted when it is compacted.
            put(level == other.height && level != height ? Sorting.sorted(values) : values, at: level)
        }
        if other.filled > 0 { put(other.chosen, weight: other.filled) }
        count += other.count
        compress()
    }

    /// The numbers at the given shares of the way from the smallest (0) to the largest (1), in the order asked for.
    ///
    /// While the sketch is exact, a quantile between two numbers is interpolated linearly, as R's type 7 and NumPy do
    /// (Hyndman and Fan, The American Statistician 50(4), 1996). Empty while there are no numbers.
    public func quantiles(_ shares: [Double]) -> [Double] {
        let weighted = weighted
        return shares.compactMap { weighted.quantile($0) }
    }

    /// The number at `share` of the way from the smallest (0) to the largest (1); `nil` while there are none.
    public func quantile(_ share: Double) -> Double? { quantiles([share]).first }
}
