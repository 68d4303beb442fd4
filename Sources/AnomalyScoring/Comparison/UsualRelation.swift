import Glibc

/// How a number of files goes with others of them, so that a file is told whose numbers do not go together though each by itself
/// is usual.
///
/// The number is what ``ResistantSum`` makes of others. How far files are from that is learned with curves of the other half of
/// the files, as those of all would follow them; and how far they are differs with the first of the others.
struct UsualRelation: Sendable {
    /// Which number it is that goes with others.
    let index: Int
    /// Which others they are, the one that says most first.
    let partners: [Int]
    private let usual: Usual
    /// Where nearly all files have the others; elsewhere they say nothing.
    private let known: [ClosedRange<Double>]
    /// How far ordinary files are below and above, in spreads.
    private let (reachBelow, reachAbove): (Double, Double)
    /// How far those learned from are that are not strange, in spreads.
    private let near: ClosedRange<Double>

    /// What is usual of the number, by the others.
    private struct Usual: Sendable {
        let middle: ResistantSum
        let spread: ResistantCurve
        let leastSpread: Double

        func spread(at places: [Double]) -> Double { max(spread.height(at: places[0]), leastSpread) }
    }

    /// How far a file is from what is to be expected.
    struct Gap {
        /// The same in spreads.
        let distance: Double
        /// Where files with the same others have the number.
        let expected: ClosedRange<Double>
    }

    /// Beyond this share of the files, and this number of them, those whose numbers do not go together are a kind of their own and
    /// nothing strange.
    private static let (mostStrange, mostStrangers) = (0.005, 5.0)
    /// Of a number that says something of another, so many files at either end are not counted on.
    private static let endShare = 0.005
    /// A number that is off by less, in its own scales, is not told, however well it goes with others otherwise.
    private static let leastGap = 1.5
    /// A spread is not taken for smaller than this part of the number's own, nor than that of the usual one.
    private static let (finestSpread, finestShare) = (0.05, 0.25)
    /// Each number is held against others in ways that were chosen among very many, so that many times as many are taken to be compared
    /// as are, and what that gives is drawn out by a margin.
    private static let (caution, margin) = (10, 1.3)
    /// So many times the distance from the median to the third quartile, that from there to the ninth decile may be: 1.04 is what a
    /// normal distribution has, 1.3 an exponential one, 2.8 that of Cauchy.
    private static let heaviest = 1.9
    /// Others say enough of a number if they leave this part of its spread, or less.
    private static let mostLeft = 0.5

    /// Learns how a number goes with given others.
    ///
    /// - Parameters:
    ///   - numbers: for each number those of all files, on its own scale, NaN where it is missing.
    ///   - comparisons: how many numbers are going to be held against others.
    /// - Returns: `nil` where it does not go with them well enough, or many files are strange.
    init?(_ index: Int, with partners: [Int], in numbers: [[Double]], comparisons: Int) {
        let rows = numbers[index].indices.filter { row in ([index] + partners).allSatisfy { !numbers[$0][row].isNaN } }
        let heights = rows.map { numbers[index][$0] }
        let others = partners.map { partner in rows.map { numbers[partner][$0] } }
        let own = Quantiles.spread(ofSorted: heights.sorted())
        guard let usual = Self.learn(heights, others, own), let distances = Self.distances(heights, others, own)
        else { return nil }
        guard Quantiles.spread(ofSorted: distances.gaps.sorted()) <= Self.mostLeft * own, Self.canTell(distances.scaled)
        else { return nil }
        (self.index, self.partners, self.usual) = (index, partners, usual)
        known = others.map(Self.known)
        let sorted = distances.scaled.sorted()
        let reachBelow = Self.reach(sorted.reversed().map { -$0 }, comparisons)
        let reachAbove = Self.reach(sorted, comparisons)
        (self.reachBelow, self.reachAbove) = (reachBelow, reachAbove)
        let ordinary = sorted.filter { $0 > -reachBelow && $0 < reachAbove }
        near = (ordinary.first ?? 0)...(ordinary.last ?? 0)
        let strange = heights.indices.count { row in gap(of: heights[row], beside: others.map { $0[row] }) != nil }
        guard Double(strange) <= max(Self.mostStrangers, Self.mostStrange * Double(rows.count)) else { return nil }
    }

    /// How far a file is from what is to be expected, where that is farther than ordinary files are.
    func gap(of numbers: [Double]) -> Gap? { gap(of: numbers[index], beside: partners.map { numbers[$0] }) }

    private func gap(of number: Double, beside places: [Double]) -> Gap? {
        guard !number.isNaN, zip(places, known).allSatisfy({ $1.contains($0) }) else { return nil }
        let (middle, spread) = (usual.middle.height(at: places), usual.spread(at: places))
        let gap = number - middle
        let distance = abs(gap) / spread
        guard abs(gap) >= Self.leastGap, distance >= (gap < 0 ? reachBelow : reachAbove) else { return nil }
        return Gap(
            distance: distance, expected: (middle + near.lowerBound * spread)...(middle + near.upperBound * spread))
    }

    private static func known(_ numbers: [Double]) -> ClosedRange<Double> {
        let sorted = numbers.sorted()
        let low = Quantiles.value(at: endShare, ofSorted: sorted) ?? 0
        return low...max(low, Quantiles.value(at: 1 - endShare, ofSorted: sorted) ?? 0)
    }

    /// Whether it can be known how far ordinary files are: of few files none with a heavy tail, as few do not tell how heavy it is.
    private static func canTell(_ distances: [Double]) -> Bool {
        guard distances.count < TailReach.fewestForShape else { return true }
        let sizes = distances.map(abs).sorted()
        let places = [0.5, 0.75, 0.9].map { Quantiles.value(at: $0, ofSorted: sizes) ?? .nan }
        return places[2] - places[1] <= heaviest * (places[1] - places[0])
    }

    private static func learn(_ heights: [Double], _ others: [[Double]], _ own: Double) -> Usual? {
        guard let middle = ResistantSum(heights, on: others), let first = others.first else { return nil }
        let gaps = heights.indices.map { row in abs(heights[row] - middle.height(at: others.map { $0[row] })) * 1.4826 }
        guard let spread = ResistantCurve(first, gaps), let all = Selection.median(gaps) else { return nil }
        return Usual(middle: middle, spread: spread, leastSpread: max(finestShare * all, finestSpread * own))
    }

    /// How far each file is from what the other half of the files lets expect, by itself and in spreads.
    private static func distances(
        _ heights: [Double], _ others: [[Double]], _ own: Double
    ) -> (gaps: [Double], scaled: [Double])? {
        var (gaps, scaled) = ([Double](), [Double]())
        for half in 0...1 {
            let (learned, held) = (stride(from: half, to: heights.count, by: 2), 1 - half)
            guard
                let usual = learn(learned.map { heights[$0] }, others.map { values in learned.map { values[$0] } }, own)
            else { return nil }
            for row in stride(from: held, to: heights.count, by: 2) {
                let places = others.map { $0[row] }
                gaps.append(heights[row] - usual.middle.height(at: places))
                scaled.append((gaps.last ?? 0) / usual.spread(at: places))
            }
        }
        return (gaps, scaled)
    }

    private static func reach(_ distances: [Double], _ comparisons: Int) -> Double {
        max(UsualNumbers.farDistance, margin * TailReach.limit(of: distances, comparisons: caution * comparisons))
    }
}
