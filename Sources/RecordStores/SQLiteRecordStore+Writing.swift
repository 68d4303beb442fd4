import GRDB
import HandlerAPI
import Orchestration

extension SQLiteRecordStore {
    /// Opens a run.
    public func beginRun(_ start: RunStart) throws -> RunNumber {
        try StoreErrors.translating(path) {
            try database.write { database in
                let roots = try encode(start.roots)
                try database.execute(
                    sql: """
                        INSERT INTO runs (state, started_at, program_version, roots, detector_version, detector_digest)
                        VALUES (?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        RunRow.State.running.rawValue, start.startedAt, start.programVersion, roots,
                        start.detector.version, start.detector.databaseDigest,
                    ])
                return database.lastInsertedRowID
            }
        }
    }

    /// Closes a run, and keeps its messages.
    public func endRun(
        _ run: RunNumber, state: RunRow.State, at time: String, summary: String, messages: [OutboxDraft]
    ) throws {
        try StoreErrors.translating(path) {
            try database.write { database in
                try database.execute(
                    sql: "UPDATE runs SET state = ?, ended_at = ?, summary = ? WHERE run = ?",
                    arguments: [state.rawValue, time, summary, run])
                for message in messages {
                    try database.execute(
                        sql: """
                            INSERT INTO outbox (run, subscriber, fingerprint, content, state, attempts, created_at)
                            VALUES (?, ?, ?, ?, ?, 0, ?)
                            """,
                        arguments: [
                            run, message.subscriber, message.fingerprint, message.content,
                            OutboxMessage.State.pending.rawValue, time,
                        ])
                }
            }
        }
    }

    /// Removes a record.
    public func deleteRecord(for key: RecordKey) throws -> Bool {
        try StoreErrors.translating(path) {
            try database.write { database in
                try database.execute(
                    sql: "DELETE FROM records WHERE root = ? AND path = ? AND handler = ?",
                    arguments: [key.root, key.path.description, key.handler])
                return database.changesCount > 0
            }
        }
    }

    /// Keeps changes, all in one transaction.
    public func commit(_ changes: [LedgerChange], run: RunNumber, time: String) throws {
        try StoreErrors.translating(path) {
            try database.write { database in
                let commit = try OutcomeCommit(
                    database, run: run, time: time, earlierRecords: earlierRecords)
                for change in changes { try commit.keep(change) }
            }
        }
    }

    /// Removes what vanished, in one transaction.
    public func prune(where isMeant: (LedgerRow) -> Bool) throws -> Int {
        try StoreErrors.translating(path) {
            try database.write { database in
                var meant: [LedgerRow] = []
                let rows = try Row.fetchCursor(database, sql: "SELECT * FROM files WHERE vanished IS NOT NULL")
                while let row = try rows.next() {
                    let row = LedgerRow(row)
                    if isMeant(row) { meant.append(row) }
                }
                for row in meant {
                    for table in ["records", "history", "anomalies", "failures", "files"] {
                        let sql = "DELETE FROM \(table) WHERE root = ? AND path = ?"
                        try database.cachedStatement(sql: sql).execute(arguments: [row.root, row.path.description])
                    }
                }
                return meant.count
            }
        }
    }

    private func encode(_ texts: [String]) throws -> String {
        String(decoding: try JSONText.encoder().encode(texts), as: UTF8.self)
    }
}
