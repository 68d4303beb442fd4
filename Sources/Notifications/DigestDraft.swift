import HandlerAPI
import Orchestration

/// Gathers what one subscriber is told of a run while anomalies and failures of the whole store pass by.
struct DigestDraft {
    private let subscriber: Subscriber
    private let run: RunNumber
    private var digest: Digest
    /// A hash of what stands, whatever run it is of.
    private var standing = TextHash.of([])

    init(
        _ subscriber: Subscriber, of run: RunNumber, _ summary: RunSummary, roots: [String], store: String,
        at time: String
    ) {
        self.subscriber = subscriber
        self.run = run
        var entries = ["found": summary.found, "vanished": summary.vanished]
        for outcome in Outcome.allCases { entries[outcome.rawValue] = summary.count(outcome) }
        let id = "\(run)-" + TextHash.digits(of: [store, time, subscriber.name].joined(separator: "\n"))
        digest = Digest(id: id, store: store, run: run, roots: roots, entries: entries)
    }

    mutating func add(_ row: AnomalyRow) {
        guard subscriber.filter.takes(row) else { return }
        let anomaly = row.anomaly.anomaly
        note([row.root, row.path.description, row.anomaly.handler, anomaly.subject, anomaly.detector])
        digest.standingAnomalyCount += 1
        guard row.run == run else { return }
        digest.anomalyCount += 1
        let score = anomaly.score.isFinite ? anomaly.score : 1
        if digest.anomalies.count == Digest.most, let least = digest.anomalies.last, least.score >= score { return }
        let place = digest.anomalies.firstIndex { $0.score < score } ?? digest.anomalies.count
        let offender = Digest.Offender(
            root: row.root, path: row.path.description, handler: row.anomaly.handler, subject: anomaly.subject,
            detector: anomaly.detector, score: score, reason: anomaly.reason)
        digest.anomalies.insert(offender, at: place)
        if digest.anomalies.count > Digest.most { digest.anomalies.removeLast() }
    }

    mutating func add(_ row: FailureRow) {
        guard subscriber.filter.takes(row) else { return }
        let failure = row.failure
        if row.standing == .open {
            note([row.root, row.path.description, failure.handler ?? "", failure.code.description])
            digest.standingFailureCount += 1
        }
        guard row.run == run else { return }
        digest.failureCount += 1
        guard digest.failures.count < Digest.most else { return }
        digest.failures.append(
            Digest.Fault(
                root: row.root, path: row.path.description, handler: failure.handler, code: failure.code.description,
                message: failure.message))
    }

    private mutating func note(_ parts: [String]) {
        let text = parts.joined(separator: "\u{0}") + "\u{1}"
        standing = standing &* 0x9e37_79b9_7f4a_7c15 ^ TextHash.of(text.utf8)
    }

    /// The message; `nil` where there is nothing to tell.
    ///
    /// - Parameter last: The fingerprint of the message before.
    func message(after last: String?) -> OutboxDraft? {
        let fingerprint = String(standing, radix: 16)
        let isDue =
            switch subscriber.occasion {
            case .anomalies: digest.anomalyCount > 0
            case .failures: digest.failureCount > 0
            case .always: true
            case .change: fingerprint != last ?? String(TextHash.of([]), radix: 16)
            }
        guard isDue else { return nil }
        return OutboxDraft(subscriber: subscriber.name, fingerprint: fingerprint, content: digest.json)
    }
}
