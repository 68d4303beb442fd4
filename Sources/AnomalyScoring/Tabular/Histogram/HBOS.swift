/// Histograms: how rare the values of a row are, column by column (Goldstein and Dengel, "Histogram-based outlier score (HBOS): A
/// fast unsupervised anomaly detection algorithm", KI 2012), with bins of equal width.
///
/// The raw score is the sum over the columns of -log2(density + 0.1), as PyOD has it; it is at most 3.33 a column and falls as
/// columns get narrower: the density is by unit of the column, so the score changes when a column is scaled. A missing value
/// contributes what the column contributes on average. Values beyond the outer bins by up to half a bin count as in them,
/// values farther out as in the emptiest bin.
public struct HBOS: TabularDetector {
    /// What can be chosen.
    public struct Options: Sendable {
        /// How many bins a column has, from 2 to 255.
        public var bins: Int

        /// Makes options.
        public init(bins: Int = 10) { self.bins = bins }
    }

    /// What the detector is called.
    public static let name = "hbos"

    /// What was learned of the columns and of the scores.
    public let training: Training
    private let histograms: [Histogram]

    /// Learns from a table: O(rows · columns).
    ///
    /// - Throws: ``DetectorError`` if the table has no columns or fewer than two rows, or the bins are too few or too many.
    public static func fit(
        _ table: NumberTable, options: Options = Options(), threads: Int = 1
    ) throws(DetectorError) -> Fitted<Self> {
        try check(table)
        guard Histogram.sizes.contains(options.bins) else {
            throw .badOption(name: "bins", value: "\(options.bins)", allowed: "from 2 to 255")
        }
        let columns = ColumnSummary.all(of: table, threads: threads)
        let (histograms, raw) = fit(table, columns, bins: options.bins, threads: threads)
        let training = Training(columns: columns, calibration: Calibration(rawScores: raw))
        return Fitted(detector: Self(training: training, histograms: histograms), rawScores: raw)
    }

    /// The raw scores of other rows.
    public func rawScores(_ table: NumberTable, threads: Int) -> [Double] {
        Self.scores(of: table, histograms, threads: threads)
    }

    /// Finds what cannot be in a detector that was stored.
    public func validate() throws(DetectorError) {
        try require(histograms.count == training.columns.count, "it has another number of histograms than of columns")
        try require(histograms.allSatisfy(\.isSound), "its histograms cannot be")
    }

    /// Learns the histograms and scores the rows learned from.
    private static func fit(
        _ table: NumberTable, _ columns: [ColumnSummary], bins: Int, threads: Int
    ) -> ([Histogram], [Double]) {
        let (rowCount, width) = (table.rowCount, columns.count)
        return LargePages.withMemory(of: UInt8.self, rowCount * width) { memory in
            // Each thread writes to what is its own columns'.
            nonisolated(unsafe) let noted = memory
            let smallest = Parallel.worthAThread(each: rowCount)
            let learned: [(Histogram, isNoted: Bool)] = Parallel.map(width, threads: threads, smallest: smallest) {
                index in
                let column = columns[index]
                var histogram = Histogram(bins: bins, from: column.minimum, to: column.maximum)
                let isNoted = table.areFinite[index] && histogram.spans(column.minimum, column.maximum)
                table.withColumn(index) {
                    histogram.learn($0, noting: isNoted ? noted + index * rowCount : nil)
                }
                return (histogram, isNoted)
            }
            let raw = scores(of: table, learned, noted, threads: threads)
            return (learned.map(\.0), raw)
        }
    }

    /// The scores of rows, by the bins noted where they were.
    private static func scores(
        of table: NumberTable, _ learned: [(Histogram, isNoted: Bool)], _ noted: UnsafeMutablePointer<UInt8>,
        threads: Int
    ) -> [Double] {
        let sure = learned.indices.filter { learned[$0].isNoted }
        let others = learned.indices.filter { !learned[$0].isNoted }
        // What was noted is only read from here on.
        nonisolated(unsafe) let bins = NotedBins(
            sure.map { (learned[$0].0, UnsafePointer(noted + $0 * table.rowCount)) })
        let smallest = Parallel.worthAThread(each: learned.count)
        return Parallel.numbers(table.rowCount, threads: threads, smallest: smallest) { rows, target in
            inBlocks(rows) { rows in
                bins.add(rows, to: target)
                for index in others { table.withColumn(index) { learned[index].0.add($0, rows, to: target) } }
            }
        }
    }

    private static func scores(of table: NumberTable, _ histograms: [Histogram], threads: Int) -> [Double] {
        Parallel.numbers(table.rowCount, threads: threads) { rows, target in
            inBlocks(rows) { rows in
                table.forEachColumn { column, values in histograms[column].add(values, rows, to: target) }
            }
        }
    }

    /// Calls `body` with parts of the rows whose sums stay in the processor's nearest cache from column to column.
    private static func inBlocks(_ rows: Range<Int>, _ body: (Range<Int>) -> Void) {
        let size = 1_024
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
            body(start..<min(start + size, rows.upperBound))
        }
    }
}
