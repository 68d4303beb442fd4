/// The Mahalanobis distance from a centre and by a covariance that up to half of the rows cannot carry away: the minimum covariance
/// determinant (Rousseeuw and Van Driessen, Technometrics 41(3), 1999).
///
/// The raw score is the squared distance, 0 or more; of normally distributed rows with as many columns as degrees of freedom, about
/// chi-squared. Columns are standardised first. A missing value counts as the column's median.
///
/// With more than some 250 columns, the search begins with one half of the rows, that in the middle of all columns, and
/// covariances are drawn towards independent columns; see ``MinimumCovariance``. The distances keep their order by strangeness,
/// but are no longer chi-squared, and strangeness that lies in how columns go together shows less.
///
/// What it leaves out: a cluster of nearly a third of the rows that is far tighter than the rest can be taken for the rest,
/// as its covariance has the least determinant. Where more than half of the rows lie on a plane, as where most values of a
/// column are equal, every row off the plane is endlessly far.
public struct RobustMahalanobis: TabularDetector {
    /// What can be chosen.
    public struct Options: Sendable {
        /// How many sets of rows by chance the search begins with, from 1; fewer where columns are many.
        public var starts: Int
        /// What the random choices begin with.
        public var seed: UInt64

        /// Makes options.
        public init(starts: Int = 500, seed: UInt64 = 0) { (self.starts, self.seed) = (starts, seed) }
    }

    /// What the detector is called.
    public static let name = "robust-mahalanobis"

    /// What was learned of the columns and of the scores.
    public let training: Training
    private let scales: ColumnScales
    private let estimate: MinimumCovariance

    /// Learns from a table: O(rows · columns² + columns³) for each step.
    ///
    /// - Throws: ``DetectorError`` if the table has no columns or fewer than two rows, or ``DetectorError/noCovariance`` if its
    ///   numbers differ so much in magnitude that they have no covariance.
    public static func fit(
        _ table: NumberTable, options: Options = Options(), threads: Int = 1
    ) throws(DetectorError) -> Fitted<Self> {
        try check(table)
        guard options.starts >= 1 else {
            throw .badOption(name: "starts", value: "\(options.starts)", allowed: "at least 1")
        }
        let columns = ColumnSummary.all(of: table, threads: threads)
        let scales = ColumnScales(.standard, table, columns)
        let rows = scales.apply(table, columns)
        guard let estimate = MinimumCovariance(rows, starts: options.starts, seed: options.seed, threads: threads)
        else { throw .noCovariance }
        let raw = estimate.squaredDistances(of: rows, threads: threads)
        let training = Training(columns: columns, calibration: Calibration(rawScores: raw))
        return Fitted(detector: Self(training: training, scales: scales, estimate: estimate), rawScores: raw)
    }

    /// The raw scores of other rows.
    public func rawScores(_ table: NumberTable, threads: Int) -> [Double] {
        estimate.squaredDistances(of: scales.apply(table, training.columns), threads: threads)
    }

    /// Finds what cannot be in a detector that was stored.
    public func validate() throws(DetectorError) {
        try require(scales.isSound(for: training.columns.count), "its scales cannot be")
        try require(estimate.isSound(for: training.columns.count), "its covariance cannot be")
    }
}
