import CColumnKernels

/// Count, mean, spread, shape and extremes of numbers seen once, in constant memory.
///
/// A batch gives its sums about its own mean; batches are merged by the formulas of Chan, Golub and LeVeque (Stanford
/// STAN-CS-79-773, 1979) and, for the third and fourth power, of Pébay (Sandia SAND2008-6212, 2008). The sum carries its
/// rounding errors along (Knuth, The Art of Computer Programming 2, 4.2.2, theorem B). All work on distances from the
/// first number, as Chan et al. advise, which stays accurate where the mean is far from zero.
public struct Moments: Sendable, Equatable {
    /// How many numbers were added.
    public internal(set) var count: Int = 0
    /// The smallest, `nil` while there is none.
    public var minimum: Double? { count == 0 ? nil : low }
    /// The largest, `nil` while there is none.
    public var maximum: Double? { count == 0 ? nil : high }
    var low = Double.infinity
    var high = -Double.infinity
    var origin = 0.0
    /// The sum of the distances from `origin`, and what rounding took from it.
    var sum = CompensatedSum()
    /// The sums of the squares, cubes and fourth powers of the deviations from the mean.
    var powers = PowerSums()

    /// Makes a summary of no numbers.
    public init() {}

    /// The arithmetic mean, `nil` while there are no numbers.
    public var mean: Double? {
        guard count > 0 else { return nil }
        // The sum itself, so that only the quotient is rounded.
        var total = sum
        total.add(product: origin, Double(count))
        let mean = total.divided(by: Double(count)).value
        return mean.isFinite ? mean : origin + meanDistance
    }

    /// The sample standard deviation (divisor n - 1), `nil` below two numbers.
    public var standardDeviation: Double? {
        count < 2 ? nil : (powers.second / Double(count - 1)).squareRoot()
    }

    /// The skewness of the numbers themselves (g1, not corrected for bias); `nil` where they do not differ.
    public var skewness: Double? {
        guard powers.second > 0 else { return nil }
        let variance = powers.second / Double(count)
        return powers.third / Double(count) / (variance * variance.squareRoot())
    }

    /// The excess kurtosis of the numbers themselves (g2: 0 for a normal distribution); `nil` where they do not differ.
    public var excessKurtosis: Double? {
        guard powers.second > 0 else { return nil }
        let variance = powers.second / Double(count)
        return powers.fourth / Double(count) / (variance * variance) - 3
    }

    /// The mean of the distances from `origin`.
    private var meanDistance: Double { sum.value / Double(count) }

    /// Adds a finite number. Others are the caller's to count.
    public mutating func add(_ value: Double) {
        guard value.isFinite else { return }
        withUnsafePointer(to: value) { add(UnsafeBufferPointer(start: $0, count: 1)) }
    }

    /// Adds finite numbers, of which all must be.
    public mutating func add(_ values: UnsafeBufferPointer<Double>) {
        guard let first = values.first else { return }
        if count == 0 { origin = first }
        var batch = Moments()
        batch.origin = origin
        batch.count = values.count
        batch.addDistances(of: values)
        if values.count <= Self.fewValues {
            batch.addExactPowers(of: values)
        } else {
            batch.addPowers(of: values, about: batch.meanDistance)
        }
        if count == 0 { self = batch } else { merge(batch) }
    }

    /// Adds the numbers that `other` has seen.
    public mutating func merge(_ other: Moments) {
        guard other.count > 0 else { return }
        guard count > 0 else {
            self = other
            return
        }
        let delta = other.origin - origin + other.meanDistance - meanDistance
        powers.merge(other.powers, counts: (Double(count), Double(other.count)), delta: delta)
        sum.add(other.sum)
        if other.origin != origin { sum.add(product: other.origin - origin, Double(other.count)) }
        count += other.count
        low = min(low, other.low)
        high = max(high, other.high)
    }
}

// MARK: - Many numbers at once

extension Moments {
    private mutating func addDistances(of values: UnsafeBufferPointer<Double>) {
        let quads = values.count / 4
        let found = column_distances_sum(values.baseAddress, quads, origin)
        take(found.sums.0, found.errors.0, found.lows.0, found.highs.0)
        take(found.sums.1, found.errors.1, found.lows.1, found.highs.1)
        take(found.sums.2, found.errors.2, found.lows.2, found.highs.2)
        take(found.sums.3, found.errors.3, found.lows.3, found.highs.3)
        for index in 4 * quads..<values.count { take(values[index] - origin, 0, values[index], values[index]) }
    }

    /// Takes a sum of distances, what rounding took from it, and the extremes of its numbers.
    private mutating func take(_ distances: Double, _ error: Double, _ least: Double, _ greatest: Double) {
        sum.add(CompensatedSum(high: distances, low: error))
        low = min(low, least)
        high = max(high, greatest)
    }

    /// Up to how many values are worth twice the digits: in large batches rounding errors cancel each other.
    private static let fewValues = 256

    /// The sums of powers with what rounding takes from the mean, from each deviation and from the sum of squares.
    private mutating func addExactPowers(of values: UnsafeBufferPointer<Double>) {
        let mean = sum.divided(by: Double(count))
        var squares = CompensatedSum()
        for value in values {
            var deviation = CompensatedSum()
            deviation.add(value - origin)
            deviation.add(-mean.high)
            deviation.low -= mean.low
            let rounded = deviation.value
            squares.add(product: rounded, rounded)
            squares.low += 2 * rounded * ((deviation.high - rounded) + deviation.low)
            powers.third += rounded * rounded * rounded
            powers.fourth += rounded * rounded * rounded * rounded
        }
        powers.second = squares.value
    }

    private mutating func addPowers(of values: UnsafeBufferPointer<Double>, about mean: Double) {
        let quads = values.count / 4
        let found = column_powers_sum(values.baseAddress, quads, origin, mean)
        powers = PowerSums(
            second: Self.sum(found.squares), third: Self.sum(found.cubes), fourth: Self.sum(found.fourths))
        for index in 4 * quads..<values.count {
            let deviation = values[index] - origin - mean
            let square = deviation * deviation
            powers.second += square
            powers.third += square * deviation
            powers.fourth += square * square
        }
    }

    private static func sum(_ lanes: (Double, Double, Double, Double)) -> Double {
        SIMD4(lanes.0, lanes.1, lanes.2, lanes.3).sum()
    }
}
