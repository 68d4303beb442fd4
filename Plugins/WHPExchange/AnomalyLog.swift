import HandlerAPI

/// Reports anomalies so that a bad column does not bury the rest: of a detector and subject the first few one by one, the
/// others together.
struct AnomalyLog {
    /// How many of a kind are reported one by one.
    static let shownOfAKind = 5

    private struct Kind: Hashable {
        let detector: String
        let subject: String
    }

    private struct Tally {
        var count = 0
        var worstScore = 0.0
        var lastLine = 0
    }

    private var tallies: [Kind: Tally] = [:]
    private var order: [Kind] = []

    /// Reports an anomaly seen in a line, or counts it where there were enough of its kind.
    mutating func report(
        _ detector: String, _ subject: String, score: Double, line: Int, to findings: inout Findings,
        reason: @autoclosure () -> String
    ) {
        let kind = Kind(detector: detector, subject: subject)
        if tallies[kind] == nil { order.append(kind) }
        var tally = tallies[kind] ?? Tally()
        tally.count += 1
        if tally.count <= Self.shownOfAKind {
            let text = "line \(line): \(reason())"
            findings.report(Anomaly(subject: subject, detector: detector, score: score, reason: text))
        } else {
            tally.worstScore = max(tally.worstScore, score)
            tally.lastLine = max(tally.lastLine, line)
        }
        tallies[kind] = tally
    }

    /// Reports, for each kind, how many more there were.
    func summarise(to findings: inout Findings) {
        for kind in order {
            guard let tally = tallies[kind], tally.count > Self.shownOfAKind else { continue }
            let more = tally.count - Self.shownOfAKind
            findings.report(
                Anomaly(
                    subject: kind.subject, detector: kind.detector, score: tally.worstScore,
                    reason: "\(more) more of this kind, the last in line \(tally.lastLine); \(tally.count) in all"))
        }
    }
}
