import Glibc

/// How long the present stretch of a stream has lasted: change points, online and exact but for what is negligible.
///
/// Adams and MacKay, "Bayesian Online Changepoint Detection", arXiv:0710.3742, 2007, with a constant hazard and values that are
/// normal within a stretch, their mean and variance unknown with the conjugate normal-inverse-gamma prior (Murphy, "Conjugate
/// Bayesian Analysis of the Gaussian Distribution", 2007). Of the run lengths, those below 1e-6 of the most probable are dropped, and
/// all but the 500 most probable.
///
/// **Score.** Raw: the probability that the present stretch began within the last points (``recent`` of them), from 0 to 1.
/// Calibrated: the same, as it is a probability under the model. Before twice as many points there is no score.
public struct BayesianChangePoint: StreamDetector, Equatable {
    private static let negligible = 1e-6
    private static let mostRuns = 500

    /// What is known of a stretch that began some points ago.
    private struct Run: Sendable, Equatable, Codable {
        var length: Int
        var logWeight: Double
        var mean: Double
        var strength: Double
        var shape: Double
        var scale: Double

        /// What the next value of the stretch is like.
        var prediction: StudentDistribution {
            StudentDistribution(
                freedom: 2 * shape, centre: mean,
                scale: (scale * (strength + 1) / (shape * strength)).squareRoot())
        }

        /// Takes a value into the stretch.
        mutating func take(_ value: Double) {
            let distance = value - mean
            scale += strength * distance * distance / (2 * (strength + 1))
            mean += distance / (strength + 1)
            strength += 1
            shape += 0.5
            length += 1
        }
    }

    /// How many last points count as the present.
    public let recent: Int
    private let logHazard: Double
    private let logSurvival: Double
    private let prior: Run
    private var runs: [Run]
    private var count = 0

    /// Makes a detector that has seen nothing.
    ///
    /// - Parameters:
    ///   - expectedRun: How many points a stretch has, on average; 2 or more.
    ///   - mean: What values are like, before any is seen.
    ///   - deviation: How far values lie from each other within a stretch, about; above 0. Means of stretches may differ by
    ///     ten times as much.
    ///   - recent: How many last points count as the present, 1 or more.
    public init(expectedRun: Double = 250, mean: Double = 0, deviation: Double = 1, recent: Int = 5) {
        let hazard = 1 / max(2, expectedRun)
        logHazard = log(hazard)
        logSurvival = log1p(-hazard)
        self.recent = max(1, recent)
        prior = Run(length: 0, logWeight: 0, mean: mean, strength: 0.01, shape: 1, scale: deviation * deviation)
        runs = [prior]
    }

    /// How many points the present stretch has most probably; 0 before the first.
    public var likeliestRun: Int { runs.max { $0.logWeight < $1.logWeight }?.length ?? 0 }

    /// The probability that the present stretch has at most `length` points.
    public func probability(ofRunUpTo length: Int) -> Double {
        runs.reduce(0) { $0 + ($1.length <= length ? exp($1.logWeight) : 0) }
    }

    /// Scores the next point and learns from it.
    public mutating func take(_ point: SeriesPoint) -> SeriesScore {
        guard point.value.isFinite else { return .ordinary }
        let before = runs.max { $0.logWeight < $1.logWeight }
        advance(over: point.value)
        count += 1
        guard count >= 2 * recent else { return .ordinary }
        let probability = min(1, self.probability(ofRunUpTo: recent))
        let score = AnomalyScore(raw: probability, calibrated: probability)
        guard probability >= 0.5, let before, before.length > recent else { return SeriesScore(score) }
        let now = runs.filter { $0.length <= recent }.max { $0.logWeight < $1.logWeight }?.mean ?? point.value
        return SeriesScore(
            score,
            reason:
                "the values changed within the last \(recent) points, from a mean of \(ShortNumber.text(before.mean)) over "
                + "\(before.length) points to \(ShortNumber.text(now)), with \(ShortNumber.chance(probability))")
    }

    /// One step of the recursion over run lengths; a new stretch begins with the point.
    private mutating func advance(over value: Double) {
        var begin = LogSum()
        var grown: [Run] = []
        grown.reserveCapacity(runs.count + 1)
        for run in runs {
            begin.add(run.logWeight + logHazard)
            var next = run
            next.logWeight += run.prediction.logDensity(at: value) + logSurvival
            next.take(value)
            grown.append(next)
        }
        // Before the first point there is one stretch, and it has no length.
        if count > 0 {
            var new = prior
            new.logWeight = begin.value + prior.prediction.logDensity(at: value)
            new.take(value)
            grown.append(new)
        }
        runs = Self.normalised(Self.kept(grown))
    }

    private static func kept(_ runs: [Run]) -> [Run] {
        let largest = runs.map(\.logWeight).max() ?? 0
        let kept = runs.filter { $0.logWeight >= largest + log(negligible) }
        guard kept.count > mostRuns else { return kept }
        let bound = kept.map(\.logWeight).sorted(by: >)[mostRuns - 1]
        return Array(kept.filter { $0.logWeight >= bound }.prefix(mostRuns))
    }

    private static func normalised(_ runs: [Run]) -> [Run] {
        var sum = LogSum()
        for run in runs { sum.add(run.logWeight) }
        let total = sum.value
        return runs.map { run in
            var run = run
            run.logWeight -= total
            return run
        }
    }
}
