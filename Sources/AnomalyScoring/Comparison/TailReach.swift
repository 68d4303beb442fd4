import Glibc

/// How far ordinary numbers go out on one side, when so many are compared that some lie far out by chance.
///
/// Of many numbers the farthest is always far: of a million exponential ones it lies fourteen means out. How far, the tail of those
/// learned from tells. From five hundred numbers on it is taken for a generalised Pareto tail behind the farthest fiftieth, its
/// scale and shape from quantiles (Pickands, "Statistical inference using extreme order statistics", Annals of Statistics 3(1),
/// 1975), so that a fiftieth of strangers does not widen it. The shape is never taken for a shorter tail than the exponential one.
/// Fewer numbers do not tell a shape; their tail is taken for exponential behind the farthest tenth, or the
/// farthest two.
enum TailReach {
    /// Of all numbers that are compared, so many ordinary ones are expected farther out.
    private static let expected = 0.1
    /// Of fewer numbers the tail's shape is not told.
    static let fewestForShape = 500

    /// - Parameters:
    ///   - numbers: In ascending order towards the side.
    ///   - comparisons: How many numbers are compared.
    /// - Returns: What ordinary numbers stay below.
    static func limit(of numbers: [Double], comparisons: Int) -> Double {
        func beyond(_ share: Double) -> Double { Quantiles.value(at: 1 - share, ofSorted: numbers) ?? .nan }
        guard numbers.count >= fewestForShape else {
            // Two strangers do not widen it, however few there are.
            let share = max(0.1, 2 / Double(numbers.count - 1))
            let start = beyond(share)
            return start + (start - beyond(0.5)) / log(0.5 / share) * stretch(from: share, comparisons, shape: 0)
        }
        let start = beyond(0.02)
        // How much farther the numbers are out where e times fewer of them are.
        let outer = (start - beyond(0.1)) / log(0.1 / 0.02)
        let inner = (beyond(0.1) - beyond(0.25)) / log(0.25 / 0.1)
        // That grows by the shape: between the middles of both stretches, and from the middle of the outer one to its end. Less its
        // standard error, as a shape that is too large by chance would hide what is far.
        let growth = outer > 0 && inner > 0 ? log(outer / inner) / (log(0.25 / 0.02) / 2) : 0
        let shape = max(0, growth - 4.5 / Double(numbers.count).squareRoot())
        return start + outer * exp(shape * log(0.1 / 0.02) / 2) * stretch(from: 0.02, comparisons, shape: shape)
    }

    /// How many times its scale a tail goes on from where a share of the numbers is left.
    private static func stretch(from share: Double, _ comparisons: Int, shape: Double) -> Double {
        let length = max(0, log(share * Double(comparisons) / expected))
        return shape > 0 ? expm1(shape * length) / shape : length
    }
}
