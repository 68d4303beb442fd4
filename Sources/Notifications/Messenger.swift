import FoundationEssentials

/// Takes digests to a subscriber.
public struct Messenger {
    private let subscriber: Subscriber

    /// Makes a messenger to `subscriber`.
    public init(_ subscriber: Subscriber) { self.subscriber = subscriber }

    /// Sends a digest. Where it returns, the other side has taken it.
    ///
    /// - Throws: ``DeliveryError``.
    public func send(_ digest: Digest, at time: Date) throws(DeliveryError) {
        let text = DigestText(digest: digest)
        switch subscriber.channel {
        case .mail(let settings):
            try MailSender(settings: settings).send(
                subject: "trawl: " + text.subject, body: text.body, id: digest.id, at: time)
        case .webhook(let settings):
            try WebhookSender(settings: settings).send(digest, text: text.body)
        case .file(let path): try TextSender.append(text.body + "\n", id: digest.id, to: path)
        case .output: try TextSender.print(text.body)
        }
    }

    /// Sends a message that says only that messages arrive.
    ///
    /// - Throws: ``DeliveryError``.
    public func sendTrial(store: String, at time: Date) throws(DeliveryError) {
        var digest = Digest(
            id: "trial-\(Int(time.timeIntervalSince1970))", store: store, run: 0, roots: ["a trial of notifications"],
            entries: [:])
        digest.anomalyCount = 1
        digest.anomalies = [
            Digest.Offender(
                root: "", path: "example/data.csv", handler: "trial", subject: "example", detector: "none", score: 1,
                reason: "nothing happened: '\(subscriber.name)' is told of runs in this way")
        ]
        try send(digest, at: time)
    }
}
