/// How strange a point of a series is, and why.
public struct SeriesScore: Sendable, Equatable, Codable {
    /// Nothing is strange, or not yet known to be.
    public static let ordinary = SeriesScore(AnomalyScore(raw: 0, calibrated: 0))

    /// The score; each detector documents its range and calibration.
    public var score: AnomalyScore
    /// A sentence with what was seen and what was expected; `nil` where nothing is strange.
    public var reason: String?

    /// Makes a score.
    public init(_ score: AnomalyScore, reason: String? = nil) {
        self.score = score
        self.reason = reason
    }
}
