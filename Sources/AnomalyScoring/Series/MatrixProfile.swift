/// How far each stretch of a series is from the nearest other one: those without a like are its discords.
///
/// Distances are between stretches scaled to mean 0 and standard deviation 1, so that shapes are compared. Computed exactly by STOMP
/// (Zhu et al., "Matrix Profile II: Exploiting a Novel Algorithm and GPUs to Break the One Hundred Million Barrier for Time Series
/// Motifs and Joins", ICDM 2016), in time by the square of the number of values; discords as Keogh, Lin and Fu define them
/// ("HOT SAX: Efficiently Finding the Most Unusual Time Series Subsequence", ICDM 2005).
///
/// **Score.** Raw: the distance to the nearest stretch that is at least a quarter of a length away, from 0 to `2 √length`.
/// Calibrated: the share of stretches that are nearer to theirs.
public struct MatrixProfile: Sendable, Equatable, Codable {
    /// How many values a stretch has.
    public let length: Int
    /// The distance of each stretch to the nearest other, by its first value.
    public private(set) var distances: [Double]
    /// The nearest other stretch, by its first value.
    public private(set) var neighbours: [Int]

    /// Computes the profile of `values`, all finite; `nil` where a stretch has less than 4 values or there are not four lengths.
    public init?(_ values: [Double], length: Int) {
        guard length >= 4, values.count >= 4 * length, values.allSatisfy(\.isFinite) else { return nil }
        self.length = length
        let stretches = Stretches(values, length)
        let count = stretches.count
        distances = Array(repeating: .infinity, count: count)
        neighbours = Array(repeating: 0, count: count)
        let apart = (length + 3) / 4
        // Along a diagonal, the product of two stretches follows from that of the two before.
        for shift in (apart + 1)..<count {
            var product = stretches.product(0, shift)
            for first in 0..<(count - shift) {
                let second = first + shift
                if first > 0 { product = stretches.advanced(product, to: first, second) }
                take(stretches.squaredDistance(first, second, product), first, second)
            }
        }
        distances = distances.map { $0.squareRoot() }
    }

    private mutating func take(_ distance: Double, _ first: Int, _ second: Int) {
        if distance < distances[first] { (distances[first], neighbours[first]) = (distance, second) }
        if distance < distances[second] { (distances[second], neighbours[second]) = (distance, first) }
    }

    /// The first values of the strangest stretches, the strangest first; none overlaps another.
    public func discords(_ count: Int) -> [Int] {
        var found: [Int] = []
        for place in distances.indices.sorted(by: { (distances[$0], $1) > (distances[$1], $0) }) {
            if found.count == count { break }
            if found.allSatisfy({ abs($0 - place) >= length }) { found.append(place) }
        }
        return found
    }

    /// The score of each stretch, by its first value.
    public var scores: [SeriesScore] {
        let sorted = distances.sorted()
        return distances.indices.map { place in
            let nearer = sorted.partitioningIndex { $0 >= distances[place] }
            let share = Double(nearer) / Double(sorted.count)
            return SeriesScore(
                AnomalyScore(raw: distances[place], calibrated: share),
                reason: share < 0.99
                    ? nil
                    : "the \(length) values from \(place) on are \(ShortNumber.text(distances[place])) from their nearest "
                        + "like, at \(neighbours[place]); \(ShortNumber.percent(share)) of such stretches are nearer to theirs"
            )
        }
    }
}

extension [Double] {
    /// The first index at which `condition` holds, where it holds for all behind; the count where it never does.
    fileprivate func partitioningIndex(where condition: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// All stretches of a series, with their means and standard deviations.
private struct Stretches {
    /// Deviations below this share of the series' own are those of stretches without a shape.
    private static let flat = 1e-9

    private let values: [Double]
    private let length: Int
    private let means: [Double]
    private let deviations: [Double]

    var count: Int { means.count }

    init(_ given: [Double], _ length: Int) {
        // The series' own mean is taken off, so that products lose no digits to it.
        let centre = given.reduce(0, +) / Double(given.count)
        let values = given.map { $0 - centre }
        let spread = (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
        self.values = values
        self.length = length
        let starts = 0...(values.count - length)
        let means = starts.map { values[$0..<$0 + length].reduce(0, +) / Double(length) }
        deviations = starts.map { start in
            let squares = values[start..<start + length].reduce(0) { sum, value in
                sum + (value - means[start]) * (value - means[start])
            }
            let deviation = (squares / Double(length)).squareRoot()
            return deviation > Self.flat * spread ? deviation : 0
        }
        self.means = means
    }

    /// The product of two stretches.
    func product(_ first: Int, _ second: Int) -> Double {
        (0..<length).reduce(0) { $0 + values[first + $1] * values[second + $1] }
    }

    /// The product of two stretches, from that of the two that begin one value earlier.
    func advanced(_ product: Double, to first: Int, _ second: Int) -> Double {
        product - values[first - 1] * values[second - 1] + values[first + length - 1] * values[second + length - 1]
    }

    /// The squared distance of two stretches once scaled. Stretches without a shape are alike, and as far from any other as those
    /// that have nothing in common.
    func squaredDistance(_ first: Int, _ second: Int, _ product: Double) -> Double {
        let m = Double(length)
        switch (deviations[first] > 0, deviations[second] > 0) {
        case (false, false): return 0
        case (true, true):
            let covariance = product / m - means[first] * means[second]
            let correlation = covariance / (deviations[first] * deviations[second])
            return 2 * m * (1 - min(1, max(-1, correlation)))
        default: return 2 * m
        }
    }
}
