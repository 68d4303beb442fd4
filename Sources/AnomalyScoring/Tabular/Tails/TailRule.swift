/// How the two tails of a column make one number, which is where ECOD and COPOD differ.
enum TailRule: Sendable {
    /// The larger of both tails and the tail on the side that the column is skewed to (ECOD).
    case largest
    /// The larger of the mean of both tails and the tail on the side that the column is skewed to (COPOD).
    case average

    /// What a value contributes.
    ///
    /// - Parameters:
    ///   - left: the negative logarithm of the share of values that are not greater.
    ///   - right: the negative logarithm of the share of values that are not less.
    ///   - skew: the sign of the column's skewness. A column without skew counts both tails.
    @inline(__always)
    func contribution(left: Double, right: Double, skew: Int) -> Double {
        let skewed = skew < 0 ? left : skew > 0 ? right : left + right
        switch self {
        case .largest: return max(max(left, right), skewed)
        case .average: return max((left + right) / 2, skewed)
        }
    }
}
