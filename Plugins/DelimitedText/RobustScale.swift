import Glibc
import Sketches

/// The middle of a column's numbers and their spread on either side of it, which a few that are far outside do not
/// move.
///
/// The score of a number is the modified z-score of Iglewicz and Hoaglin ("How to Detect and Handle Outliers", ASQC
/// Quality Press, 1993): its distance from the median in robust standard deviations, 1 / 0.6745 of the median absolute
/// deviation (MAD). Three things are added so that it holds for columns of other shapes:
///
/// - The MAD is taken on either side of the median by itself (the "double MAD" of Rosenmai, "Using the Median Absolute
///   Deviation to Find Outliers", 2013), so that a skewed column is not reported for the side it leans to. Numbers
///   equal to the median are on neither side; so the spread is never 0, also where more than half of the numbers are
///   equal. A side with less than a quarter of the numbers takes the spread of both.
/// - Where the outer numbers of a side, up to its 98 % quantile, spread faster than those of a normal distribution do,
///   the score is what a normal number, raised to the power that this side follows, would have (the power of a
///   Weibull-like tail; Gardes and Girard, "Estimation of the Weibull tail-coefficient with linear combination of
///   upper order statistics", Journal of Statistical Planning and Inference 138(5), 2008). So the long tail of a
///   lognormal column is no flood of alarms.
/// - The cutoff grows with the number of values, see ``cutoff(numbers:columns:)``.
struct RobustScale {
    /// The spread of the numbers of a side.
    struct Side {
        /// Half of its numbers are at most as far from the median.
        let deviation: Double
        /// The power of a normal number that its outer numbers follow; 1 where they spread no faster.
        let power: Double
        /// Whether the deviation is that of both sides, as one has too few numbers.
        let isOfBoth: Bool
    }

    /// The score from which Iglewicz and Hoaglin call a number an outlier.
    private static let leastCutoff = 3.5
    /// With fewer numbers the median itself is a guess.
    private static let fewestNumbers = 10
    /// 0.6745: half of all normal numbers are nearer.
    fileprivate static let middleScore = NormalDistribution.quantile(beyond: 0.25)

    let median: Double
    let below: Side?
    let above: Side?
    /// What distances are multiplied by: less than 1 where they are too large for a `Double`.
    private let unit: Double

    /// Measures numbers, in ascending order; `nil` where they are too few or all the same.
    init?(_ numbers: WeightedNumbers) {
        guard numbers.count >= Self.fewestNumbers, let median = numbers.quantile(0.5), let low = numbers.quantile(0),
            let high = numbers.quantile(1), low < high
        else { return nil }
        let unit = (high - low).isFinite ? 1 : 0.25
        let distances = { numbers.distances(from: median, above: $0, below: $1, unit: unit) }
        let (own, others) = (distances(true, false), distances(false, true))
        let both = own.count * 4 < numbers.count || others.count * 4 < numbers.count ? distances(true, true) : nil
        let side = { (distances: WeightedNumbers) -> Side? in
            let isFew = distances.count * 4 < numbers.count
            return Side(isFew ? both ?? distances : distances, isOfBoth: isFew)
        }
        self.median = median
        self.unit = unit
        above = side(own)
        below = side(others)
    }

    /// The deviation of a side in the column's unit.
    func deviation(of side: Side) -> Double { side.deviation / unit }

    /// How many robust standard deviations a number is from the median, and the score that follows from it. Both are
    /// positive.
    func scores(of value: Double) -> (deviations: Double, score: Double, side: Side)? {
        guard let side = value > median ? above : below, value != median else { return nil }
        let ratio = min(abs(value * unit - median * unit) / side.deviation, .greatestFiniteMagnitude)
        let score =
            ratio > 1 && side.power > 1 ? Self.middleScore * pow(ratio, 1 / side.power) : Self.middleScore * ratio
        return (Self.middleScore * ratio, score, side)
    }

    /// The score from which a number is reported.
    ///
    /// 3.5, or as much more as it takes for a table of normal numbers to have no outlier at all with a probability of
    /// 95 %: with a fixed cutoff there are more outliers the larger a table is. That is the rule of Davies and Gather,
    /// "The Identification of Multiple Outliers", Journal of the American Statistical Association 88(423), 1993. As in
    /// their work it is larger for few numbers, whose median and MAD vary: by `10 / numbers` of itself, which was
    /// found by simulation.
    static func cutoff(numbers: Int, columns: Int) -> Double {
        let all = Double(max(1, numbers)) * Double(max(1, columns))
        let share = -expm1(log(0.95) / all)
        return max(leastCutoff, NormalDistribution.quantile(beyond: share / 2)) * (1 + 10 / Double(max(1, numbers)))
    }
}

extension RobustScale.Side {
    /// How far out the power of a side is measured, and how many of its numbers must be farther: so many may be wrong.
    private static let outerShare = 0.98
    private static let fewestOuter = 10.0

    fileprivate init?(_ distances: WeightedNumbers, isOfBoth: Bool) {
        guard let deviation = distances.quantile(0.5), deviation > 0 else { return nil }
        let share = min(Self.outerShare, 1 - Self.fewestOuter / Double(distances.count))
        var power = 1.0
        if share > 0.5, let outer = distances.quantile(share) {
            let normal = NormalDistribution.quantile(beyond: (1 - share) / 2) / RobustScale.middleScore
            power = max(1, log(outer / deviation) / log(normal))
        }
        self.init(deviation: deviation, power: power, isOfBoth: isOfBoth)
    }
}
