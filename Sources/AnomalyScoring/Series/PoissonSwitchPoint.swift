import Glibc

/// Where, and whether, counts go over from one Poisson rate to another: the exact posterior of a single switch.
///
/// Before the switch the counts have one rate, after it another, each with the prior `Exp(mean)` around the mean of all
/// counts; the switch is uniform over the time they cover (Carlin, Gelfand and Smith, "Hierarchical Bayesian Analysis of
/// Changepoint Problems", Applied Statistics 41(2), 1992). The rates integrate out (Raftery and Akman, Biometrika 73(1), 1986),
/// so that the posterior is a sum over the rows and needs no sampling. It takes a step for each count.
public struct PoissonSwitchPoint: Sendable, Equatable, Codable {
    /// The probability of each place of the switch: of the first element that the switch falls within the first row, so that
    /// one row has the earlier rate, of the last that no row has the later one. They add up to 1.
    public let posterior: [Double]
    /// The expected time of the switch, in rows from the beginning of the first; from 0.5 to the number of rows less 0.5.
    public let position: Double
    /// The expected rate before the switch, in counts a row.
    public let rateBefore: Double
    /// The standard deviation of what is known of the rate before the switch.
    public let rateBeforeDeviation: Double
    /// The expected rate after the switch, in counts a row.
    public let rateAfter: Double
    /// The standard deviation of what is known of the rate after the switch.
    public let rateAfterDeviation: Double
    /// The natural logarithm of how much better a switch between two rows explains the counts than one rate does (the Bayes
    /// factor); `nil` for a single row.
    public let logBayesFactor: Double?
    /// The counts, in their order.
    private let counts: [Int]

    /// Computes the posterior of `counts`, each 0 or more, in the order of time; `nil` where none is above zero, as then
    /// nothing tells one rate from another.
    public init?(_ counts: [Int]) {
        guard let segments = PoissonSegments(counts) else { return nil }
        let n = segments.count
        let logarithms = (1...n).map { segments.logLikelihood(0..<$0) + segments.logLikelihood($0..<n) }
        let largest = logarithms.max() ?? 0
        let weights = logarithms.map { exp($0 - largest) }
        let sum = weights.reduce(0, +)
        let posterior = weights.map { $0 / sum }
        let before = Self.mixture(posterior, (1...n).map { segments.rate(0..<$0) })
        let after = Self.mixture(posterior, (1...n).map { segments.rate($0..<n) })
        self.posterior = posterior
        self.counts = counts
        position = zip(posterior, 1...).reduce(0) { $0 + $1.0 * (Double($1.1) - 0.5) }
        (rateBefore, rateBeforeDeviation) = before
        (rateAfter, rateAfterDeviation) = after
        if n > 1 {
            var evidence = LogSum()
            for logarithm in logarithms.dropLast() { evidence.add(logarithm) }
            logBayesFactor = evidence.value - log(Double(n - 1)) - segments.logLikelihood(0..<n)
        } else {
            logBayesFactor = nil
        }
    }

    /// How many rows have the earlier rate by the most probable place of the switch, from 1.
    public var mode: Int { (posterior.indices.max { posterior[$0] < posterior[$1] } ?? 0) + 1 }

    /// The probability of the most probable place.
    public var modeProbability: Double { posterior.max() ?? 0 }

    /// The probability that there is a switch at all, where it was as likely as not before the counts were seen; 0 for a
    /// single row.
    public var switchProbability: Double {
        guard let logBayesFactor else { return 0 }
        return 1 / (1 + exp(-logBayesFactor))
    }

    /// The interval that holds the place of the switch with a probability of at least `mass`: its bounds are how many rows have
    /// the earlier rate. At most half of the rest lies on either side.
    public func interval(of mass: Double) -> ClosedRange<Int> {
        let tail = max(0, (1 - mass) / 2)
        var (sum, lower, upper) = (0.0, posterior.count, posterior.count)
        for (index, probability) in posterior.enumerated() {
            sum += probability
            if sum > tail { lower = min(lower, index + 1) }
            if sum >= 1 - tail {
                upper = index + 1
                break
            }
        }
        return min(lower, upper)...upper
    }

    /// The probability that there is a switch with so many rows before it as `places` has, and that the higher of the two rates
    /// is the earlier (`isDrop`) or the later one and at least `ratio` times the other.
    public func probability(ofRatio ratio: Double, isDrop: Bool, at places: ClosedRange<Int>) -> Double {
        guard let segments = PoissonSegments(counts) else { return 0 }
        let n = counts.count
        var sum = 0.0
        // What is less probable by far than the result is exact is left out.
        for place in places.clamped(to: 1...n) where posterior[place - 1] > 1e-15 {
            let (before, after) = (segments.rate(0..<place), segments.rate(place..<n))
            let (high, low) = isDrop ? (before, after) : (after, before)
            sum += posterior[place - 1] * high.probability(ofAtLeast: ratio, times: low)
        }
        return min(1, sum * switchProbability)
    }

    /// Mean and standard deviation of a mixture.
    private static func mixture(_ weights: [Double], _ parts: [GammaDistribution]) -> (Double, Double) {
        let mean = zip(weights, parts).reduce(0) { $0 + $1.0 * $1.1.mean }
        let variance = zip(weights, parts).reduce(0) { sum, part in
            let distance = part.1.mean - mean
            return sum + part.0 * (part.1.variance + distance * distance)
        }
        return (mean, variance.squareRoot())
    }
}
