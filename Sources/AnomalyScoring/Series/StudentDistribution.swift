import Glibc

/// Student's t distribution with a place and a scale.
struct StudentDistribution: Sendable, Equatable {
    /// The degrees of freedom, above 0.
    let freedom: Double
    /// The centre.
    let centre: Double
    /// The scale, above 0.
    let scale: Double

    /// The natural logarithm of the density at `value`.
    func logDensity(at value: Double) -> Double {
        let z = (value - centre) / scale
        return lgamma((freedom + 1) / 2).0 - lgamma(freedom / 2).0 - 0.5 * log(freedom * .pi) - log(scale)
            - (freedom + 1) / 2 * log1p(z * z / freedom)
    }
}
