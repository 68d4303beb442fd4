import GRDB
import Orchestration

extension SQLiteRecordStore: Outbox {
    /// The messages, oldest first.
    public func messages(unsentOnly: Bool) throws -> [OutboxMessage] {
        try read { database in
            // A store that an earlier version wrote, and that is only read, has no outbox.
            guard try database.tableExists("outbox") else { return [] }
            return try Row.fetchAll(
                database, sql: "SELECT * FROM outbox WHERE state <> 'sent' OR NOT ? ORDER BY message",
                arguments: [unsentOnly]
            ).map { try OutboxMessage($0) }
        }
    }

    /// The message last put there for a subscriber.
    public func lastMessage(for subscriber: String) throws -> OutboxMessage? {
        try read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM outbox WHERE subscriber = ? ORDER BY message DESC LIMIT 1",
                arguments: [subscriber]
            ).map { try OutboxMessage($0) }
        }
    }

    /// Keeps how a message stands.
    public func update(_ message: OutboxMessage) throws {
        try StoreErrors.translating(path) {
            try database.write { database in
                try database.execute(
                    sql: """
                        UPDATE outbox SET state = ?, attempts = ?, next_attempt_at = ?, ended_at = ?, error = ?
                        WHERE message = ?
                        """,
                    arguments: [
                        message.state.rawValue, message.attempts, message.nextAttemptAt, message.endedAt,
                        message.error, message.number,
                    ])
            }
        }
    }
}

extension OutboxMessage {
    fileprivate init(_ row: Row) throws {
        guard let state = State(rawValue: row["state"]) else {
            throw StoreError(.damaged, "the outbox has a message in the unknown state '\(row["state"] as String)'")
        }
        self.init(
            number: row["message"], run: row["run"],
            draft: OutboxDraft(
                subscriber: row["subscriber"], fingerprint: row["fingerprint"], content: row["content"]),
            createdAt: row["created_at"])
        self.state = state
        attempts = row["attempts"]
        nextAttemptAt = row["next_attempt_at"]
        endedAt = row["ended_at"]
        error = row["error"]
    }
}
