import Sketches

/// Random trees in which a strange row comes to stand alone after few cuts (Liu, Ting and Zhou, "Isolation forest", ICDM 2008);
/// with ``Options/cuts`` ``Cuts/oblique``, cuts in random directions (Hariri, Carrasco Kind and Brunner, "Extended isolation
/// forest", IEEE TKDE 33(4), 2021, preprint 2019).
///
/// The raw score is 2^(-mean depth / depth of an unsuccessful search in a binary tree of as many rows): above 0 and at most 1;
/// 0.5 is ordinary. A missing value counts as the column's median. Cuts along the axes do not depend on the columns' scales;
/// oblique cuts are made with columns that reach from 0 to 1.
public struct IsolationForest: TabularDetector {
    /// How a tree's nodes are cut in two.
    public enum Cuts: String, Sendable, Codable {
        /// At a value of one column (Liu 2008).
        case axisParallel
        /// Along a plane in a random direction, with all columns in it (Hariri 2019).
        case oblique
    }

    /// What can be chosen.
    public struct Options: Sendable {
        /// How many trees there are, from 1.
        public var trees: Int
        /// How many rows a tree is grown from, from 2; all if there are fewer.
        public var sampleSize: Int
        /// How nodes are cut.
        public var cuts: Cuts
        /// What the random choices begin with.
        public var seed: UInt64

        /// Makes options.
        public init(trees: Int = 100, sampleSize: Int = 256, cuts: Cuts = .axisParallel, seed: UInt64 = 0) {
            (self.trees, self.sampleSize, self.cuts, self.seed) = (trees, sampleSize, cuts, seed)
        }
    }

    /// What the detector is called.
    public static let name = "isolation-forest"

    /// What was learned of the columns and of the scores.
    public let training: Training
    private let scales: ColumnScales
    private let forest: Forest

    /// Learns from a table: O(trees · sample size · log(sample size)), and scores its rows: O(rows · trees · log(sample size)).
    ///
    /// - Throws: ``DetectorError`` if the table has no columns or fewer than two rows, or an option is out of range.
    public static func fit(
        _ table: NumberTable, options: Options = Options(), threads: Int = 1
    ) throws(DetectorError) -> Fitted<Self> {
        try check(table)
        guard options.trees >= 1 else {
            throw .badOption(name: "trees", value: "\(options.trees)", allowed: "at least 1")
        }
        guard (2...Forest.largestSample).contains(options.sampleSize) else {
            let allowed = "from 2 to \(Forest.largestSample)"
            throw .badOption(name: "sampleSize", value: "\(options.sampleSize)", allowed: allowed)
        }
        let columns = ColumnSummary.all(of: table, threads: threads)
        let scales = ColumnScales(spanning: columns, unlessCutAlongAxes: options.cuts)
        let scaled = ScaledTable(table, columns, scales)
        let forest = Forest(scaled, options, threads: threads)
        let raw = forest.scores(of: scaled, threads: threads)
        let training = Training(columns: columns, calibration: Calibration(rawScores: raw))
        return Fitted(detector: Self(training: training, scales: scales, forest: forest), rawScores: raw)
    }

    /// The raw scores of other rows.
    public func rawScores(_ table: NumberTable, threads: Int) -> [Double] {
        forest.scores(of: ScaledTable(table, training.columns, scales), threads: threads)
    }

    /// Finds what cannot be in a detector that was stored.
    public func validate() throws(DetectorError) {
        try require(scales.isSound(for: training.columns.count), "its scales cannot be")
        try require(forest.isSound(width: training.columns.count), "its trees cannot be")
    }
}

extension ColumnScales {
    /// Scales by which oblique cuts see each column from 0 to 1, and cuts along the axes see columns as they are.
    fileprivate init(spanning columns: [ColumnSummary], unlessCutAlongAxes cuts: IsolationForest.Cuts) {
        let isOblique = cuts == .oblique
        self.init(
            centres: columns.map { isOblique ? $0.minimum : 0 },
            scales: columns.map {
                let span = min($0.maximum - $0.minimum, .greatestFiniteMagnitude)
                return isOblique && span > 0 ? span : 1
            })
    }
}
