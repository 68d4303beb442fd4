import Sketches

/// Several views of a table at once: the default where nothing is known about the data.
///
/// A row is as strange as the view that finds it strangest says (maximum of averages; Aggarwal and Sathe, "Theoretical foundations
/// and algorithms for outlier ensembles", SIGKDD Explorations 17(1), 2015): a maximum over views that err in different ways
/// finds what only one of them sees, and averages within a view steady it. The views are
/// - global: how rare a row is among all, by isolation forests along the axes and oblique and by histograms, averaged;
/// - local: how far it is from its like, by the mean distance to 20 neighbours among 8,192 rows at most, with columns scaled by
///   their quartiles.
///
/// The raw score is the largest of the views' calibrated scores, from 0 to 1. A missing value counts as the column's median.
public struct EnsembleDetector: TabularDetector {
    /// What can be chosen.
    public struct Options: Sendable {
        /// What the random choices begin with.
        public var seed: UInt64

        /// Makes options.
        public init(seed: UInt64 = 0) { self.seed = seed }
    }

    /// What the detector is called.
    public static let name = "ensemble"

    /// What was learned of the columns and of the scores.
    public let training: Training
    private let views: Views

    /// Neighbours are looked for among so many rows at most.
    private static let neighbourSample = 8_192

    /// The detectors of all views.
    private struct Views: Sendable, Equatable, Codable {
        let forest: IsolationForest
        let obliqueForest: IsolationForest
        let histograms: HBOS
        let neighbours: NearestNeighbours
    }

    /// Learns from a table as each of the views does.
    ///
    /// - Throws: ``DetectorError`` if the table has no columns or fewer than two rows.
    public static func fit(
        _ table: NumberTable, options: Options = Options(), threads: Int = 1
    ) throws(DetectorError) -> Fitted<Self> {
        try check(table)
        var seeds = SplitMix64(state: options.seed)
        let forest = try IsolationForest.fit(table, options: .init(seed: seeds.next()), threads: threads)
        let oblique = try IsolationForest.fit(
            table, options: .init(cuts: .oblique, seed: seeds.next()), threads: threads)
        let histograms = try HBOS.fit(table, threads: threads)
        let neighbours = try NearestNeighbours.fit(
            table,
            options: .init(
                neighbours: 20, distance: .mean, scaling: .robust, sampleSize: neighbourSample, seed: seeds.next()),
            threads: threads)
        let raw = combine(
            global: [forest.calibrated, oblique.calibrated, histograms.calibrated], local: neighbours.calibrated)
        let views = Views(
            forest: forest.detector, obliqueForest: oblique.detector, histograms: histograms.detector,
            neighbours: neighbours.detector)
        let training = Training(columns: forest.detector.training.columns, calibration: Calibration(rawScores: raw))
        return Fitted(detector: Self(training: training, views: views), rawScores: raw)
    }

    /// The raw scores of other rows.
    public func rawScores(_ table: NumberTable, threads: Int) throws(DetectorError) -> [Double] {
        let global = [
            try views.forest.calibrated(table, threads), try views.obliqueForest.calibrated(table, threads),
            try views.histograms.calibrated(table, threads),
        ]
        return Self.combine(global: global, local: try views.neighbours.calibrated(table, threads))
    }

    /// Finds what cannot be in a detector that was stored.
    public func validate() throws(DetectorError) {
        try Self.validate(views.forest, training)
        try Self.validate(views.obliqueForest, training)
        try Self.validate(views.histograms, training)
        try Self.validate(views.neighbours, training)
    }

    private static func validate(_ view: some TabularDetector, _ training: Training) throws(DetectorError) {
        if let fault = view.training.fault { throw .damaged(detector: name, reason: fault) }
        guard view.training.columns.map(\.name) == training.columns.map(\.name) else {
            throw .damaged(detector: name, reason: "its views have other columns")
        }
        try view.validate()
    }

    /// The larger of the average of the global scores and the local score, for each row.
    private static func combine(global: [[Double]], local: [Double]) -> [Double] {
        local.indices.map { row in max(global.reduce(0) { $0 + $1[row] } / Double(global.count), local[row]) }
    }
}

extension Fitted {
    /// The calibrated scores of the rows learned from.
    fileprivate var calibrated: [Double] { rawScores.map(detector.training.calibration.share) }
}

extension TabularDetector {
    /// The calibrated scores of other rows.
    fileprivate func calibrated(_ table: NumberTable, _ threads: Int) throws(DetectorError) -> [Double] {
        try rawScores(table, threads: threads).map(training.calibration.share)
    }
}
