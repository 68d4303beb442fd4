import GRDB
import HandlerAPI
import Orchestration

extension SQLiteRecordStore {
    /// What the ledger knows of the entries of a root.
    public func ledgerPage(_ query: LedgerQuery) throws -> [LedgerMark] {
        try read { database in
            let end = PathSelection.end(ofPathsBeginningWith: query.prefix)
            let sql = """
                SELECT path, outcome, stamp, CASE WHEN stamp IS NULL THEN reason END, attempts, vanished, digest,
                    setup IS ?, detector, CASE WHEN setup IS NOT ? THEN media_type END, charset, basis, pairings
                FROM files
                WHERE root = ? AND \(query.after == nil ? "path >= ?" : "path > ?")\(end == nil ? "" : " AND path < ?") AND run < ?
                ORDER BY path LIMIT ?
                """
            let first = query.after?.description ?? query.prefix
            let arguments: StatementArguments =
                [query.setup, query.setup, query.root, first] + StatementArguments([end].compactMap(\.self))
                + [query.before, query.limit]
            let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
            var marks: [LedgerMark] = []
            while let row = try rows.next() { marks.append(LedgerMark(row, hasDetails: query.setup == nil)) }
            return marks
        }
    }

    /// Everything that is kept of an entry.
    public func standing(root: String, path: StorePath) throws -> StandingOutcome? {
        let place: StatementArguments = [root, path.description]
        return try read { database -> StandingOutcome? in
            func rows(_ sql: String) throws -> [Row] {
                try Row.fetchAll(database.cachedStatement(sql: sql), arguments: place)
            }
            guard let file = try rows("SELECT * FROM files WHERE root = ? AND path = ?").first else {
                return StandingOutcome?.none
            }
            let records = try rows("SELECT * FROM records WHERE root = ? AND path = ? ORDER BY handler")
            let anomalies = try rows(
                "SELECT * FROM anomalies WHERE root = ? AND path = ? AND ordinal >= 0 ORDER BY handler, ordinal")
            let failures = try rows(
                "SELECT * FROM failures WHERE root = ? AND path = ? AND standing IN ('open', 'vanished') ORDER BY id")
            return StandingOutcome(
                row: LedgerRow(file), records: records.map { HandlerRecord($0) },
                anomalies: anomalies.map { AnomalyRow($0).anomaly }, failures: failures.map { FailureRow($0).failure })
        }
    }

    /// An entry whose content has this digest, and that was handled.
    public func standing(digest: String) throws -> StandingOutcome? {
        let place = try read { database in
            try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT root, path FROM files WHERE digest = ? AND stamp IS NOT NULL ORDER BY root, path LIMIT 1
                        """), arguments: [digest])
        }
        return try place.flatMap { try standing(root: $0["root"], path: StorePath(escaped: $0["path"])) }
    }

    /// The entries that were under way when a run ended abruptly: those noted before, and those of the last run.
    public func suspects() throws -> [Suspect] {
        let remains = FlightFile.remains(at: path + Self.flightSuffix)
        return try StoreErrors.translating(path) {
            try database.write { database in
                for entry in remains.entries {
                    let isCrash = remains.signal != 0
                    try database.cachedStatement(
                        sql: """
                            INSERT INTO suspects (root, path, crashes, kills) VALUES (?, ?, ?, ?)
                            ON CONFLICT DO UPDATE SET crashes = crashes + excluded.crashes, kills = kills + excluded.kills
                            """
                    ).execute(arguments: [
                        entry.root, entry.path.description, entry.isAlone && isCrash ? 1 : 0,
                        entry.isAlone && !isCrash ? 1 : 0,
                    ])
                }
                return try Row.fetchAll(database, sql: "SELECT * FROM suspects ORDER BY root, path").map { row in
                    Suspect(
                        root: row["root"], path: StorePath(escaped: row["path"]), crashes: row["crashes"],
                        kills: row["kills"])
                }
            }
        }
    }

    /// Opens a log of what is under way, in a file beside the store that goes when the log does.
    public func flightLog(slots: Int) throws -> any FlightLog {
        try FlightFile(at: path + Self.flightSuffix, slots: slots)
    }

    private static var flightSuffix: String { ".flight" }

    /// What a run left behind, counted from what is kept.
    public func summary(of run: RunNumber) throws -> RunSummary {
        var summary = RunSummary()
        summary.outcomes = try ledgerTally(of: run)
        return try read { database in
            func tally(_ sql: String, _ body: (Row) -> Void) throws {
                let rows = try Row.fetchCursor(database, sql: sql, arguments: [run])
                while let row = try rows.next() { body(row) }
            }
            try tally(
                "SELECT media_type, count(*) FROM files WHERE run = ? AND media_type IS NOT NULL GROUP BY media_type"
            ) { summary.byMediaType[MediaType($0[0])] = $0[1] }
            try tally("SELECT handler, count(*) FROM records WHERE run = ? GROUP BY handler") {
                summary.byHandler[$0[0], default: .init()].recorded = $0[1]
            }
            try tally("SELECT handler, count(*) FROM anomalies WHERE run = ? AND ordinal >= 0 GROUP BY handler") {
                summary.byHandler[$0[0], default: .init()].anomalies = $0[1]
            }
            try tally(
                """
                SELECT handler, count(DISTINCT root || char(0) || path) FROM failures
                WHERE run = ? AND standing = 'open' AND handler IS NOT NULL GROUP BY handler
                """
            ) { summary.byHandler[$0[0], default: .init()].failed = $0[1] }
            summary.anomalies = summary.byHandler.values.reduce(0) { $0 + $1.anomalies }
            return summary
        }
    }
}

extension LedgerMark {
    /// Reads the columns of a page by their places: names would be looked up for each row.
    fileprivate init(_ row: Row, hasDetails: Bool) {
        let path: String = row[0]
        let outcome: String = row[1]
        let stamp: String? = row[2]
        self.init(
            path: StorePath(escaped: path), outcome: Outcome(rawValue: outcome) ?? .failed,
            stamp: stamp.flatMap { FileStamp($0) }, reason: row[3], attempts: row[4], vanished: row[5], digest: row[6])
        let isSameSetup: Bool = row[7]
        guard hasDetails || !isSameSetup else { return }
        let type: String? = row[9]
        let pairings: String? = row[12]
        details = Details(
            detector: row[8] ?? 0,
            verdict: type.map { Verdict(mediaType: MediaType($0), charset: row[10], basis: row[11] ?? "") },
            pairings: pairings.map { [Pairing](json: $0) } ?? [])
    }
}
