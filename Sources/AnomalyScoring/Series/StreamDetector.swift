/// Scores the points of a stream one by one, by nothing but what came before.
///
/// The state is bounded, whatever the length of the stream, and can be kept and taken up again: it is `Codable`. The same points
/// give the same scores.
public protocol StreamDetector: Sendable, Codable {
    /// Scores the next point and learns from it. A missing value is ordinary, and teaches nothing.
    mutating func take(_ point: SeriesPoint) -> SeriesScore
}

extension StreamDetector {
    /// Scores `points` in their order.
    public mutating func scores(of points: some Sequence<SeriesPoint>) -> [SeriesScore] {
        points.map { take($0) }
    }
}
