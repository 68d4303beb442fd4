import FoundationEssentials
import GRDB
import Glibc
import Orchestration

/// Takes tables into a new SQLite file, which is no record store and needs nothing of this program to be read.
///
/// The file is there under its name only once it is whole.
public final class SQLiteTableSink: TableSink {
    private let path: String
    private let draft: String
    private let database: DatabaseQueue
    private var insertion: Statement?
    private var table: TableLayout?
    private var isWhole = false

    /// Begins a file at `path`, in place of one that may be there.
    ///
    /// - Throws: ``StoreError``: `readOnly`, `diskFull`.
    public init(at path: String) throws {
        self.path = path
        draft = path + ".part"
        try? FileManager.default.removeItem(atPath: draft)
        let draft = draft
        database = try StoreErrors.translating(path, option: "--to") {
            var configuration = Configuration()
            // Statements are kept from one row to the next, within one transaction for a table.
            configuration.allowsUnsafeTransactions = true
            let queue = try DatabaseQueue(path: draft, configuration: configuration)
            // A file that is not whole has no name yet, so that nothing need be undone after a loss of power.
            try queue.writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536")
            }
            return queue
        }
    }

    deinit {
        guard !isWhole else { return }
        try? database.close()
        try? FileManager.default.removeItem(atPath: draft)
    }

    /// Makes a table.
    public func begin(_ table: TableLayout) throws {
        self.table = table
        let columns = table.columns.map { "\(Self.quoted($0.name)) \($0.kind.declaration)" }
        let key = table.key.isEmpty ? [] : ["PRIMARY KEY (\(table.key.map(Self.quoted).joined(separator: ", ")))"]
        let places = table.columns.map { _ in "?" }.joined(separator: ", ")
        try write { database in
            let name = Self.quoted(table.name)
            try database.execute(sql: "CREATE TABLE \(name) (\((columns + key).joined(separator: ", ")))")
            try database.beginTransaction(.immediate)
            insertion = try database.makeStatement(sql: "INSERT INTO \(name) VALUES (\(places))")
        }
    }

    /// Adds a row.
    public func add(_ row: [QueryValue]) throws {
        try write { _ in try insertion?.execute(arguments: StatementArguments(row.map(\.databaseValue))) }
    }

    /// Indexes the table.
    public func finish() throws {
        guard let table else { return }
        insertion = nil
        try write { database in
            try database.commit()
            for column in table.lookups {
                try database.execute(
                    sql: "CREATE INDEX \(Self.quoted("\(table.name)_by_\(column)")) ON "
                        + "\(Self.quoted(table.name)) (\(Self.quoted(column)))")
            }
        }
    }

    /// Gives the file its name, once all tables are in it.
    public func close() throws {
        try StoreErrors.translating(path, option: "--to") {
            try database.writeWithoutTransaction { try $0.execute(sql: "ANALYZE; PRAGMA journal_mode = DELETE") }
            try database.close()
        }
        guard rename(draft, path) == 0 else {
            throw StoreError(.readOnly, "cannot write \(path): \(SystemError.current)")
        }
        isWhole = true
    }

    private func write(_ body: (Database) throws -> Void) throws {
        try StoreErrors.translating(path, option: "--to") { try database.unsafeReentrantWrite(body) }
    }

    private static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
}

extension TableLayout.Kind {
    /// The type of a column, which decides how values compare.
    fileprivate var declaration: String {
        switch self {
        case .text, .json: "TEXT"
        case .integer, .boolean: "INTEGER"
        case .number: "REAL"
        case .mixed: ""
        }
    }
}
