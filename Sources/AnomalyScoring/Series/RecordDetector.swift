import Glibc

/// Finds what a stream has never shown before: values, levels, spreads and departures from the time of day that lie beyond
/// all of their history.
///
/// Five things are watched, each with the lowest and the highest it has been: the value; the mean of the last 50; the standard
/// deviation of the last 50 and of the last 150; and, where points have times, the distance from the median of the same hour
/// of the day, apart for working days and weekends. Whatever the distribution, the n-th of exchangeable values is a record with
/// a probability of only 2/n (Chandler, "The Distribution and Frequency of Record Values", J. R. Stat. Soc. B 14(2), 1952), so the
/// rule needs no model, and it quiets down by itself: what was strange once is within the range from then on. That a value beyond
/// the range by some margin is an anomaly was one of two rules of Ahmad et al., "Unsupervised Real-Time Anomaly Detection
/// for Streaming Data", Neurocomputing 262, 2017.
///
/// After a record there is a pause of 200 points, or of 3 % of all so far: until it is over a further one counts only if it is
/// more than twice as strange.
///
/// **Score.** Raw: how far beyond the range, in parts of it, from 0 (nothing is) to 10; above 0.02 deserves a look. Calibrated:
/// the probability that of n exchangeable values with exponential tails, whose range grows as ln n, the next lies less far
/// beyond: `1 - 2/(n+1) · n^-raw`; 0 within the range.
public struct RecordDetector: StreamDetector, Equatable {
    /// From this raw score on a point deserves a look.
    public static let threshold = 0.02

    private static let shortWindow = 50
    private static let longWindow = 150
    /// How many values a watch needs before it tells records.
    private static let least = 150
    private static let shortestPause = 200
    private static let pauseShare = 0.03

    /// What is watched.
    private enum Feature: Int, CaseIterable, Codable {
        case value, seasonal, mean, shortSpread, longSpread

        /// The words for a sentence.
        var words: String {
            switch self {
            case .value: "the value"
            case .seasonal: "the distance from what is usual at this hour"
            case .mean: "the mean of the last \(shortWindow)"
            case .shortSpread: "the standard deviation of the last \(shortWindow)"
            case .longSpread: "the standard deviation of the last \(longWindow)"
            }
        }
    }

    private var short = RecentValues(capacity: RecordDetector.shortWindow)
    private var long = RecentValues(capacity: RecordDetector.longWindow)
    private var baseline = SeasonalBaseline()
    private var watches = Array(repeating: RecordWatch(), count: Feature.allCases.count)
    private var count = 0
    private var pauseBegin: Int?
    private var pauseExcess = 0.0

    /// Makes a detector that has seen nothing.
    public init() {}

    /// Scores the next point and learns from it.
    public mutating func take(_ point: SeriesPoint) -> SeriesScore {
        guard point.value.isFinite else { return .ordinary }
        defer { count += 1 }
        var strangest: (feature: Feature, value: Double, record: RecordWatch.Record)?
        for (feature, value) in features(of: point) {
            guard let record = watches[feature.rawValue].take(value, least: Self.least) else { continue }
            if record.excess > strangest?.record.excess ?? 0 { strangest = (feature, value, record) }
        }
        guard let strangest, isNews(strangest.record.excess) else { return .ordinary }
        return Self.score(strangest.feature, strangest.value, strangest.record)
    }

    private mutating func features(of point: SeriesPoint) -> [(Feature, Double)] {
        short.add(point.value)
        long.add(point.value)
        var features: [(Feature, Double)] = [(.value, point.value)]
        if let time = point.time, let residual = baseline.residual(point.value, at: time) {
            features.append((.seasonal, residual))
        }
        if short.isFull {
            features.append((.mean, short.mean))
            features.append((.shortSpread, short.deviation))
        }
        if long.isFull { features.append((.longSpread, long.deviation)) }
        return features
    }

    /// Whether a record is no mere continuation of one before.
    private mutating func isNews(_ excess: Double) -> Bool {
        let pause = max(Double(Self.shortestPause), Self.pauseShare * Double(count))
        if let pauseBegin, Double(count - pauseBegin) < pause, excess <= 2 * pauseExcess { return false }
        pauseBegin = count
        pauseExcess = excess
        return true
    }

    private static func score(_ feature: Feature, _ value: Double, _ record: RecordWatch.Record) -> SeriesScore {
        let n = Double(record.count)
        let calibrated = 1 - 2 / (n + 1) * pow(n, -record.excess)
        let range = "\(ShortNumber.text(record.range.lowerBound)) to \(ShortNumber.text(record.range.upperBound))"
        let side = value > record.range.upperBound ? "above" : "below"
        return SeriesScore(
            AnomalyScore(raw: record.excess, calibrated: calibrated),
            reason: "\(feature.words) is \(ShortNumber.text(value)), \(side) all \(record.count) before "
                + "(\(range)), by \(ShortNumber.percent(record.excess)) of their range")
    }
}
