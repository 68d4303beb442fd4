/// A gamma distribution, as what is known of the rate of Poisson counts.
struct GammaDistribution: Sendable, Equatable {
    /// The shape, above 0.
    let shape: Double
    /// The rate, above 0: the inverse of the scale.
    let rate: Double

    /// The expected value.
    var mean: Double { shape / rate }

    /// The expected square.
    var meanSquare: Double { shape * (shape + 1) / (rate * rate) }

    /// The variance.
    var variance: Double { shape / (rate * rate) }

    /// The probability that a value of this distribution is at least `factor` times one of `other`, both drawn
    /// independently. Of the two, scaled to rate 1, the share of the first in their sum has a beta distribution.
    func probability(ofAtLeast factor: Double, times other: GammaDistribution) -> Double {
        BetaDistribution(other.shape, shape).probability(below: other.rate / (factor * rate + other.rate))
    }
}
