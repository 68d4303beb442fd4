import Glibc

/// A beta distribution.
struct BetaDistribution: Sendable, Equatable {
    /// From this sum of the parameters on, the normal distribution is within 0.001 of the probability and far quicker.
    private static let normalFrom = 1e6
    /// Far more steps than the fraction needs below ``normalFrom``, where it takes about the square root of the parameters.
    private static let mostSteps = 10_000

    /// Both parameters, above 0.
    private let first: Double
    private let second: Double

    /// Makes the distribution of two parameters above 0.
    init(_ first: Double, _ second: Double) {
        self.first = first
        self.second = second
    }

    /// The probability of a value below `bound`: the regularised incomplete beta function, within 1e-12 (within 0.001 where
    /// the parameters exceed a million together).
    ///
    /// By the continued fraction of DLMF 8.17.22, evaluated by Lentz's method (Thompson and Barnett, J. Comput. Phys. 64,
    /// 1986).
    func probability(below bound: Double) -> Double {
        guard bound > 0 else { return 0 }
        guard bound < 1 else { return 1 }
        if first + second > Self.normalFrom { return normalProbability(below: bound) }
        // The fraction converges fast on this side of the mean.
        guard bound <= (first + 1) / (first + second + 2) else {
            return 1 - BetaDistribution(second, first).probability(below: 1 - bound)
        }
        let logFactor =
            first * log(bound) + second * log1p(-bound) + lgamma(first + second).0 - lgamma(first).0
            - lgamma(second).0
        return min(1, exp(logFactor) * fraction(at: bound) / first)
    }

    private func fraction(at bound: Double) -> Double {
        let least = 1e-300
        var c = 1.0
        var d = 1 / clamped(1 - (first + second) * bound / (first + 1), least)
        var value = d
        for step in 1...Self.mostSteps {
            let m = Double(step)
            let even = m * (second - m) * bound / ((first + 2 * m - 1) * (first + 2 * m))
            d = 1 / clamped(1 + even * d, least)
            c = clamped(1 + even / c, least)
            value *= d * c
            let odd =
                -(first + m) * (first + second + m) * bound / ((first + 2 * m) * (first + 2 * m + 1))
            d = 1 / clamped(1 + odd * d, least)
            c = clamped(1 + odd / c, least)
            let change = d * c
            value *= change
            if abs(change - 1) < 1e-15 { break }
        }
        return value
    }

    private func clamped(_ value: Double, _ least: Double) -> Double { abs(value) < least ? least : value }

    private func normalProbability(below bound: Double) -> Double {
        let sum = first + second
        let mean = first / sum
        let deviation = (mean * (1 - mean) / (sum + 1)).squareRoot()
        return 0.5 * erfc((mean - bound) / deviation / 2.0.squareRoot())
    }
}
