/// How the two tails of a column make one number, which is where ECOD and COPOD differ.
enum TailRule: Sendable {
    /// The larger of both tails and the tail on the side that the column is skewed to (ECOD).
    case largest
    /// The larger of the mean of both tails and the tail on the side that the column is skewed to (COPOD).
    case average

    /// A rule for a column, without a choice that is left to each value.
    struct Weighing {
        private let isLargest: Bool
        /// What either tail counts in the tail that the column is skewed to.
        private let left, right: Double

        /// Makes the weighing of a column.
        ///
        /// - Parameter skew: the sign of the column's skewness. A column without skew counts both tails.
        init(_ rule: TailRule, skew: Int) {
            isLargest = rule == .largest
            (left, right) = (skew > 0 ? 0 : 1, skew < 0 ? 0 : 1)
        }

        /// What a value contributes.
        ///
        /// - Parameters:
        ///   - left: the negative logarithm of the share of values that are not greater.
        ///   - right: the negative logarithm of the share of values that are not less.
        @inline(__always)
        func contribution(left: Double, right: Double) -> Double {
            let skewed = self.left * left + self.right * right
            let both = isLargest ? (left > right ? left : right) : (left + right) / 2
            return both > skewed ? both : skewed
        }
    }
}
