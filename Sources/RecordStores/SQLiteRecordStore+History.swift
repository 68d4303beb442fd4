import GRDB
import HandlerAPI
import Orchestration

extension SQLiteRecordStore: RecordHistory {
    /// Earlier records, oldest first.
    public func historyPage(after record: EarlierRecord?, limit: Int) throws -> [EarlierRecord] {
        try read { database in
            // A store that an earlier version wrote, and that is only read, has no history.
            guard try database.tableExists("history") else { return [] }
            var (condition, arguments): (String, StatementArguments) = ("", [])
            if let record {
                condition = "WHERE (root, path, handler, until) > (?, ?, ?, ?)"
                arguments = [record.root, record.path.description, record.record.handler, record.until]
            }
            let sql = """
                SELECT *, NULL AS notes FROM history \(condition) ORDER BY root, path, handler, until LIMIT ?
                """
            return try Row.fetchAll(database, sql: sql, arguments: arguments + [limit]).map {
                EarlierRecord($0)
            }
        }
    }

    /// Puts what comparing files found in the place of what it found before.
    public func replaceComparisons(_ rows: [AnomalyRow], run: RunNumber) throws {
        try StoreErrors.translating(path) {
            try database.write { database in
                var known: [[String]: RunNumber] = [:]
                let earlier = try Row.fetchCursor(database, sql: "SELECT * FROM anomalies WHERE ordinal < 0")
                while let row = try earlier.next() {
                    let row = AnomalyRow(row)
                    known[row.identity] = row.run
                }
                try database.execute(sql: "DELETE FROM anomalies WHERE ordinal < 0")
                var counts: [[String]: Int] = [:]
                for row in rows {
                    let key = [row.root, row.path.description, row.anomaly.handler]
                    counts[key, default: 0] += 1
                    try Self.insert(
                        row, ordinal: -(counts[key] ?? 1), run: known[row.identity] ?? run, into: database)
                }
            }
        }
    }

    private static func insert(
        _ row: AnomalyRow, ordinal: Int, run: RunNumber, into database: Database
    ) throws {
        let anomaly = row.anomaly.anomaly
        let sql = """
            INSERT INTO anomalies (root, path, handler, ordinal, subject, detector, score, threshold, reason, run)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try database.cachedStatement(sql: sql).execute(arguments: [
            row.root, row.path.description, row.anomaly.handler, ordinal, anomaly.subject, anomaly.detector,
            anomaly.score, anomaly.threshold, anomaly.reason, run,
        ])
    }
}

extension EarlierRecord {
    init(_ row: Row) {
        self.init(
            root: row["root"], path: StorePath(escaped: row["path"]), record: HandlerRecord(row), since: row["since"],
            until: row["until"])
    }
}
