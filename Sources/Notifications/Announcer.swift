import Orchestration

/// Says at the end of a run whom to tell of it, and what.
public struct Announcer: Sendable {
    private let subscribers: [Subscriber]
    private let records: any RecordStore & Outbox
    private let store: String

    /// Makes an announcer.
    ///
    /// - Parameters:
    ///   - records: What the run wrote to.
    ///   - store: Where that lies, to be named to people.
    public init(_ subscribers: [Subscriber], records: any RecordStore & Outbox, store: String) {
        self.subscribers = subscribers
        self.records = records
        self.store = store
    }

    /// The messages of a run, one a subscriber at most.
    ///
    /// - Throws: What the store throws.
    public func messages(of run: RunNumber, _ summary: RunSummary) throws -> [OutboxDraft] {
        guard !subscribers.isEmpty else { return [] }
        let start = try records.runs().first { $0.number == run }?.start
        var drafts = subscribers.map {
            DigestDraft($0, of: run, summary, roots: start?.roots ?? [], store: store, at: start?.startedAt ?? "")
        }
        try records.scanAnomalies(of: .all) { row in for index in drafts.indices { drafts[index].add(row) } }
        try records.scanFailures(of: .all) { row in for index in drafts.indices { drafts[index].add(row) } }
        return try zip(subscribers, drafts).compactMap { subscriber, draft in
            draft.message(after: try records.lastMessage(for: subscriber.name)?.draft.fingerprint)
        }
    }
}
