import Glibc

/// How the numbers of one kind usually are, learned from some of them, so that one that is far from them is told.
///
/// The centre is the median. The scale is the largest of several estimates of the standard deviation – from the median
/// absolute deviation, from the middle half and four fifths of the numbers, and from all but the farthest fiftieth, which
/// must lie within three scales – so that heavy tails make it wide, and a few numbers far outside do not (Rousseeuw and
/// Croux, "Alternatives to the median absolute deviation", Journal of the American Statistical Association 88(424), 1993, on
/// such estimates). Measures above zero, and counts with one added, are compared as logarithms where they are less skewed so.
///
/// No scale is finer than what the numbers can tell: for counts, the square root of one more than the median, which is how
/// far counts spread by chance alone (Poisson); for shares, a fiftieth; for others, a thousandth of the median. Where nearly all measures learned
/// from are equal, nothing is known of how they spread; then another number is as far as the rule of succession allows to
/// say: of n, k were others, so one would come k + 1 times in n + 2 (Laplace, "Essai philosophique sur les probabilités",
/// 1814).
///
/// A number is far from a distance of six on, and farther where so many are compared that the farthest ordinary one is expected
/// beyond that: a tenth of one is, over all comparisons, by the tail of the numbers learned from on either side. So the extremes of
/// many good files are not told, whatever the distribution: of ten thousand files with two hundred numbers each, an exponential
/// tail is told from about eleven scales on, a normal one from six or seven.
public struct UsualNumbers: Sendable, Equatable {
    /// What the numbers count or measure.
    public enum Nature: Sendable {
        /// Whole numbers of things, 0 or more.
        case counts
        /// Parts of a whole, from 0 to 1.
        case shares
        /// Anything else.
        case measures
    }

    /// At least so many numbers are learned from.
    public static let fewest = 8
    /// The distance from which on a number is out of the ordinary, where few are compared; see ``score(distance:)``.
    public static let farDistance = 6.0

    /// How many numbers were learned from.
    public let count: Int
    /// What they count or measure.
    public let nature: Nature
    /// The least and the greatest of those learned from that are not far from the others.
    public let expected: ClosedRange<Double>
    /// What is added before logarithms are taken; none where they are not.
    private let offset: Double?
    /// What logarithms are taken of at least; see ``scaled(_:)``.
    private let least: Double
    private let centre: Double
    private let scale: Double
    /// How many numbers differed, where nearly all are equal and nothing else says how far they could be apart.
    private let others: Int?
    /// How far ordinary numbers are below and above the centre, in scales.
    private let (reachBelow, reachAbove): (Double, Double)

    /// Learns from numbers: O(n log n).
    ///
    /// - Parameters:
    ///   - numbers: Numbers in any order; those that are not finite are left out.
    ///   - comparisons: How many numbers are going to be compared, these and others of the same files, 1 or more.
    /// - Returns: `nil` where fewer than ``fewest`` are left.
    public init?(_ numbers: [Double], _ nature: Nature, comparisons: Int = 1) {
        let plain = numbers.filter(\.isFinite).sorted()
        guard plain.count >= Self.fewest else { return nil }
        (count, self.nature) = (plain.count, nature)
        let offset = Self.offset(plain, nature)
        self.offset = offset
        least = Self.least(plain, offset)
        let sorted = offset.map { offset in plain.map { log($0 + offset) } } ?? plain
        centre = Self.quantile(0.5, of: sorted)
        let (centre, spread) = (centre, Self.spread(of: sorted, around: centre))
        let grain = Self.grain(plain, offset, nature)
        scale = max(spread, grain)
        let areEqual = nature == .measures && spread < grain
        others = areEqual ? sorted.count { abs($0 - centre) > grain } : nil
        let distances = sorted.map { [scale] in ($0 - centre) / scale }
        reachBelow = Self.reach(distances.reversed().map { -$0 }, comparisons)
        reachAbove = Self.reach(distances, comparisons)
        let reach = -reachBelow..<reachAbove
        let near = zip(plain, distances).filter { reach.contains($1) }.map(\.0)
        // The median itself is near; rounding may say otherwise where all numbers are huge.
        let middle = plain[plain.count / 2]
        expected = (near.first ?? middle)...(near.last ?? middle)
    }

    /// How far a number is from the centre, in scales; 0 or more, infinite for what cannot be compared.
    public func distance(of number: Double) -> Double {
        guard number.isFinite else { return .infinity }
        let most = others.map { (Double(count + 2) / Double($0 + 1) * 4 / 9).squareRoot() } ?? .infinity
        return min(abs(scaled(number) - centre) / scale, most)
    }

