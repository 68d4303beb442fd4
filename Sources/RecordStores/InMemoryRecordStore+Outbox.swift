import Orchestration
import Synchronization

extension InMemoryRecordStore: Outbox {
    /// The messages, oldest first.
    public func messages(unsentOnly: Bool) -> [OutboxMessage] {
        state.withLock { $0.messages.filter { !unsentOnly || $0.state != .sent } }
    }

    /// The message last put there for a subscriber.
    public func lastMessage(for subscriber: String) -> OutboxMessage? {
        state.withLock { $0.messages.last { $0.draft.subscriber == subscriber } }
    }

    /// Keeps how a message stands.
    public func update(_ message: OutboxMessage) {
        state.withLock { state in
            guard let index = state.messages.firstIndex(where: { $0.number == message.number }) else { return }
            state.messages[index] = message
        }
    }
}
