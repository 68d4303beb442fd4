/// A detector, and what it makes of the rows that it has learned from.
public struct Fitted<Detector: TabularDetector>: Sendable {
    /// The detector.
    public let detector: Detector
    /// The raw scores of the rows learned from, in order. A row does not count as its own neighbour here.
    public let rawScores: [Double]

    /// The scores of the rows learned from, in order.
    public var scores: [AnomalyScore] { rawScores.map(detector.training.calibration.score) }
}