    /// Whether a number is farther out than any of those compared would be if all were ordinary.
    public func isFar(_ number: Double) -> Bool {
        let reach = scaled(number) < centre ? reachBelow : reachAbove
        return distance(of: number) >= reach
    }

    /// Where a number is from the centre, in scales; below 0 for lesser ones, NaN for what cannot be compared, and where next to
    /// nothing is known of how far numbers are apart.
    public func position(of number: Double) -> Double {
        number.isFinite && others == nil ? (scaled(number) - centre) / scale : .nan
    }

    /// The number that is at a position, or the nearest to it that there can be.
    public func number(at position: Double) -> Double {
        let size = position * scale + centre
        let number = offset.map { (size >= log(least) ? exp(size) : least * (1 + size - log(least))) - $0 } ?? size
        return switch nature {
        case .counts: max(0, number.rounded())
        case .shares: min(max(0, number), 1)
        case .measures: number
        }
    }

    /// A number on the scale that is compared.
    ///
    /// Where that is one of logarithms, it goes on in a straight line below half of the finest difference between numbers: what is
    /// nearer to zero is zero when it is written down, and not infinitely far from what is a little above.
    private func scaled(_ number: Double) -> Double {
        guard let offset else { return number }
        let size = number + offset
        return size >= least ? log(size) : log(least) + (size - least) / least
    }

    private static func least(_ sorted: [Double], _ offset: Double?) -> Double {
        guard let offset, let first = sorted.first else { return 0 }
        let finest = zip(sorted, sorted.dropFirst()).lazy.map { $1 - $0 }.filter { $0 > 0 }.min() ?? .infinity
        return min(first + offset, finest / 2)
    }

    private static func reach(_ distances: [Double], _ comparisons: Int) -> Double {
        let limit = TailReach.limit(of: distances, comparisons: comparisons)
        return limit > farDistance ? limit : farDistance
    }

    /// What a distance means.
    ///
    /// The calibrated score is the least share of ordinary numbers that are nearer, whatever their distribution, so long as it
    /// has one peak: 1 - 4/(9 z²) (Vysochanskij and Petunin, "Justification of the 3σ rule for unimodal distributions",
    /// Theory of Probability and Mathematical Statistics 21, 1980). From ``farDistance`` on it is 0.9877 or more.
    public static func score(distance: Double) -> AnomalyScore {
        // Below √(8/3), the other case of the inequality, 4/(3 z²) - 1/3, is the larger one.
        let square = distance * distance
        let outside = square > 8.0 / 3 ? 4 / (9 * square) : min(4 / (3 * square) - 1.0 / 3, 1)
        return AnomalyScore(raw: distance, calibrated: distance > 0 ? 1 - outside : 0)
    }

    /// What is added to numbers, in ascending order, to take their logarithms, where they are less skewed so.
    private static func offset(_ sorted: [Double], _ nature: Nature) -> Double? {
        let offset = nature == .counts ? 1.0 : 0
        guard let least = sorted.first, let most = sorted.last, least + offset > 0 else { return nil }
        guard (most + offset) / (least + offset) > 4 else { return nil }
        return abs(skewness(sorted.map { log($0 + offset) })) <= abs(skewness(sorted)) ? offset : nil
    }

    /// The skewness of the middle four fifths, from -1 to 1 (Bowley's measure with deciles).
    private static func skewness(_ sorted: [Double]) -> Double {
        let (low, middle, high) = (quantile(0.1, of: sorted), quantile(0.5, of: sorted), quantile(0.9, of: sorted))
        return high > low ? ((high - middle) - (middle - low)) / (high - low) : 0
    }

    private static func spread(of sorted: [Double], around centre: Double) -> Double {
        let deviations = sorted.map { abs($0 - centre) }.sorted()
        var spread = max(quantile(0.5, of: deviations) * 1.4826, Quantiles.spread(ofSorted: sorted))
        if sorted.count >= 20 { spread = max(spread, (quantile(0.9, of: sorted) - quantile(0.1, of: sorted)) / 2.563) }
        let farthest = max(2, sorted.count / 50)
        if sorted.count >= 40 { spread = max(spread, deviations[sorted.count - 1 - farthest] / 3) }
        return spread
    }

    /// The finest difference that means something.
    private static func grain(_ sorted: [Double], _ offset: Double?, _ nature: Nature) -> Double {
        let middle = abs(quantile(0.5, of: sorted))
        let grain =
            switch nature {
            case .counts: (middle + 1).squareRoot()
            case .shares: 0.02
            case .measures: max(middle / 1_000, .leastNormalMagnitude)
            }
        return offset.map { grain / (middle + $0) } ?? grain
    }

    private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        Quantiles.value(at: share, ofSorted: sorted) ?? .nan
    }
}
