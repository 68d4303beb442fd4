import FoundationEssentials
import GRDB
import HandlerAPI
import Orchestration

/// Writes changes of the ledger within a transaction, with statements prepared once a connection.
///
/// Earlier rows are removed before, rather than replaced by, the new ones: for each statement that may replace rows of a table
/// with indexes, SQLite writes the pages that it changes to a journal of its own.
struct OutcomeCommit {
    private let database: Database
    private let run: RunNumber
    private let time: String
    /// A store's first run has nothing to replace but what it tried before itself.
    private let replaces: Bool
    private let hasSuspects: Bool
    /// How many earlier records of a key are kept.
    private let earlierRecords: Int

    init(_ database: Database, run: RunNumber, time: String, earlierRecords: Int) throws {
        self.database = database
        self.earlierRecords = earlierRecords
        self.run = run
        self.time = time
        replaces =
            try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM runs WHERE run < ?)", arguments: [run])
            ?? true
        hasSuspects = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM suspects)") ?? true
    }

    func keep(_ change: LedgerChange) throws {
        switch change {
        case .handled(let file): try keep(file)
        case .confirmed(let confirmation): try confirm(confirmation)
        case .vanished(let root, let path): try miss(root, path)
        case .unpacking(let root, let path, let pairings): try unsettle(root, path, pairings)
        }
    }

    private func keep(_ file: FileOutcome) throws {
        if hasSuspects {
            try execute("DELETE FROM suspects WHERE root = ? AND path = ?", [file.root, file.path.description])
        }
        var since: [String: RunNumber] = [:]
        if try replaces || isKnown(file) {
            try closeFailures(of: file)
            if file.isUnseen, try keepSight(of: file) {
                for failure in file.failures { try keep(failure, of: file) }
                return
            }
            since = try remember(file)
            try removeEarlier(file)
        }
        try keepLedgerRow(file)
        for record in file.records { try keep(record, since: since[record.handler] ?? run, of: file) }
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

    /// Keeps what the records of a file were, where they are other ones now.
    ///
    /// - Returns: From which run on those that stay as they are were so.
    private func remember(_ file: FileOutcome) throws -> [String: RunNumber] {
        var since: [String: RunNumber] = [:]
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT handler, handler_version, partial, aggregate, notes, run, since FROM records
                    WHERE root = ? AND path = ?
                    """),
            arguments: [file.root, file.path.description])
        for row in rows {
            let (earlier, written): (HandlerRecord, RunNumber) = (HandlerRecord(row), row["run"])
            let first: RunNumber = row["since"] ?? written
            if let record = file.records.first(where: { $0.handler == earlier.handler }), record.isAs(earlier) {
                since[record.handler] = first
            } else if written < run, earlierRecords > 0 {
                try remember(earlier, since: first, of: file)
            }
        }
        return since
    }

    private func remember(_ record: HandlerRecord, since: RunNumber, of file: FileOutcome) throws {
        let key: StatementArguments = [file.root, file.path.description, record.handler]
        try execute(
            """
            INSERT OR REPLACE INTO history
                (root, path, handler, handler_version, partial, aggregate, since, until)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, key + [record.handlerVersion, record.isPartial, record.aggregate, since, run])
        try execute(
            """
            DELETE FROM history WHERE root = ? AND path = ? AND handler = ? AND until <=
                (SELECT until FROM history WHERE root = ? AND path = ? AND handler = ?
                 ORDER BY until DESC LIMIT 1 OFFSET ?)
            """, key + key + [earlierRecords])
    }

    private func removeEarlier(_ file: FileOutcome) throws {
        let place: StatementArguments = [file.root, file.path.description]
        try execute("DELETE FROM files WHERE root = ? AND path = ?", place)
        try execute("DELETE FROM records WHERE root = ? AND path = ?", place)
        try execute("DELETE FROM anomalies WHERE root = ? AND path = ?", place)
        // What is no archive in this run may have been one in the last.
        if try !file.keepsMembers && (file.isContainer || hasMembers(file)) {
            try removeVanishedMembers(of: file)
        }
    }

    /// Closes the failures that were open, but for those that were not tried again.
    private func closeFailures(of file: FileOutcome) throws {
        let standing: FailureRow.Standing = file.outcome == .failed ? .repeated : .resolved
        let kept = file.standingFailures.map(\.identity)
        let sql =
            "SELECT id, stage, handler, code, message, offset FROM failures "
            + "WHERE root = ? AND path = ? AND standing IN ('open', 'vanished')"
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: sql), arguments: [file.root, file.path.description])
        for row in rows {
            let id: Int64 = row["id"]
            if kept.contains(Failure(row).identity) {
                try execute("UPDATE failures SET standing = 'open', closed_run = NULL WHERE id = ?", [id])
            } else {
                try execute(
                    "UPDATE failures SET standing = ?, closed_run = ? WHERE id = ?", [standing.rawValue, run, id])
            }
        }
    }

    /// Notes how a file ended that was not seen, where something is known of it.
    private func keepSight(of file: FileOutcome) throws -> Bool {
        try execute(
            """
            UPDATE files SET outcome = ?, reason = ?, stamp = NULL, attempts = ?, vanished = NULL, run = ?
            WHERE root = ? AND path = ?
            """,
            [file.outcome.rawValue, file.reason, file.attempts, run, file.root, file.path.description])
        return database.changesCount > 0
    }

    private func confirm(_ confirmation: Confirmation) throws {
        try execute(
            """
            UPDATE files SET stamp = ?, setup = ?, detector = ?, digest = coalesce(?, digest), vanished = NULL
            WHERE root = ? AND path = ?
            """,
            [
                confirmation.stamp?.description, confirmation.setup, confirmation.detector, confirmation.digest,
                confirmation.root, confirmation.path.description,
            ])
        let range = members(of: confirmation.path, root: confirmation.root)
        try execute(
            """
            UPDATE files SET stamp = ?, setup = ?, detector = ?, vanished = NULL
            WHERE root = ? AND path >= ? AND path < ?
            """, [confirmation.stamp?.description, confirmation.setup, confirmation.detector] + range)
        try reopen("path = ?", [confirmation.root, confirmation.path.description])
        try reopen("path >= ? AND path < ?", range)
    }

    private func reopen(_ condition: String, _ place: StatementArguments) throws {
        try execute(
            """
            UPDATE failures SET standing = 'open', closed_run = NULL
            WHERE root = ? AND \(condition) AND standing = 'vanished'
            """, place)
    }

    private func miss(_ root: String, _ path: StorePath) throws {
        try execute(
            "UPDATE files SET vanished = ? WHERE root = ? AND path = ? AND vanished IS NULL",
            [run, root, path.description])
        if hasSuspects {
            try execute("DELETE FROM suspects WHERE root = ? AND path = ?", [root, path.description])
        }
        try execute(
            """
            UPDATE failures SET standing = 'vanished', closed_run = ?
            WHERE root = ? AND path = ? AND standing = 'open'
            """, [run, root, path.description])
    }

    private func unsettle(_ root: String, _ path: StorePath, _ pairings: [Pairing]) throws {
        try execute(
            "UPDATE files SET pairings = ?, setup = NULL, digest = NULL WHERE root = ? AND path = ?",
            [pairings.isEmpty ? nil : pairings.json, root, path.description])
    }

    /// Where the members of an archive lie: '0' follows '/', so this is the range of all texts that begin with the prefix.
    private func members(of path: StorePath, root: String) -> StatementArguments {
        let first = path.prefixOfMembers
        return [root, first, first.dropLast() + "0"]
    }

    private func isKnown(_ file: FileOutcome) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM files WHERE root = ? AND path = ?)"
        return try Bool.fetchOne(
            database.cachedStatement(sql: sql), arguments: [file.root, file.path.description]) ?? false
    }

    private func hasMembers(_ file: FileOutcome) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM files WHERE root = ? AND path >= ? AND path < ?)"
        return try Bool.fetchOne(database.cachedStatement(sql: sql), arguments: members(of: file.path, root: file.root))
            ?? false
    }

    private func removeVanishedMembers(of file: FileOutcome) throws {
        let range = members(of: file.path, root: file.root) + [run]
        try execute(
            """
            DELETE FROM history WHERE root = ? AND path >= ? AND path < ?
                AND path IN (SELECT path FROM files WHERE root = ? AND path >= ? AND path < ? AND run < ?)
            """, members(of: file.path, root: file.root) + range)
        for table in ["files", "records", "anomalies"] {
            try execute("DELETE FROM \(table) WHERE root = ? AND path >= ? AND path < ? AND run < ?", range)
        }
        try execute(
            """
            UPDATE failures SET standing = 'resolved', closed_run = ?
            WHERE root = ? AND path >= ? AND path < ? AND standing IN ('open', 'vanished') AND run < ?
            """, [run] + range)
    }

    private func keepLedgerRow(_ file: FileOutcome) throws {
        try execute(
            """
            INSERT INTO files (root, path, outcome, reason, media_type, charset, basis, size, stamp, pairings,
                setup, detector, attempts, digest, run, seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                file.root, file.path.description, file.outcome.rawValue, file.reason,
                file.verdict?.mediaType.description, file.verdict?.charset, file.verdict?.basis, file.size?.bytes,
                file.stamp?.description, file.pairings.isEmpty ? nil : file.pairings.json, file.setup, file.detector,
                file.attempts, file.digest, run, file.seconds,
            ])
    }

    private func keep(_ record: HandlerRecord, since: RunNumber, of file: FileOutcome) throws {
        let notes =
            record.notes.isEmpty
            ? nil : String(decoding: try JSONText.encoder().encode(record.notes), as: UTF8.self)
        try execute(
            """
            INSERT INTO records
                (root, path, handler, handler_version, partial, aggregate, notes, run, since, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                file.root, file.path.description, record.handler, record.handlerVersion, record.isPartial,
                record.aggregate, notes, run, since, record.state.map { Data($0) },
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

extension Failure {
    /// What tells one failure of a file from another.
    fileprivate var identity: [String] {
        [stage.rawValue, handler ?? "", code.description, message, offset.map(String.init) ?? ""]
    }
}
