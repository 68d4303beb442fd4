/// How the numbers of one kind of files usually go together, learned from some of them.
///
/// It finds files that only the combination of their numbers makes strange, as one whose mean of `a` is high while that of `b` is low
/// where both are high or low together in all others.
public struct UsualRelations: Sendable {
    /// A number that does not go with others of the file.
    public struct Surprise: Sendable, Equatable {
        /// Which number it is.
        public var index: Int
        /// What it goes with in other files, the one that says most first.
        public var partners: [Int]
        /// Where files with these others have it, on its own scale.
        public var expected: ClosedRange<Double>
        /// How strange that is; see ``UsualNumbers/score(distance:)``.
        public var score: AnomalyScore
    }

    /// At least so many files are learned from.
    public static let fewest = 50
    /// Not more numbers than this are held against each other.
    public static let most = 256

    private let relations: [UsualRelation]
    private let groups: [Int]

    /// Learns from files: O(numbers² · files) for at most ``most`` numbers and 512 files, and O(numbers · files · log(files)).
    ///
    /// - Parameters:
    ///   - numbers: for each number those of all files, on its own scale (``UsualNumbers/position(of:)``), NaN where it is missing.
    ///   - groups: to which group each number belongs; those of a group say the same in several ways and are not held against each
    ///     other.
    ///   - files: how many files are going to be compared, 1 or more.
    /// - Returns: `nil` where there are fewer files than ``fewest``, or no numbers go together.
    public init?(_ numbers: [[Double]], groups: [Int], files: Int) {
        guard let count = numbers.first?.count, count >= Self.fewest, numbers.count <= Self.most else { return nil }
        let related = RelatedNumbers(numbers, groups: groups)
        let partners = numbers.indices.map { related.partners(of: $0) }
        let comparisons = max(files, 1) * partners.count { !$0.isEmpty }
        relations = partners.enumerated().compactMap { index, partners in
            partners.isEmpty ? nil : UsualRelation(index, with: partners, in: numbers, comparisons: comparisons)
        }
        guard !relations.isEmpty else { return nil }
        self.groups = groups
    }

    /// The numbers of a file that do not go together, the strangest first; none is of a group that another, or one of its
    /// partners, is of.
    ///
    /// - Parameters:
    ///   - numbers: the file's, in the order learned from, on their own scales, NaN where one is missing.
    ///   - known: groups of which something else is told already.
    public func surprises(in numbers: [Double], besides known: Set<Int> = []) -> [Surprise] {
        let found = relations.compactMap { relation in
            relation.gap(of: numbers).map { gap in
                Surprise(
                    index: relation.index, partners: relation.partners, expected: gap.expected,
                    score: UsualNumbers.score(distance: gap.distance))
            }
        }
        var (told, surprises) = (known, [Surprise]())
        for surprise in found.sorted(by: { ($0.score.raw, $1.index) > ($1.score.raw, $0.index) }) {
            let concerned = Set(([surprise.index] + surprise.partners).map { groups[$0] })
            guard told.isDisjoint(with: concerned) else { continue }
            told.formUnion(concerned)
            surprises.append(surprise)
        }
        return surprises
    }
}
