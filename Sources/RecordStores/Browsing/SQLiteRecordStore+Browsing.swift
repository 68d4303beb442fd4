import FoundationEssentials
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
            return try Array(
                Row.fetchCursor(database, sql: sql, arguments: conditions.arguments + [limit]).map { LedgerRow($0) })
        }
    }

    /// The ledger rows at these places.
    public func files(at places: [FilePlace]) throws -> [LedgerRow] {
        try read { database in
            let sql = """
                SELECT f.* FROM \(Self.places) CROSS JOIN files f ON f.root = p.value ->> 0 AND f.path = p.value ->> 1
                ORDER BY p.key
                """
            let statement = try database.cachedStatement(sql: sql)
            return try Array(Row.fetchCursor(statement, arguments: [json(of: places)]).map { LedgerRow($0) })
        }
    }

    /// Calls `body` for every ledger row with what it can be found by.
    ///
    /// Records and failures are asked for row by row, as their indexes are in the order of the ledger.
    public func forEachFile(_ body: (FileTraits) throws -> Void) throws {
        try read { database in
            let columns = Set(try database.columns(in: "files").map(\.name))
            let sql = """
                SELECT root, path, outcome, media_type, \(columns.contains("vanished") ? "vanished IS NOT NULL" : "0"),
                    (SELECT group_concat(handler) FROM records r WHERE r.root = f.root AND r.path = f.path),
                    (SELECT group_concat(DISTINCT code) FROM failures x
                        WHERE x.root = f.root AND x.path = f.path AND standing = 'open'),
                    size, \(columns.contains("seconds") ? "seconds" : "NULL")
                FROM files f ORDER BY root, path
                """
            let rows = try Row.fetchCursor(database, sql: sql)
            while let row = try rows.next() {
                var traits = FileTraits(
                    place: FilePlace(root: row[0], path: StorePath(escaped: row[1])),
                    outcome: Outcome(rawValue: row[2]) ?? .failed, mediaType: row[3], isVanished: row[4],
                    handlers: row[5] ?? "", codes: row[6] ?? "")
                (traits.size, traits.seconds) = (row[7], row[8])
                try body(traits)
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

    /// Records of files that `filter` takes, in the order of (root, path, handler).
    public func records(_ filter: FileFilter, after place: RecordKey?, limit: Int) throws -> [RecordRow] {
        var files = filter
        files.handler = nil
        var conditions = files.conditions
        if let handler = filter.handler { conditions.add("r.handler = ?", handler) }
        if let place {
            conditions.add("(r.root, r.path, r.handler) > (?, ?, ?)", place.root, place.path.description, place.handler)
        }
        return try read { database in
            // CROSS JOIN goes through the records in their order, so that a page ends with its last row.
            let sql = """
                SELECT f.*, r.* FROM records r CROSS JOIN files f ON f.root = r.root AND f.path = r.path
                \(conditions.text) ORDER BY r.root, r.path, r.handler LIMIT ?
                """
            return try Array(
                Row.fetchCursor(database, sql: sql, arguments: conditions.arguments + [limit]).map { RecordRow($0) })
        }
    }

    /// The records of the files at these places.
    public func records(at places: [FilePlace], of handler: String?) throws -> [RecordRow] {
        try read { database in
            let sql = """
                SELECT f.*, r.* FROM \(Self.places)
                    CROSS JOIN records r ON r.root = p.value ->> 0 AND r.path = p.value ->> 1
                    CROSS JOIN files f ON f.root = r.root AND f.path = r.path
                \(handler == nil ? "" : "WHERE r.handler = ?") ORDER BY p.key, r.handler
                """
            let arguments = try StatementArguments([json(of: places)] + (handler.map { [$0] } ?? []))
            let statement = try database.cachedStatement(sql: sql)
            return try Array(Row.fetchCursor(statement, arguments: arguments).map { RecordRow($0) })
        }
    }

    /// Places as a source of rows, for a JSON array of pairs of root and path. One statement asks for all of them: rows of one
    /// statement know their columns, where each statement would learn them anew.
    private static let places = "json_each(?) p"

    private func json(of places: [FilePlace]) throws -> String {
        String(decoding: try JSONEncoder().encode(places.map { [$0.root, $0.path.description] }), as: UTF8.self)
    }

    /// How many records each handler keeps of files that have not vanished.
    ///
    /// All are counted by their index, and those of vanished files, which are few, taken away: looking each one's file up
    /// would take a hundred times as long.
    public func recordCounts() throws -> [RecordCount] {
        try read { database in
            let all = try Row.fetchAll(database, sql: "SELECT handler, count(*) FROM records GROUP BY handler")
            var counts = Dictionary(all.map { ($0[0] as String, $0[1] as Int) }) { $0 + $1 }
            if try database.columns(in: "files").contains(where: { $0.name == "vanished" }) {
                let sql = """
                    SELECT r.handler, count(*) FROM files f CROSS JOIN records r ON r.root = f.root AND r.path = f.path
                    WHERE f.vanished IS NOT NULL GROUP BY r.handler
                    """
                for row in try Row.fetchAll(database, sql: sql) { counts[row[0], default: 0] -= row[1] }
            }
            return counts.filter { $0.value > 0 }.map { RecordCount(handler: $0.key, count: $0.value) }
                .sorted { ($1.count, $0.handler) < ($0.count, $1.handler) }
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
        if let text { conditions.add(text: text, inOneOf: "f.path") }
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
