/// A message of a run to a subscriber, to be kept until it is sent.
public struct OutboxDraft: Sendable, Equatable {
    /// Whom it is for.
    public var subscriber: String
    /// The same for messages of the same content, whatever run they are of.
    public var fingerprint: String
    /// What it says, as JSON text.
    public var content: String

    /// Makes a draft.
    public init(subscriber: String, fingerprint: String, content: String) {
        self.subscriber = subscriber
        self.fingerprint = fingerprint
        self.content = content
    }
}

/// A message as it is kept. There is one for each run and subscriber at most.
public struct OutboxMessage: Sendable, Equatable {
    /// How a message stands.
    public enum State: String, Sendable {
        /// It is yet to be sent.
        case pending
        /// It was sent.
        case sent
        /// It was tried so often that it is left until somebody asks for it.
        case abandoned
    }

    /// Its number in the store.
    public var number: Int64
    /// The run it is about.
    public var run: RunNumber
    /// What it says, and to whom.
    public var draft: OutboxDraft
    /// How it stands.
    public var state = State.pending
    /// How often it was tried.
    public var attempts = 0
    /// When it was put there, ISO 8601 in UTC.
    public var createdAt: String
    /// Before when it is not tried again, ISO 8601 in UTC; `nil` for at once.
    public var nextAttemptAt: String?
    /// When it was sent or abandoned, ISO 8601 in UTC.
    public var endedAt: String?
    /// Why it could not be sent the last time.
    public var error: String?

    /// Makes a message that waits.
    public init(number: Int64, run: RunNumber, draft: OutboxDraft, createdAt: String) {
        self.number = number
        self.run = run
        self.draft = draft
        self.createdAt = createdAt
    }
}

/// Keeps messages until they are sent, and what became of them. They are put there with the end of their run
/// (``RecordStore/endRun(_:state:at:summary:messages:)``), so that a run that ended has its messages, whatever happens then.
public protocol Outbox: Sendable {
    /// The messages, oldest first; all of them, or those that were not sent.
    func messages(unsentOnly: Bool) throws -> [OutboxMessage]

    /// The message last put there for a subscriber; `nil` where there is none.
    func lastMessage(for subscriber: String) throws -> OutboxMessage?

    /// Keeps how a message stands.
    func update(_ message: OutboxMessage) throws
}
