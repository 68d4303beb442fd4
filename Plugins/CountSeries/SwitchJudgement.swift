import AnomalyScoring

/// Decides whether the switches of a window are out of the ordinary.
struct SwitchJudgement {
    let window: CountWindow
    let switchPoint: PoissonSwitchPoint
    let segmentation: PoissonSegmentation
    let options: CountSeriesOptions

    /// The verdict: one switch first, then several.
    var judged: Judgement {
        guard window.days.count >= 2 * options.edge else { return Judgement(.tooShort) }
        return oneSwitch ?? severalSwitches ?? Judgement(.normal)
    }

    /// The places of a switch far enough from both ends.
    private var inner: ClosedRange<Int> { options.edge...window.days.count - options.edge }

    private var oneSwitch: Judgement? {
        let position = Int(switchPoint.position.rounded())
        let (before, after) = (switchPoint.rateBefore, switchPoint.rateAfter)
        let isDrop = before > after
        guard inner.contains(position), switchPoint.switchProbability >= options.probability,
            RateRatio(before, after).isAtLeast(options.ratio)
        else { return nil }
        let score = switchPoint.probability(ofRatio: options.ratio, isDrop: isDrop, at: inner)
        return Judgement(
            isDrop ? .drop : .surge, score: max(SeriesAssessment.leastScore, score),
            reason: "counts \(isDrop ? "fell" : "rose") from \(ShortNumber.text(before)) to "
                + "\(ShortNumber.text(after)) a day \(place), \(RateRatio(before, after)); expected less than "
                + "\(ShortNumber.text(options.ratio)) times; a switch has "
                + ShortNumber.chance(switchPoint.switchProbability))
    }

    /// When the switch is, and in which interval.
    private var place: String {
        let interval = switchPoint.interval(of: options.credible)
        let days = [switchPoint.mode, interval.lowerBound, interval.upperBound].map { row in
            window.day(ofRow: min(row, window.days.count - 1))?.description ?? ""
        }
        let mass = ShortNumber.percent(options.credible)
        return days[1] == days[2]
            ? "on \(days[0])" : "on about \(days[0]) (\(mass) between \(days[1]) and \(days[2]))"
    }

    private var severalSwitches: Judgement? {
        let segments = segmentation.segments
        let chance = 1 - segmentation.steadyProbability
        guard segments.count > 2, chance >= options.probability else { return nil }
        let isStep = zip(segments, segments.dropFirst()).contains { earlier, later in
            min(earlier.end - earlier.start, later.end - later.start) >= options.edge
                && RateRatio(earlier.rate, later.rate).isAtLeast(options.ratio)
        }
        guard isStep else { return nil }
        let rates = segments.map { ShortNumber.text($0.rate) }.joined(separator: ", ")
        let days = segments.dropFirst().compactMap { window.day(ofRow: $0.start)?.description }
        return Judgement(
            .steps, score: max(SeriesAssessment.leastScore, chance),
            reason: "counts changed \(segments.count - 1) times: \(rates) a day, with switches on "
                + "\(days.joined(separator: ", ")); expected rates less than \(ShortNumber.text(options.ratio)) "
                + "times each other; any switch has " + ShortNumber.chance(chance))
    }
}

/// How many times one rate the other is, both rounded to whole counts, the higher over the lower.
struct RateRatio: CustomStringConvertible {
    private let high: Double
    private let low: Double

    /// Takes two rates of 0 or more.
    init(_ first: Double, _ second: Double) {
        high = max(first, second).rounded()
        low = min(first, second).rounded()
    }

    /// The ratio; `nil` where the lower rate rounds to 0.
    var value: Double? { low > 0 ? high / low : nil }

    /// Whether it is `bound` or more; any rate is infinitely many times none.
    func isAtLeast(_ bound: Double) -> Bool { value.map { $0 >= bound } ?? (high > 0) }

    /// The ratio in words.
    var description: String { value.map { "\(ShortNumber.text($0)) times" } ?? "to or from next to nothing" }
}
