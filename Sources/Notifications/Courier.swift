import FoundationEssentials
import Orchestration

/// Sends what waits in the outbox, and keeps there what came of it.
///
/// A message is noted as sent right after its server took it. If the program dies between the two, it is sent again, with the
/// same id (`Message-ID` of a mail, `Idempotency-Key` of a request), by which it is known as a double; a file does not get it
/// twice.
public struct Courier: Sendable {
    /// What came of one message.
    public struct Report: Sendable, Equatable {
        /// Whom it was for.
        public var subscriber: String
        /// The run it is about.
        public var run: RunNumber
        /// How it stands now.
        public var state: OutboxMessage.State
        /// Why it was not sent.
        public var error: String?
    }

    private let subscribers: [String: Subscriber]
    private let outbox: any Outbox
    private let tries: TrySchedule
    private let now: @Sendable () -> Date
    private let wait: @Sendable (Duration) -> Void

    /// Makes a courier.
    ///
    /// - Parameter wait: Waits between tries.
    public init(
        _ subscribers: [Subscriber], outbox: any Outbox, tries: TrySchedule = TrySchedule(),
        now: @escaping @Sendable () -> Date, wait: @escaping @Sendable (Duration) -> Void
    ) {
        self.subscribers = Dictionary(subscribers.map { ($0.name, $0) }) { first, _ in first }
        self.outbox = outbox
        self.tries = tries
        self.now = now
        self.wait = wait
    }

    /// Sends the messages that are due. Those for subscribers that are not known here are left alone.
    ///
    /// - Throws: What the store throws.
    public func sendDue() throws -> [Report] {
        guard !subscribers.isEmpty else { return [] }
        let time = now().ISO8601Format()
        return try send { message in
            message.state == .pending && (message.nextAttemptAt ?? "") <= time
                && subscribers[message.draft.subscriber] != nil
        }
    }

    /// Sends all messages that were not sent, also those that are not due and those abandoned. Those for subscribers that
    /// are not known here are left alone, with a report that says so.
    ///
    /// - Parameter names: Only those for these subscribers; all where there are none.
    /// - Throws: What the store throws.
    public func sendAll(for names: Set<String> = []) throws -> [Report] {
        try send { names.isEmpty || names.contains($0.draft.subscriber) }
    }

    /// Sends messages in their order. Where one could not be sent, those after it to the same subscriber are left for another
    /// time, so that a server that does not answer is waited for once.
    private func send(_ isMeant: (OutboxMessage) -> Bool) throws -> [Report] {
        var unreached: Set<String> = []
        return try outbox.messages(unsentOnly: true).filter(isMeant).map { message in
            var message = message
            let name = message.draft.subscriber
            if unreached.contains(name) {
                message.error = "not tried, as the one before could not be sent"
            } else if let subscriber = subscribers[name] {
                try send(&message, to: subscriber)
                if message.state != .sent { unreached.insert(name) }
            } else {
                message.error = "the configuration has no such subscriber"
            }
            return Report(subscriber: name, run: message.run, state: message.state, error: message.error)
        }
    }

    /// Tries a few times, one shortly after the other, and keeps what came of it.
    private func send(_ message: inout OutboxMessage, to subscriber: Subscriber) throws {
        for pause in tries.pauses {
            wait(pause)
            message.attempts += 1
            let error = fault(message, subscriber)
            message.error = error?.description
            if error == nil { message.state = .sent }
            if error?.isLasting ?? true { break }
        }
        if message.state != .sent {
            message.state = message.attempts >= tries.mostAttempts ? .abandoned : .pending
        }
        let time = now()
        message.endedAt = message.state == .pending ? nil : time.ISO8601Format()
        message.nextAttemptAt =
            message.state == .pending
            ? (time + tries.delay(after: message.attempts).seconds).ISO8601Format() : nil
        try outbox.update(message)
    }

    /// Tries once; why it did not succeed, if so.
    private func fault(_ message: OutboxMessage, _ subscriber: Subscriber) -> DeliveryError? {
        do throws(DeliveryError) {
            let digest = try Digest(json: message.draft.content)
            try Messenger(subscriber).send(digest, at: now())
            return nil
        } catch {
            return error
        }
    }
}

/// When messages that could not be sent are tried again.
public struct TrySchedule: Sendable {
    /// The pauses before the tries that follow each other at once.
    public var pauses: [Duration] = [.zero, .seconds(1), .seconds(3)]
    /// How often a message is tried in all before it is abandoned.
    public var mostAttempts = 60
    /// The pause after the first of these rounds; each is twice as long as the one before.
    public var firstDelay = Duration.seconds(60)
    /// The longest pause.
    public var longestDelay = Duration.seconds(6 * 3_600)

    /// The default schedule: three tries at once, then rounds of three after 1, 2, 4 … 360 minutes, 60 tries in all.
    public init() {}

    /// How long after so many attempts the next is due.
    func delay(after attempts: Int) -> Duration {
        let rounds = max(0, (attempts - 1) / max(1, pauses.count))
        return min(longestDelay, firstDelay * (1 << min(rounds, 20)))
    }
}
