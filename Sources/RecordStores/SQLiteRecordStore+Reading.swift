import FoundationEssentials
import GRDB
import HandlerAPI
import Orchestration

extension SQLiteRecordStore {
    /// What is read of records with the ledger rows of their files. A store that an earlier version wrote, and that is only
    /// read, lacks the columns of later ones.
    private func recordSelect(withStates: Bool = false) throws -> String {
        let names = try read { Set(try $0.columns(in: "records").map(\.name)) }
        let later = ["since"] + (withStates ? ["state"] : [])
        let columns = ["handler", "handler_version", "partial", "aggregate", "notes"] + later.filter(names.contains)
        return "SELECT f.*, " + columns.map { "r.\($0)" }.joined(separator: ", ")
            + " FROM records r JOIN files f ON f.root = r.root AND f.path = r.path"
    }

    /// The record kept under `key`.
    public func record(for key: RecordKey) throws -> RecordRow? {
        let select = try recordSelect()
        return try read { database in
            try Row.fetchOne(
                database, sql: select + " WHERE r.root = ? AND r.path = ? AND r.handler = ?",
                arguments: [key.root, key.path.description, key.handler]
            ).map(RecordRow.init)
        }
    }

    /// How many ledger rows of `run` have each outcome.
    public func ledgerTally(of run: RunNumber) throws -> [Outcome: Int] {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT outcome, count(*) AS n FROM files WHERE run = ? GROUP BY outcome",
                arguments: [run])
            var tally: [Outcome: Int] = [:]
            for row in rows { if let outcome = Outcome(rawValue: row["outcome"]) { tally[outcome] = row["n"] } }
            return tally
        }
    }

    /// Calls `body` for each record.
    public func scanRecords(prefix: String, withStates: Bool, _ body: (RecordRow) throws -> Void) throws {
        let select = try recordSelect(withStates: withStates)
        try scan(select, "r", prefix, order: "r.root, r.path, r.handler") { try body(RecordRow($0)) }
    }

    /// Calls `body` for each ledger row.
    public func scanLedger(prefix: String, _ body: (LedgerRow) throws -> Void) throws {
        try scan("SELECT * FROM files f", "f", prefix, order: "root, path") { try body(LedgerRow($0)) }
    }

    /// Calls `body` for each anomaly.
    public func scanAnomalies(prefix: String, _ body: (AnomalyRow) throws -> Void) throws {
        try scan("SELECT * FROM anomalies a", "a", prefix, order: "root, path, handler, ordinal") {
            try body(AnomalyRow($0))
        }
    }

    /// Calls `body` for each failure.
    public func scanFailures(prefix: String, _ body: (FailureRow) throws -> Void) throws {
        let order = "root, path, run, stage, handler, code, offset, message"
        try scan("SELECT * FROM failures f", "f", prefix, order: order) { try body(FailureRow($0)) }
    }

    /// All runs, oldest first.
    public func runs() throws -> [RunRow] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM runs ORDER BY run").map { try RunRow($0) }
        }
    }

    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try StoreErrors.translating(path) { try database.read(body) }
    }

    private func scan(
        _ select: String, _ table: String, _ prefix: String, order: String, _ body: (Row) throws -> Void
    ) throws {
        try read { database in
            let isBounded = !prefix.isEmpty
            let sql =
                select + (isBounded ? " WHERE \(table).path >= ? AND substr(\(table).path, 1, ?) = ?" : "")
                + " ORDER BY " + order
            let arguments: StatementArguments = isBounded ? [prefix, prefix.unicodeScalars.count, prefix] : []
            let rows = try Row.fetchCursor(database, sql: sql, arguments: arguments)
            while let row = try rows.next() { try body(row) }
        }
    }
}

extension LedgerRow {
    init(_ row: Row) {
        let type: String? = row["media_type"]
        let verdict = type.map {
            Verdict(mediaType: MediaType($0), charset: row["charset"], basis: row["basis"] ?? "")
        }
        self.init(
            root: row["root"], path: StorePath(escaped: row["path"]),
            outcome: Outcome(rawValue: row["outcome"]) ?? .failed, reason: row["reason"], verdict: verdict,
            size: row["size"], run: row["run"])
        if row.hasColumn("stamp") { stamp = (row["stamp"] as String?).flatMap { FileStamp($0) } }
        // A store that an earlier version wrote, and that is only read, lacks the columns of later ones.
        guard row.hasColumn("pairings") else { return }
        pairings = (row["pairings"] as String?).map { [Pairing](json: $0) } ?? []
        detector = row["detector"]
        attempts = row["attempts"]
        digest = row["digest"]
        vanished = row["vanished"]
        if row.hasColumn("seconds") { seconds = row["seconds"] }
    }
}

extension HandlerRecord {
    init(_ row: Row) {
        let notes: String? = row["notes"]
        self.init(
            handler: row["handler"], handlerVersion: row["handler_version"], isPartial: row["partial"],
            aggregate: row["aggregate"], notes: notes.map(decodeTexts) ?? [],
            state: row.hasColumn("state") ? (row["state"] as Data?).map { [UInt8]($0) } : nil)
    }
}

extension RecordRow {
    init(_ row: Row) {
        let since: RunNumber? = row.hasColumn("since") ? row["since"] : nil
        self.init(file: LedgerRow(row), record: HandlerRecord(row), since: since)
    }
}

extension AnomalyRow {
    init(_ row: Row) {
        let anomaly = Anomaly(
            subject: row["subject"], detector: row["detector"], score: row["score"], threshold: row["threshold"],
            reason: row["reason"])
        self.init(
            root: row["root"], path: StorePath(escaped: row["path"]),
            anomaly: HandlerAnomaly(handler: row["handler"], anomaly: anomaly), run: row["run"])
    }
}

extension Failure {
    init(_ row: Row) {
        self.init(
            Stage(rawValue: row["stage"]) ?? .record, FailureCode(row["code"]), row["message"], offset: row["offset"])
        handler = row["handler"]
    }
}

extension FailureRow {
    init(_ row: Row) {
        var failure = Failure(row)
        failure.handlerVersion = row["handler_version"]
        failure.attempt = row["attempt"]
        self.init(
            root: row["root"], path: StorePath(escaped: row["path"]), failure: failure, run: row["run"],
            time: row["time"], standing: Standing(rawValue: row["standing"]) ?? .open)
    }
}

extension RunRow {
    init(_ row: Row) throws {
        let start = RunStart(
            programVersion: row["program_version"], roots: decodeTexts(row["roots"]),
            detector: DetectorIdentity(version: row["detector_version"], databaseDigest: row["detector_digest"]),
            startedAt: row["started_at"])
        self.init(
            number: row["run"], start: start, state: State(rawValue: row["state"]) ?? .running,
            endedAt: row["ended_at"], summary: row["summary"])
    }
}

/// The texts of a JSON array that this module wrote.
func decodeTexts(_ json: String) -> [String] {
    (try? JSONDecoder().decode([String].self, from: Data(json.utf8))) ?? []
}
