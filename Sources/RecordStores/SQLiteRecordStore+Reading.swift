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
    public func scanRecords(of paths: PathSelection, withStates: Bool, _ body: (RecordRow) throws -> Void) throws {
        let select = try recordSelect(withStates: withStates)
        try scan(select, ("records", "r"), paths, order: "r.root, r.path, r.handler") { try body(RecordRow($0)) }
    }

    /// Calls `body` for each ledger row.
    public func scanLedger(of paths: PathSelection, _ body: (LedgerRow) throws -> Void) throws {
        try scan("SELECT * FROM files f", ("files", "f"), paths, order: "root, path") { try body(LedgerRow($0)) }
    }

    /// Calls `body` for each anomaly.
    public func scanAnomalies(of paths: PathSelection, _ body: (AnomalyRow) throws -> Void) throws {
        try scan("SELECT * FROM anomalies a", ("anomalies", "a"), paths, order: "root, path, handler, ordinal") {
            try body(AnomalyRow($0))
        }
    }

    /// Calls `body` for each failure.
    public func scanFailures(of paths: PathSelection, _ body: (FailureRow) throws -> Void) throws {
        let order = "root, path, run, stage, handler, code, offset, message"
        try scan("SELECT * FROM failures f", ("failures", "f"), paths, order: order) { try body(FailureRow($0)) }
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

    /// Reads rows of `table`, under its alias in `select`, root by root, so that the index on root and path leads to them.
    private func scan(
        _ select: String, _ table: (name: String, alias: String), _ paths: PathSelection, order: String,
        _ body: (Row) throws -> Void
    ) throws {
        try read { database in
            let bounds = Bounds(paths, alias: table.alias)
            let roots = bounds.condition.isEmpty ? [nil] : try Self.roots(of: table.name, database)
            for root in roots {
                let condition = root.map { _ in " WHERE \(table.alias).root = ?" + bounds.condition } ?? ""
                let arguments = StatementArguments([root].compactMap(\.self) + bounds.arguments)
                let sql = select + condition + " ORDER BY " + order
                let rows = try Row.fetchCursor(database, sql: sql, arguments: arguments)
                while let row = try rows.next() { try body(row) }
            }
        }
    }

    /// The roots that `table` has rows of, in order, each found by one step down its index.
    private static func roots(of table: String, _ database: Database) throws -> [String?] {
        try String?.fetchAll(
            database,
            sql: """
                WITH RECURSIVE known(root) AS (
                    SELECT min(root) FROM \(table)
                    UNION ALL
                    SELECT (SELECT min(root) FROM \(table) WHERE root > known.root) FROM known WHERE known.root IS NOT NULL
                )
                SELECT root FROM known WHERE root IS NOT NULL
                """)
    }

    /// What is asked of a path, in SQL.
    private struct Bounds {
        var condition = ""
        var arguments: [String] = []

        init(_ paths: PathSelection, alias: String) {
            switch paths {
            case .only(let path): (condition, arguments) = (" AND \(alias).path = ?", [path.description])
            case .beginning(with: ""): break
            case .beginning(let prefix):
                (condition, arguments) = (" AND \(alias).path >= ?", [prefix])
                guard let end = PathSelection.end(ofPathsBeginningWith: prefix) else { return }
                condition += " AND \(alias).path < ?"
                arguments.append(end)
            }
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
        pairingsJSON = row["pairings"] ?? "[]"
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
