import FoundationEssentials
import GRDB
import GRDBSQLite
import Orchestration

/// Answers queries on a connection of its own, which can change nothing, and can open no other file.
///
/// One query runs at a time; whoever has several to answer at once makes several of these.
public final class SQLiteQueryRunner: QueryRunner {
    /// Pages that a connection keeps, in KiB: what is sorted or grouped beyond them goes to a temporary file.
    private static let cacheSize = 32 << 10
    /// The first migration that stores have the views from, and those whose tables the views need.
    private static let viewsMigration = "6"
    private static let neededMigration = "3"

    private let path: String
    private let database: any DatabaseReader & Sendable

    /// Opens the store at `path`, also while a run writes to it.
    ///
    /// - Throws: ``StoreError``: `missing`, `notAStore`, `newerVersion`, `olderVersion`.
    public convenience init(at path: String) throws {
        try self.init(SQLiteRecordStore.openForReading(at: path))
    }

    /// Opens a connection of its own to a store that is open already.
    ///
    /// - Throws: ``StoreError``: `olderVersion`.
    public convenience init(beside store: SQLiteRecordStore) throws { try self.init(store.reader()) }

    /// Takes the connection of `store`.
    private init(_ store: SQLiteRecordStore) throws {
        path = store.path
        database = store.database
        let path = path
        try StoreErrors.translating(path) {
            try database.unsafeRead { database in
                try Self.addViews(to: database, path)
                QueryFunctions.add(to: database)
                // No file but the store, whatever a query says.
                sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_ATTACHED, 0)
                try database.execute(sql: "PRAGMA cache_size = -\(Self.cacheSize); PRAGMA query_only = 1")
            }
        }
    }

    /// A store that an earlier version wrote, and that is only read, lacks the views; this connection gets its own.
    private static func addViews(to database: Database, _ path: String) throws {
        let known = Set(try String.fetchAll(database, sql: "SELECT identifier FROM grdb_migrations"))
        if known.contains(viewsMigration) { return }
        guard known.contains(neededMigration) else {
            throw StoreError(
                .olderVersion,
                "\(path) was written by an earlier version of trawl; the next run brings it up to date: "
                    + "trawl run DIR --store \(path)")
        }
        try database.execute(sql: StoreViews.creation(isTemporary: true))
    }

    /// Answers a query, row by row, as it is at one moment.
    public func answer(
        _ query: Query, columns: ([String]) throws -> Void, row: ([QueryValue]) throws -> Void
    ) throws -> QueryEnding {
        try run(query) { statement in
            try columns(statement.columnNames)
            let width = statement.columnNames.count
            var count = 0
            let cursor = try Row.fetchCursor(statement)
            while let found = try cursor.next() {
                guard query.limits.rows.map({ count < $0 }) ?? true else { return .rowLimit }
                try row((0..<width).map { QueryValue(found[$0] as DatabaseValue) })
                count += 1
            }
            return .complete
        }
    }

    /// How SQLite would answer a query.
    public func plan(of query: Query) throws -> [QueryStep] {
        try run(query, prefix: "EXPLAIN QUERY PLAN ") { statement in
            try Row.fetchAll(statement).map { QueryStep(number: $0["id"], parent: $0["parent"], detail: $0["detail"]) }
        }
    }

    /// The tables and views that can be asked, by name, without those that are the program's alone.
    public func relations() throws -> [QueryRelation] {
        try StoreErrors.translating(path) { try database.unsafeRead { try QueryRelation.all(in: $0) } }
    }

    /// Answers several queries as of one moment, whatever a run commits meanwhile.
    public func atOneMoment<Result>(_ body: () throws -> Result) throws -> Result {
        try database.unsafeReentrantRead { database in
            try StoreErrors.translating(path) { try database.beginTransaction(.deferred) }
            // Nothing was changed, so there is nothing to lose.
            defer { try? database.rollback() }
            return try body()
        }
    }

    private func run<Result>(_ query: Query, prefix: String = "", _ body: (Statement) throws -> Result) throws -> Result
    {
        try StoreErrors.translating(path) {
            try database.unsafeReentrantRead { database in
                try QueryStatementKind.check(query.sql)
                let limit = Int32(clamping: query.limits.valueBytes)
                sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_LENGTH, limit)
                let deadline = QueryDeadline(database, after: query.limits.time)
                defer { deadline.remove() }
                return try QueryErrors.translating(query, prefix: prefix, database) {
                    let statement = try database.makeStatement(sql: prefix + query.sql)
                    guard statement.isReadonly else { throw QueryStatementKind.refusal(of: query.sql) }
                    try statement.setArguments(StatementArguments(query.arguments.mapValues(\.databaseValue)))
                    return try body(statement)
                }
            }
        }
    }
}

extension QueryRelation {
    /// What is of no use to anyone but the program.
    private static let internals = ["grdb_migrations", "suspects"]

    static func all(in database: Database) throws -> [QueryRelation] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT m.name AS relation, m.type, c.name AS column
                FROM (SELECT name, type FROM sqlite_schema UNION SELECT name, type FROM sqlite_temp_schema) m
                JOIN pragma_table_info(m.name) c
                WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~'
                ORDER BY m.name, c.cid
                """)
        let names = rows.reduce(into: [String]()) { names, row in
            let name: String = row["relation"]
            if names.last != name, !internals.contains(name) { names.append(name) }
        }
        let grouped = Dictionary(grouping: rows) { $0["relation"] as String }
        return names.map { name in
            let rows = grouped[name] ?? []
            return QueryRelation(
                name: name, isView: rows.first?["type"] == "view", columns: rows.map { $0["column"] })
        }
    }
}

extension QueryValue {
    init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .number(number)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .bytes(Array(data))
        }
    }

    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .number(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        }
    }
}
