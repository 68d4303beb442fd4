/// The distances to the ends of the eigenvectors, each divided by its share of the variance (after Shyu, Chen, Sarinnapakorn and
/// Chang, "A novel anomaly detection scheme based on principal component classifier", ICDM 2003, as PyOD weighs it).
///
/// Columns are standardised. The raw score is the sum over the components of |row - eigenvector| / share of the variance, above 0;
/// its order is set by the components of least variance. There are as many components as columns, or as rows if they are fewer. A
/// component's share counts as 1e-16 at least: if columns depend on each other, the score is in effect the distance from the
/// centre. An eigenvector's sign is that with which its greatest coordinate is positive. A missing value counts as the column's
/// median.
public struct PrincipalComponents: TabularDetector {
    /// There is nothing to choose.
    public struct Options: Sendable {
        /// Makes the only options there are.
        public init() {}
    }

    /// What the detector is called.
    public static let name = "principal-components"

    /// What was learned of the columns and of the scores.
    public let training: Training
    private let scales: ColumnScales
    /// The eigenvectors, one after the other.
    private let vectors: [Double]
    /// The shares of the variance, floored.
    private let shares: [Double]

    private static let leastShare = 1e-16

    /// Learns from a table: O(rows · columns² + columns³).
    ///
    /// - Throws: ``DetectorError`` if the table has no columns or fewer than two rows.
    public static func fit(
        _ table: NumberTable, options: Options = Options(), threads: Int = 1
    ) throws(DetectorError) -> Fitted<Self> {
        try check(table)
        let columns = ColumnSummary.all(of: table, threads: threads)
        let scales = ColumnScales(.standard, table, columns)
        let rows = scales.apply(table, columns)
        let members = Array(0..<rows.count)
        let centre = SymmetricMatrix.centre(of: rows, members)
        let system = Eigensystem(
            SymmetricMatrix(of: rows, members, around: centre, divisor: Double(rows.count - 1), threads: threads))
        let count = min(rows.count, rows.width)
        let total = system.values.reduce(0) { $0 + max($1, 0) }
        let shares = system.values.prefix(count).map { max(total > 0 ? $0 / total : 0, leastShare) }
        let vectors = Array(system.vectors.prefix(count).joined())
        let raw = scores(of: rows, vectors, shares, threads: threads)
        let training = Training(columns: columns, calibration: Calibration(rawScores: raw))
        return Fitted(
            detector: Self(training: training, scales: scales, vectors: vectors, shares: shares), rawScores: raw)
    }

    /// The raw scores of other rows.
    public func rawScores(_ table: NumberTable, threads: Int) -> [Double] {
        Self.scores(of: scales.apply(table, training.columns), vectors, shares, threads: threads)
    }

    /// Finds what cannot be in a detector that was stored.
    public func validate() throws(DetectorError) {
        try require(scales.isSound(for: training.columns.count), "its scales cannot be")
        try require(!shares.isEmpty && shares.allSatisfy { $0 > 0 && $0.isFinite }, "its shares cannot be")
        try require(
            vectors.count == shares.count * training.columns.count && vectors.allSatisfy(\.isFinite),
            "its eigenvectors cannot be")
    }

    private static func scores(
        of rows: RowMatrix, _ vectors: [Double], _ shares: [Double], threads: Int
    ) -> [Double] {
        let width = rows.width
        return Parallel.numbers(rows.count, threads: threads) { part, target in
            rows.values.withUnsafeBufferPointer { values in
                vectors.withUnsafeBufferPointer { vectors in
                    for row in part {
                        var score = 0.0
                        for (component, share) in shares.enumerated() {
                            var square = 0.0
                            for column in 0..<width {
                                let difference = values[row &* width &+ column] - vectors[component &* width &+ column]
                                square += difference * difference
                            }
                            score += square.squareRoot() / share
                        }
                        target[row] = min(score, .greatestFiniteMagnitude)
                    }
                }
            }
        }
    }
}
