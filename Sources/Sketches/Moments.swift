/// Count, mean, spread and extremes of numbers seen once, in constant memory.
///
/// Mean and squared deviations are updated by Welford's method (Technometrics 4(3), 1962) and merged by Chan, Golub and
/// LeVeque's (Stanford STAN-CS-79-773, 1979). Both work on distances from the first number, as the latter advise, which
/// stays accurate where the mean is far from zero.
public struct Moments: Sendable, Equatable {
    /// How many numbers were added.
    public private(set) var count: Int = 0
    /// The smallest, `nil` while there is none.
    public var minimum: Double? { count == 0 ? nil : low }
    /// The largest, `nil` while there is none.
    public var maximum: Double? { count == 0 ? nil : high }
    private var low = Double.infinity
    private var high = -Double.infinity
    private var origin = 0.0
    /// The mean of the distances from `origin`.
    private var runningMean = 0.0
    private var squaredDeviations = 0.0

    /// Makes a summary of no numbers.
    public init() {}

    /// The arithmetic mean, `nil` while there are no numbers.
    public var mean: Double? { count == 0 ? nil : origin + runningMean }

    /// The sample standard deviation (divisor n - 1), `nil` below two numbers.
    public var standardDeviation: Double? {
        count < 2 ? nil : (squaredDeviations / Double(count - 1)).squareRoot()
    }

    /// Adds a finite number. Others are the caller's to count.
    public mutating func add(_ value: Double) {
        guard value.isFinite else { return }
        if count == 0 { origin = value }
        count += 1
        let distance = value - origin
        let delta = distance - runningMean
        runningMean += delta / Double(count)
        squaredDeviations += delta * (distance - runningMean)
        if value < low { low = value }
        if value > high { high = value }
    }

    /// Adds the numbers that `other` has seen.
    public mutating func merge(_ other: Moments) {
        guard other.count > 0 else { return }
        guard count > 0 else {
            self = other
            return
        }
        let total = Double(count + other.count)
        let delta = other.origin - origin + other.runningMean - runningMean
        squaredDeviations += other.squaredDeviations + delta * delta * Double(count) * Double(other.count) / total
        runningMean += delta * Double(other.count) / total
        count += other.count
        low = min(low, other.low)
        high = max(high, other.high)
    }
}
