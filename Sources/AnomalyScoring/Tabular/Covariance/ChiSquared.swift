/// The distribution of squared Mahalanobis distances of normally distributed rows.
enum ChiSquared {
    /// The value that is not exceeded with the probability that a standard normal number does not exceed `normal`; exact to some
    /// percent (Wilson and Hilferty, "The distribution of chi-square", PNAS 17(12), 1931).
    static func quantile(normal: Double, degrees: Int) -> Double {
        let part = 2 / (9 * Double(degrees))
        let root = 1 - part + normal * part.squareRoot()
        return Double(degrees) * root * root * root
    }
}
