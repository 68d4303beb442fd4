/// How strange something is.
public struct AnomalyScore: Sendable, Equatable, Codable {
    /// What the detector computes, on the detector's own scale; higher is stranger.
    public var raw: Double
    /// The same on a scale that means the same for every detector, from 0 to 1: the share of ordinary things that are less
    /// strange, as each detector's documentation states it for its calibration.
    public var calibrated: Double

    /// Makes a score.
    public init(raw: Double, calibrated: Double) {
        self.raw = raw
        self.calibrated = calibrated
    }
}
