/// Finds which numbers go with which, by the correlation of their ranks (Spearman, "The proof and measurement of association
/// between two things", The American Journal of Psychology 15(1), 1904), which a few far numbers do not move.
struct RelatedNumbers {
    /// The ranks of each number in as many files as are looked at, with mean 0 and sum of squares 1; zeroes where all are equal.
    private let ranks: [[Double]]
    private let numbers: [[Double]]
    private let groups: [Int]

    private static let mostFiles = 512
    private static let mostPartners = 3
    /// How much two numbers must have in common; where few files are learned from, so much more that none of very many pairs has it
    /// by chance.
    private static let (leastCorrelation, leastDeviations) = (0.5, 5.0)
    /// A further number must take this part of what those before it leave, or less must be left.
    private static let mostLeft = 0.85

    /// - Parameters:
    ///   - numbers: for each number those of all files, NaN where it is missing.
    ///   - groups: to which group each belongs; those of a group are not held against each other.
    init(_ numbers: [[Double]], groups: [Int]) {
        let count = numbers.first?.count ?? 0
        let size = min(count, Self.mostFiles)
        self.numbers = numbers.map { values in (0..<size).map { values[$0 * count / size] } }
        self.groups = groups
        ranks = self.numbers.map(Self.ranks)
    }

    /// The numbers that a number goes with, the one that says most first.
    func partners(of index: Int) -> [Int] {
        var (found, rest, restRanks) = ([Int](), numbers[index], ranks[index])
        while found.count < Self.mostPartners {
            guard let next = strongest(for: index, restRanks, besides: found) else { break }
            let rows = rest.indices.filter { !rest[$0].isNaN && !numbers[next][$0].isNaN }
            guard let curve = ResistantCurve(rows.map { numbers[next][$0] }, rows.map { rest[$0] }) else { break }
            let left = zip(rest, numbers[next]).map { $0 - curve.height(at: $1) }
            guard Self.spread(of: left) <= Self.mostLeft * Self.spread(of: rest) else { break }
            found.append(next)
            (rest, restRanks) = (left, Self.ranks(left))
        }
        return found
    }

    private func strongest(for index: Int, _ restRanks: [Double], besides known: [Int]) -> Int? {
        let least = max(Self.leastCorrelation, Self.leastDeviations / Double(max(restRanks.count, 1)).squareRoot())
        var best: (index: Int, correlation: Double)?
        for other in ranks.indices where groups[other] != groups[index] && !known.contains(other) {
            let correlation = abs(Self.product(restRanks, ranks[other]))
            if correlation >= least, correlation > (best?.correlation ?? 0) { best = (other, correlation) }
        }
        return best?.index
    }

    private static func product(_ left: [Double], _ right: [Double]) -> Double {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                guard let first = left.baseAddress, let second = right.baseAddress else { return 0 }
                return InnerProduct.of(first, second, left.count)
            }
        }
    }

    /// Ranks with mean 0 and sum of squares 1; equal numbers share theirs, and a missing number has the middle one.
    private static func ranks(_ numbers: [Double]) -> [Double] {
        let order = numbers.indices.filter { !numbers[$0].isNaN }.sorted { numbers[$0] < numbers[$1] }
        var ranks = [Double](repeating: 0, count: numbers.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = Double(start + end - order.count) / 2 }
            start = end
        }
        let size = product(ranks, ranks).squareRoot()
        return size > 0 ? ranks.map { $0 / size } : ranks
    }

    private static func spread(of numbers: [Double]) -> Double {
        Quantiles.spread(ofSorted: numbers.filter { !$0.isNaN }.sorted())
    }
}
