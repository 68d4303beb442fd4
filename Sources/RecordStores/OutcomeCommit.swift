import GRDB
import HandlerAPI
import Orchestration

/// Writes outcomes within a transaction, with statements prepared once a connection.
struct OutcomeCommit {
    private let database: Database
    private let run: RunNumber
    private let time: String
    /// A store's first run has nothing to replace.
    private let replaces: Bool

    init(_ database: Database, run: RunNumber, time: String) throws {
        self.database = database
        self.run = run
        self.time = time
        replaces =
            try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM runs WHERE run < ?)", arguments: [run])
            ?? true
    }

    func keep(_ file: FileOutcome) throws {
        if replaces { try removeEarlier(file) }
        try keepLedgerRow(file)
        for record in file.records { try keep(record, of: file) }
        var ordinals: [String: Int] = [:]
        for anomaly in file.anomalies {
            try keep(anomaly, ordinal: ordinals[anomaly.handler, default: 0], of: file)
            ordinals[anomaly.handler, default: 0] += 1
        }
        for failure in file.failures { try keep(failure, of: file) }
    }

    private func execute(_ sql: String, _ arguments: StatementArguments) throws {
        let statement = try database.cachedStatement(sql: sql)
        try statement.execute(arguments: arguments)
    }

    private func removeEarlier(_ file: FileOutcome) throws {
        let place: StatementArguments = [file.root, file.path.description]
        try execute("DELETE FROM records WHERE root = ? AND path = ?", place)
        try execute("DELETE FROM anomalies WHERE root = ? AND path = ?", place)
        let standing: FailureRow.Standing = file.outcome == .failed ? .repeated : .resolved
        try execute(
            """
            UPDATE failures SET standing = ?, closed_run = ?
            WHERE root = ? AND path = ? AND standing = 'open' AND run < ? AND NOT (? AND code = 'quarantined')
            """, [standing.rawValue, run, file.root, file.path.description, run, file.isQuarantined])
        // What is no archive in this run may have been one in the last.
        if !file.isQuarantined, try file.isContainer || hasMembers(file) { try removeVanishedMembers(of: file) }
    }

    /// Where the members of `file` lie: '0' follows '/', so this is the range of all texts that begin with the prefix.
    private func members(of file: FileOutcome) -> StatementArguments {
        let first = file.path.prefixOfMembers
        return [file.root, first, first.dropLast() + "0"]
    }

    private func hasMembers(_ file: FileOutcome) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM files WHERE root = ? AND path >= ? AND path < ?)"
        return try Bool.fetchOne(database.cachedStatement(sql: sql), arguments: members(of: file)) ?? false
    }

    private func removeVanishedMembers(of file: FileOutcome) throws {
        let range = members(of: file) + [run]
        for table in ["files", "records", "anomalies"] {
            try execute("DELETE FROM \(table) WHERE root = ? AND path >= ? AND path < ? AND run < ?", range)
        }
        try execute(
            """
            UPDATE failures SET standing = 'resolved', closed_run = ?
            WHERE root = ? AND path >= ? AND path < ? AND standing = 'open' AND run < ?
            """, [run] + range)
    }

    private func keepLedgerRow(_ file: FileOutcome) throws {
        try execute(
            """
            INSERT OR REPLACE INTO files (root, path, outcome, reason, media_type, charset, basis, size, stamp, run)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                file.root, file.path.description, file.outcome.rawValue, file.reason,
                file.verdict?.mediaType.description, file.verdict?.charset, file.verdict?.basis, file.size?.bytes,
                file.stamp?.description, run,
            ])
    }

    private func keep(_ record: HandlerRecord, of file: FileOutcome) throws {
        let notes =
            record.notes.isEmpty
            ? nil : String(decoding: try JSONText.encoder().encode(record.notes), as: UTF8.self)
        try execute(
            """
            INSERT OR REPLACE INTO records (root, path, handler, handler_version, partial, aggregate, notes, run)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                file.root, file.path.description, record.handler, record.handlerVersion, record.isPartial,
                record.aggregate, notes, run,
            ])
    }

    private func keep(_ entry: HandlerAnomaly, ordinal: Int, of file: FileOutcome) throws {
        let anomaly = entry.anomaly
        try execute(
            """
            INSERT INTO anomalies (root, path, handler, ordinal, subject, detector, score, threshold, reason, run)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                file.root, file.path.description, entry.handler, ordinal, anomaly.subject, anomaly.detector,
                anomaly.score, anomaly.threshold, anomaly.reason, run,
            ])
    }

    private func keep(_ failure: Failure, of file: FileOutcome) throws {
        try execute(
            """
            INSERT INTO failures (run, time, root, path, stage, handler, handler_version, code, message, offset,
                attempt, signature, standing) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')
            """,
            [
                run, time, file.root, file.path.description, failure.stage.rawValue, failure.handler,
                failure.handlerVersion, failure.code.description, failure.message, failure.offset, failure.attempt,
                failure.signature,
            ])
    }
}
