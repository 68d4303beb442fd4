import AnomalyScoring
import Glibc

/// Decides what is to be said of a window.
struct SeriesAssessment {
    /// The score of a verdict, at least, that the rules and not the score decide.
    static let leastScore = 0.5

    let verdict: SeriesVerdict
    /// How sure the verdict is, from 0.5 to 1; 0 where nothing is out of the ordinary.
    let score: Double
    /// A sentence of what was seen and what was expected; empty where nothing is out of the ordinary.
    let reason: String
    let switchPoint: PoissonSwitchPoint?
    let segmentation: PoissonSegmentation?

    /// Looks at a window.
    ///
    /// - Parameter earlierMean: The mean of the counts before the window, if there are any.
    init(_ window: CountWindow, earlierMean: Double?, by options: CountSeriesOptions) {
        let counts = window.counts
        switchPoint = PoissonSwitchPoint(counts)
        segmentation = PoissonSegmentation(counts)
        let judged: Judgement
        if let switchPoint, let segmentation {
            let judgement = SwitchJudgement(
                window: window, switchPoint: switchPoint, segmentation: segmentation, options: options)
            judged = Self.dead(window, by: options) ?? judgement.judged
        } else {
            judged = Self.silent(window, earlierMean: earlierMean, by: options)
        }
        (verdict, score, reason) = (judged.verdict, judged.score, judged.reason)
    }

    /// Zeros at the end that the counts before make improbable: with the posterior of their rate, `r` zeros have the
    /// probability `(t / (t + r))^(C + 1)`, where `C` was counted and `t` is the rows before and one over the prior's mean.
    private static func dead(_ window: CountWindow, by options: CountSeriesOptions) -> Judgement? {
        let counts = window.counts
        let zeros = counts.reversed().prefix { $0 == 0 }.count
        let before = counts.dropLast(zeros)
        guard zeros >= options.deadRows, !before.isEmpty, let last = window.day(ofRow: before.count - 1) else {
            return nil
        }
        let sum = Double(before.reduce(0, +))
        let time = Double(before.count) + Double(counts.count) / sum
        let chance = exp(-(sum + 1) * log1p(Double(zeros) / time))
        guard chance <= options.deadChance else { return nil }
        let mean = ShortNumber.text(sum / Double(before.count))
        return Judgement(
            .dead, score: max(leastScore, 1 - chance),
            reason: "nothing counted in the last \(zeros) rows, since \(last), after \(mean) a day in the "
                + "\(ShortNumber.rows(before.count)) up to then; at that rate so many zeros have "
                + ShortNumber.chance(chance))
    }

    private static func silent(
        _ window: CountWindow, earlierMean: Double?, by options: CountSeriesOptions
    ) -> Judgement {
        guard window.days.count >= options.deadRows, let first = window.days.first?.day,
            let last = window.days.last?.day
        else { return Judgement(.tooShort) }
        let before = earlierMean.map { "; the mean before was \(ShortNumber.text($0)) a day" } ?? ""
        return Judgement(
            .silent, score: 1,
            reason: "nothing counted in any of the \(window.days.count) rows from \(first) to \(last)\(before)")
    }
}

/// A verdict with its score and reason.
struct Judgement {
    let verdict: SeriesVerdict
    let score: Double
    let reason: String

    /// Makes a judgement.
    init(_ verdict: SeriesVerdict, score: Double = 0, reason: String = "") {
        self.verdict = verdict
        self.score = score
        self.reason = reason
    }
}
