/// Empirical cumulative distributions: how far in a tail each value of a row is, by its column (Li, Zhao, Hu, Botta, Ionescu and
/// Chen, "ECOD: Unsupervised outlier detection using empirical cumulative distribution functions", IEEE TKDE 35(12), 2022).
/// Each column contributes the larger of its two tails and the tail on the side that it is skewed to.
///
/// The raw score is a sum of negative logarithms over the columns: 0 or more. A missing value contributes what the column
/// contributes on average. Scores do not change when a column is scaled or shifted. Rows that were not learned from are held
/// against the values learned from; one beyond all of them counts as half a value.
public struct ECOD: TabularDetector {
    /// There is nothing to choose.
    public struct Options: Sendable {
        /// Makes the only options there are.
        public init() {}
    }

    /// What the detector is called.
    public static let name = "ecod"

    /// What was learned of the columns and of the scores.
    public let training: Training
    private let model: TailModel

    /// Learns from a table by sorting each column: O(rows · columns).
    ///
    /// - Throws: ``DetectorError`` if the table has no columns or fewer than two rows.
    public static func fit(
        _ table: NumberTable, options: Options = Options(), threads: Int = 1
    ) throws(DetectorError) -> Fitted<Self> {
        try check(table)
        let columns = ColumnSummary.all(of: table, threads: threads)
        let (model, raw) = TailModel.fit(table, columns, .largest, threads: threads)
        let training = Training(columns: columns, calibration: Calibration(rawScores: raw))
        return Fitted(detector: Self(training: training, model: model), rawScores: raw)
    }

    /// The raw scores of other rows.
    public func rawScores(_ table: NumberTable, threads: Int) -> [Double] {
        model.rawScores(table, .largest, threads: threads)
    }

    /// Finds what cannot be in a detector that was stored.
    public func validate() throws(DetectorError) {
        try require(model.isSound(for: training.columns.count), "its columns cannot be")
    }
}
