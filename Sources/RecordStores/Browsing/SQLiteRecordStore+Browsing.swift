import GRDB
import Orchestration

extension SQLiteRecordStore: StoreBrowser {
    /// A number that is another one once another connection has changed the store.
    public func version() throws -> Int64 {
        try read { try Int64.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }

    /// Ledger rows in the order of (root, path).
    public func files(_ filter: FileFilter, after place: FilePlace?, limit: Int) throws -> [LedgerRow] {
        var conditions = filter.conditions
        if let place { conditions.add("(f.root, f.path) > (?, ?)", place.root, place.path.description) }
        return try read { database in
            let sql = "SELECT * FROM files f \(conditions.text) ORDER BY f.root, f.path LIMIT ?"
            return try Row.fetchAll(database, sql: sql, arguments: conditions.arguments + [limit]).map { LedgerRow($0) }
        }
    }

    /// The ledger rows at these places.
    public func files(at places: [FilePlace]) throws -> [LedgerRow] {
        try read { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM files WHERE root = ? AND path = ?")
            return try places.compactMap { place in
                try Row.fetchOne(statement, arguments: [place.root, place.path.description]).map { LedgerRow($0) }
            }
        }
    }

    /// Calls `body` for every ledger row with what it can be found by.
    ///
    /// Records and failures are asked for row by row, as their indexes are in the order of the ledger.
    public func forEachFile(_ body: (FileTraits) throws -> Void) throws {
        try read { database in
            let hasVanished = try database.columns(in: "files").contains { $0.name == "vanished" }
            let sql = """
                SELECT root, path, outcome, media_type, \(hasVanished ? "vanished IS NOT NULL" : "0"),
                    (SELECT group_concat(handler) FROM records r WHERE r.root = f.root AND r.path = f.path),
                    (SELECT group_concat(DISTINCT code) FROM failures x
                        WHERE x.root = f.root AND x.path = f.path AND standing = 'open')
                FROM files f ORDER BY root, path
                """
            let rows = try Row.fetchCursor(database, sql: sql)
            while let row = try rows.next() {
                try body(
                    FileTraits(
                        place: FilePlace(root: row[0], path: StorePath(escaped: row[1])),
                        outcome: Outcome(rawValue: row[2]) ?? .failed, mediaType: row[3], isVanished: row[4],
                        handlers: row[5] ?? "", codes: row[6] ?? ""))
            }
        }
    }

    /// Everything known of an entry.
    public func story(of place: FilePlace) throws -> FileStory? {
        guard let file = try files(at: [place]).first else { return nil }
        return try read { database in
            var story = FileStory(file: file)
            let key: StatementArguments = [place.root, place.path.description]
            let isMeant = "WHERE root = ? AND path = ?"
            story.records = try Row.fetchAll(
                database, sql: "SELECT * FROM records \(isMeant) ORDER BY handler", arguments: key
            ).map { row in
                let since: RunNumber? = row.hasColumn("since") ? row["since"] : nil
                return RecordRow(file: file, record: HandlerRecord(row), since: since)
            }
            story.anomalies = try Row.fetchAll(
                database, sql: "SELECT * FROM anomalies \(isMeant) ORDER BY score DESC, handler, ordinal",
                arguments: key
            ).map { AnomalyRow($0) }
            story.failures = try Row.fetchAll(
                database, sql: "SELECT * FROM failures \(isMeant) ORDER BY id DESC LIMIT 100", arguments: key
            ).map { FailureRow($0) }
            guard try database.tableExists("history") else { return story }
            story.earlier = try Row.fetchAll(
                database, sql: "SELECT *, NULL AS notes FROM history \(isMeant) ORDER BY until DESC, handler",
                arguments: key
            ).map { EarlierRecord($0) }
            return story
        }
    }

    /// Records in the order of (root, path, handler).
    public func records(_ filter: RecordFilter, after place: RecordKey?, limit: Int) throws -> [RecordRow] {
        var conditions = Conditions()
        if let handler = filter.handler { conditions.add("r.handler = ?", handler) }
        if let prefix = filter.prefix { conditions.add(prefix: prefix, of: "r.path") }
        if let place {
            conditions.add("(r.root, r.path, r.handler) > (?, ?, ?)", place.root, place.path.description, place.handler)
        }
        return try read { database in
            let sql = """
                SELECT f.*, r.* FROM records r JOIN files f ON f.root = r.root AND f.path = r.path
                \(conditions.text) ORDER BY r.root, r.path, r.handler LIMIT ?
                """
            return try Row.fetchAll(database, sql: sql, arguments: conditions.arguments + [limit]).map { RecordRow($0) }
        }
    }

    /// Runs, the latest first.
    public func runs(before number: RunNumber?, limit: Int) throws -> [RunRow] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM runs WHERE run < ? ORDER BY run DESC LIMIT ?",
                arguments: [number ?? .max, limit]
            ).map { try RunRow($0) }
        }
    }
}

extension FileFilter {
    fileprivate var conditions: Conditions {
        var conditions = Conditions()
        if let root { conditions.add("f.root = ?", root) }
        if let outcome { conditions.add("f.outcome = ?", outcome.rawValue) }
        if let mediaType { conditions.add("f.media_type = ?", mediaType) }
        if let isVanished { conditions.add(isVanished ? "f.vanished IS NOT NULL" : "f.vanished IS NULL") }
        if let prefix { conditions.add(prefix: prefix, of: "f.path") }
        if let text {
            // LIKE takes letters of ASCII for the same in both cases.
            let pattern = text.replacing("~", with: "~~").replacing("%", with: "~%").replacing("_", with: "~_")
            conditions.add("f.path LIKE ? ESCAPE '~'", "%" + pattern + "%")
        }
        if let handler {
            conditions.add(
                "EXISTS (SELECT 1 FROM records r WHERE r.root = f.root AND r.path = f.path AND r.handler = ?)", handler)
        }
        if let code {
            conditions.add(
                """
                EXISTS (SELECT 1 FROM failures x
                    WHERE x.root = f.root AND x.path = f.path AND x.standing = 'open' AND x.code = ?)
                """, code)
        }
        return conditions
    }
}
