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

    /// Closes a run.
    public func endRun(_ run: RunNumber, state: RunRow.State, at time: String, summary: String) throws {
        try StoreErrors.translating(path) {
            try database.write { database in
                try database.execute(
                    sql: "UPDATE runs SET state = ?, ended_at = ?, summary = ? WHERE run = ?",
                    arguments: [state.rawValue, time, summary, run])
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

    /// Keeps outcomes, all in one transaction.
    public func commit(_ outcomes: [FileOutcome], run: RunNumber, time: String) throws {
        try StoreErrors.translating(path) {
            try database.write { database in
                let commit = try OutcomeCommit(database, run: run, time: time)
                for outcome in outcomes { try commit.keep(outcome) }
            }
        }
    }

    private func encode(_ texts: [String]) throws -> String {
        String(decoding: try JSONText.encoder().encode(texts), as: UTF8.self)
    }
}
