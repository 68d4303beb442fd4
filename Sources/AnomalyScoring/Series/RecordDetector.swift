import Glibc

/// Finds what a stream has never shown before: values, levels, spreads and departures from the time of day that lie beyond
/// all of their history.
///
/// Eight things are watched, each with the lowest and the highest it has been: the value; mean and standard deviation of the last 15,
/// 50 and 150 values, held against what they were half of so many points ago and before; and, where points have times, the distance
/// from the median of the same hour of the day, apart for working days and weekends. Whatever the distribution, the n-th of
/// exchangeable values is a record with a probability of only 2/n (Chandler, "The Distribution and Frequency of Record Values",
/// J. R. Stat. Soc. B 14(2), 1952), so the rule needs no model, and it quiets down by itself: what was strange once is within the
/// range from then on. That a value beyond the range by some margin is an anomaly is one of the rules of Ahmad et al.,
/// "Unsupervised Real-Time Anomaly Detection for Streaming Data", Neurocomputing 262, 2017.
///
/// After a record there is a pause of 200 points, or of 3 % of all so far: until it is over a further one counts only if it is
/// more than two and a half times as strange.
///
/// **Score.** Raw: how far beyond the range, in parts of it, from 0 (nothing is) to 10; what is above ``threshold`` deserves a
/// look. Calibrated: the probability that of n exchangeable values with exponential tails, whose range grows as ln n, the next
/// lies less far beyond: `1 - 2/(n+1) · n^-raw`; 0 within the range.
public struct RecordDetector: StreamDetector, Equatable {
    /// From this raw score on a point deserves a look.
    public static let threshold = 0.08

    private static let windows = [15, 50, 150]
    /// How many values a watch needs before it tells records.
    private static let least = 150
    private static let shortestPause = 200
    private static let pauseShare = 0.03
    private static let pauseFactor = 2.5

    /// What is watched of the values in a window.
    private struct Window: Sendable, Equatable, Codable {
        var values: RecentValues
        var mean: RecordWatch
        var deviation: RecordWatch

        init(_ length: Int) {
            values = RecentValues(capacity: length)
            mean = RecordWatch(delay: length / 2)
            deviation = mean
        }
    }

    /// A record, and of what.
    private struct Finding {
        let subject: String
        let value: Double
        let record: RecordWatch.Record
    }

    private var windows = RecordDetector.windows.map { Window($0) }
    private var baseline = SeasonalBaseline()
    private var value = RecordWatch()
    private var seasonal = RecordWatch()
    private var count = 0
    private var pauseBegin: Int?
    private var pauseExcess = 0.0

    /// Makes a detector that has seen nothing.
    public init() {}

    /// Scores the next point and learns from it.
    public mutating func take(_ point: SeriesPoint) -> SeriesScore {
        guard point.value.isFinite else { return .ordinary }
        defer { count += 1 }
        let strangest = findings(of: point).max { $0.record.excess < $1.record.excess }
        guard let strangest, isNews(strangest.record.excess) else { return .ordinary }
        return Self.score(strangest)
    }

    private mutating func findings(of point: SeriesPoint) -> [Finding] {
        var found: [Finding] = []
        if let record = value.take(point.value, least: Self.least) {
            found.append(Finding(subject: "the value", value: point.value, record: record))
        }
        if let time = point.time, let residual = baseline.residual(point.value, at: time),
            let record = seasonal.take(residual, least: Self.least)
        {
            found.append(
                Finding(subject: "the distance from what is usual at this hour", value: residual, record: record))
        }
        for index in windows.indices {
            windows[index].values.add(point.value)
            guard windows[index].values.isFull else { continue }
            let (mean, deviation) = (windows[index].values.mean, windows[index].values.deviation)
            let length = windows[index].values.capacity
            if let record = windows[index].mean.take(mean, least: Self.least) {
                found.append(Finding(subject: "the mean of the last \(length)", value: mean, record: record))
            }
            if let record = windows[index].deviation.take(deviation, least: Self.least) {
                found.append(
                    Finding(subject: "the standard deviation of the last \(length)", value: deviation, record: record))
            }
        }
        return found
    }

    /// Whether a record is no mere continuation of one before.
    private mutating func isNews(_ excess: Double) -> Bool {
        let pause = max(Double(Self.shortestPause), Self.pauseShare * Double(count))
        if let pauseBegin, Double(count - pauseBegin) < pause, excess <= Self.pauseFactor * pauseExcess { return false }
        pauseBegin = count
        pauseExcess = excess
        return true
    }

    private static func score(_ finding: Finding) -> SeriesScore {
        let record = finding.record
        let n = Double(record.count)
        let calibrated = 1 - 2 / (n + 1) * pow(n, -record.excess)
        let range = "\(ShortNumber.text(record.range.lowerBound)) to \(ShortNumber.text(record.range.upperBound))"
        let side = finding.value > record.range.upperBound ? "above" : "below"
        return SeriesScore(
            AnomalyScore(raw: record.excess, calibrated: calibrated),
            reason: "\(finding.subject) is \(ShortNumber.text(finding.value)), \(side) all \(record.count) before "
                + "(\(range)), by \(ShortNumber.percent(record.excess)) of their range")
    }
}
