import GRDB
import HandlerAPI
import Orchestration

/// A record store in one SQLite file, in write-ahead mode so that others read it while a run writes.
public final class SQLiteRecordStore: RecordStore {
    /// The path of the file.
    public let path: String
    let database: any DatabaseWriter & Sendable
    /// How long another program is waited for that has the file locked, in seconds.
    private static let patience = 10.0
    /// How many earlier records of a key are kept.
    let earlierRecords: Int
    private let lock: StoreLock?

    private init(
        path: String, database: any DatabaseWriter & Sendable, earlierRecords: Int = 0, lock: StoreLock?
    ) {
        self.path = path
        self.earlierRecords = earlierRecords
        self.database = database
        self.lock = lock
    }

    /// SQLite's version as `3.40.1`.
    public static var libraryVersion: String {
        let version = try? DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }
        return version ?? "unknown"
    }

    /// Opens the store at `path` for a run, making it where there is none.
    ///
    /// - Parameter earlierRecords: How many earlier records of a file and handler are kept.
    /// - Throws: ``StoreError``: `busy` where another run has it, `notAStore`, `newerVersion`, `readOnly`, `diskFull`.
    public static func openForRun(at path: String, earlierRecords: Int = 10) throws -> SQLiteRecordStore {
        try StoreErrors.translating(path) {
            try checkName(path)
            try checkIsStore(at: path)
            let lock = try StoreLock(storeAt: path)
            var configuration = configuration()
            // Room for what one transaction changes, so that it is not written and read again before it ends.
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -\(writingCache >> 10)") }
            let pool = try DatabasePool(path: path, configuration: configuration)
            try migrate(pool, path)
            // A committed outcome survives power loss: each commit waits for the disk. The pool itself asks for less when
            // it turns the write-ahead mode on, which does for the steps of a migration: the log keeps their order, those
            // that are lost are done again, and the first outcome takes them to the disk with it.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            return SQLiteRecordStore(path: path, database: pool, earlierRecords: earlierRecords, lock: lock)
        }
    }

    /// Opens the store at `path` to be read, also while a run writes to it.
    ///
    /// - Throws: ``StoreError``: `missing`, `notAStore`, `newerVersion`.
    public static func openForReading(at path: String) throws -> SQLiteRecordStore {
        try checkName(path)
        let missing = StoreError(
            .missing, "there is no record store at \(path); make one with: trawl run DIR --store \(path)")
        guard FileStatus.exists(path), FileStatus.firstBytes(of: path, count: 1) != [] else { throw missing }
        return try StoreErrors.translating(path) {
            try checkIsStore(at: path)
            let queue = try DatabaseQueue(path: path, configuration: configuration(readonly: true))
            try queue.read { database in
                try checkVersion(database, path)
                // The run that was making it did not get that far.
                guard try database.tableExists("runs") else { throw missing }
            }
            return SQLiteRecordStore(path: path, database: queue, lock: nil)
        }
    }

    /// The same store on another connection, to be read.
    ///
    /// The file is not looked at beforehand: a process that closes a file of its own loses every lock that it has on it, and
    /// with these the connections that are open (https://sqlite.org/howtocorrupt.html, section 2.2).
    public func reader() throws -> SQLiteRecordStore {
        try StoreErrors.translating(path) {
            let queue = try DatabaseQueue(path: path, configuration: Self.configuration(readonly: true))
            return SQLiteRecordStore(path: path, database: queue, lock: nil)
        }
    }

    /// How many bytes of the file a connection that writes holds.
    private static let writingCache = 8 << 20

    /// How a connection is set up: whoever has the file for a moment, as when it is made or its log is brought home, is
    /// waited for.
    private static func configuration(readonly: Bool = false) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(patience)
        return configuration
    }

    private static func migrate(_ pool: DatabasePool, _ path: String) throws {
        try pool.read { try checkVersion($0, path) }
        // The mark stands before there is any table: a store whose making is cut off is known as one all the same.
        try pool.writeWithoutTransaction { database in
            let identifier = try Int.fetchOne(database, sql: "PRAGMA application_id")
            guard identifier != StoreSchema.applicationID else { return }
            try database.execute(sql: "PRAGMA application_id = \(StoreSchema.applicationID)")
        }
        try StoreSchema.migrator.migrate(pool)
        // A connection from before the migration has the columns of then in mind.
        pool.invalidateReadOnlyConnections()
    }

    private static func checkVersion(_ database: Database, _ path: String) throws {
        if try StoreSchema.migrator.hasBeenSuperseded(database) {
            throw StoreError(
                .newerVersion, "\(path) was written by a newer version of trawl; use that version, or another --store")
        }
    }

    /// Refuses what cannot be the path of a file.
    private static func checkName(_ path: String) throws(StoreError) {
        if path.isEmpty { throw StoreError(.notAStore, "the record store needs a name; choose a file with --store") }
        if FileStatus.isDirectory(path) {
            throw StoreError(.notAStore, "\(path) is a directory; choose a file with --store")
        }
    }

    /// Refuses a file that is no store, before anything is written to it.
    private static func checkIsStore(at path: String) throws {
        guard let header = FileStatus.firstBytes(of: path, count: 16), !header.isEmpty else { return }
        let foreign = StoreError(
            .notAStore, "\(path) is no record store; nothing was changed, choose another with --store")
        guard header == Array("SQLite format 3\0".utf8) else { throw foreign }
        let identifier = try identifier(at: path)
        guard identifier == StoreSchema.applicationID else { throw foreign }
    }

    /// The mark of the database at `path`; our own where it has no tables yet.
    private static func identifier(at path: String) throws -> Int? {
        func read(readonly: Bool) throws -> Int? {
            try DatabaseQueue(path: path, configuration: configuration(readonly: readonly)).read { database in
                let isEmpty =
                    try Bool.fetchOne(
                        database, sql: "SELECT NOT EXISTS (SELECT 1 FROM sqlite_master)") ?? false
                let identifier = try Int.fetchOne(database, sql: "PRAGMA application_id")
                return isEmpty ? StoreSchema.applicationID : identifier
            }
        }
        do {
            return try read(readonly: true)
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
            // A program was ended in the middle of a change. Whoever opens the file next undoes it, and has to be able to.
            return try read(readonly: false)
        }
    }
}
