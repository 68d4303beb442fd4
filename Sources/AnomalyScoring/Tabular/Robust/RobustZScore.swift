/// The largest distance of a row's values from their medians (Iglewicz and Hoaglin, "How to detect and handle outliers", ASQC
/// Quality Press, 1993).
///
/// The raw score is the largest over the columns of |value - median| / (1.4826 · median absolute deviation), 0 or more. Where
/// more than half of the values are equal, the deviation is 1.2533 times the mean absolute deviation; in a column whose values
/// are all equal, it is 1. A missing value counts as the median.
public struct RobustZScore: TabularDetector {
    /// There is nothing to choose.
    public struct Options: Sendable {
        /// Makes the only options there are.
        public init() {}
    }

    /// What the detector is called.
    public static let name = "robust-z-score"

    /// What was learned of the columns and of the scores.
    public let training: Training
    private let scales: ColumnScales

    /// Standard deviations of a normal distribution for each of its median absolute deviations.
    private static let perMedianDeviation = 1.482_602_218_505_602
    /// Standard deviations of a normal distribution for each of its mean absolute deviations.
    private static let perMeanDeviation = 1.253_314_137_315_500_3

    /// Learns from a table: O(rows · columns).
    ///
    /// - Throws: ``DetectorError`` if the table has no columns or fewer than two rows.
    public static func fit(
        _ table: NumberTable, options: Options = Options(), threads: Int = 1
    ) throws(DetectorError) -> Fitted<Self> {
        try check(table)
        let columns = ColumnSummary.all(of: table, threads: threads)
        let found = Parallel.map(columns.count, threads: threads) { index in
            var numbers: [Double] = []
            table.withColumn(index) { numbers = $0.filter(\.isFinite) }
            return location(of: numbers)
        }
        let scales = ColumnScales(centres: found.map(\.centre), scales: found.map(\.scale))
        let raw = scores(of: scales.apply(table, columns), threads: threads)
        let training = Training(columns: columns, calibration: Calibration(rawScores: raw))
        return Fitted(detector: Self(training: training, scales: scales), rawScores: raw)
    }

    /// The raw scores of other rows.
    public func rawScores(_ table: NumberTable, threads: Int) -> [Double] {
        Self.scores(of: scales.apply(table, training.columns), threads: threads)
    }

    /// Finds what cannot be in a detector that was stored.
    public func validate() throws(DetectorError) {
        try require(scales.isSound(for: training.columns.count), "its scales cannot be")
    }

    private static func location(of numbers: [Double]) -> (centre: Double, scale: Double) {
        guard let centre = Selection.median(numbers) else { return (0, 1) }
        let deviations = numbers.map { min(abs($0 - centre), ColumnSummary.largestMagnitude) }
        let median = (Selection.median(deviations) ?? 0) * perMedianDeviation
        if median > 0 { return (centre, median) }
        let mean = deviations.reduce(0) { $0 + $1 / Double(deviations.count) } * perMeanDeviation
        return (centre, mean > 0 ? mean : 1)
    }

    private static func scores(of rows: RowMatrix, threads: Int) -> [Double] {
        Parallel.numbers(rows.count, threads: threads) { part, target in
            for row in part {
                var largest = 0.0
                for column in 0..<rows.width { largest = max(largest, abs(rows.values[row &* rows.width &+ column])) }
                target[row] = largest
            }
        }
    }
}
