import Glibc

/// Counts that follow one Poisson distribution within a segment.
///
/// The rate of a segment is unknown, with the conjugate prior `Exp(mean)` around the mean of all counts. So the likelihood of
/// a segment has a closed form in which no rate is left (Raftery and Akman, "Bayesian Analysis of a Poisson Process with a
/// Change-Point", Biometrika 73(1), 1986).
struct PoissonSegments: Sendable {
    /// How many counts there are.
    let count: Int
    /// The rate of the prior: one over the mean of all counts.
    let priorRate: Double
    /// The sum of the first 0, 1, 2, … counts.
    private let sums: [Double]
    private let logPriorRate: Double

    /// Takes counts of 0 or more; `nil` where none is above zero, as then the prior has no scale.
    init?(_ counts: [Int]) {
        var sums = [0.0]
        sums.reserveCapacity(counts.count + 1)
        for count in counts { sums.append((sums.last ?? 0) + Double(max(0, count))) }
        guard let total = sums.last, total > 0 else { return nil }
        self.sums = sums
        count = counts.count
        priorRate = Double(counts.count) / total
        logPriorRate = log(priorRate)
    }

    /// The sum of the counts in `rows`.
    func sum(_ rows: Range<Int>) -> Double { sums[rows.upperBound] - sums[rows.lowerBound] }

    /// The logarithm of the likelihood of the counts in `rows`, without the factor that all segmentations share; 0 for none.
    func logLikelihood(_ rows: Range<Int>) -> Double {
        let sum = sum(rows)
        return logPriorRate + lgamma(sum + 1).0 - (sum + 1) * log(Double(rows.count) + priorRate)
    }

    /// What is known of the rate in `rows`: a gamma distribution.
    func rate(_ rows: Range<Int>) -> GammaDistribution {
        GammaDistribution(shape: sum(rows) + 1, rate: Double(rows.count) + priorRate)
    }
}
