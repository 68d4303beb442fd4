import Foundation
import GRDB
import HandlerAPI
import Orchestration
import Testing

@testable import RecordStores

/// What only a store in a file can show.
@Suite struct SQLiteRecordStoreTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path("store.db") }

    init() throws { folder = try TemporaryFolder() }

    private func kind(_ body: () throws -> Void) -> StoreError.Kind? {
        do {
            try body()
            return nil
        } catch { return (error as? StoreError)?.kind }
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    @Test func whatWasCommittedIsReadWhileTheRunGoesOn() throws {
        let store = try SQLiteRecordStore.openForRun(at: path)
        let run = try store.beginRun(.example)
        let reader = try SQLiteRecordStore.openForReading(at: path)
        try store.commit([.example("a")], run: run, time: "t")
        #expect(try reader.ledger() == ["a"])
        try store.commit([.example("b")], run: run, time: "t")
        #expect(try reader.ledger() == ["a", "b"])
        #expect(try reader.runs().map(\.state) == [.running])
    }

    @Test func eachCommitWaitsForTheDisk() throws {
        let store = try SQLiteRecordStore.openForRun(at: path)
        let setting = try store.database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        #expect(setting == 2, "FULL, see https://www.sqlite.org/pragma.html#pragma_synchronous")
    }

    @Test func aStoreWhoseMakingWasCutOffIsMadeAfterAll() throws {
        let pool = try DatabasePool(path: path)
        try pool.close()
        // A rollback journal of a database that had no pages: https://www.sqlite.org/fileformat.html#the_rollback_journal
        let magic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
        let numbers: [UInt32] = [0, 1, 0, 512, 4_096]
        let header = magic + numbers.flatMap { number in withUnsafeBytes(of: number.bigEndian) { Array($0) } }
        let journal = Data(header + [UInt8](repeating: 0, count: 512 - header.count))
        try journal.write(to: URL(fileURLWithPath: path + "-journal"))
        let store = try SQLiteRecordStore.openForRun(at: path)
        try store.keep(.example("a"))
        #expect(try store.ledger() == ["a"])
    }

    @Test func aStoreWithoutTablesIsMissingForReadersAndMadeByTheNextRun() throws {
        let made = try SQLiteRecordStore.openForRun(at: path).database
        try made.write { database in
            for table in ["anomalies", "failures", "records", "suspects", "files", "outbox", "history", "runs"] {
                try database.execute(sql: "DROP TABLE \(table)")
            }
            for view in ["open_failures", "results", "columns", "members"] {
                try database.execute(sql: "DROP VIEW \(view)")
            }
            try database.execute(sql: "DELETE FROM grdb_migrations")
        }
        #expect(kind { _ = try SQLiteRecordStore.openForReading(at: path) } == .missing)
        let store = try SQLiteRecordStore.openForRun(at: path)
        try store.keep(.example("a"))
        #expect(try store.ledger() == ["a"])
    }

    @Test func aProgramThatHasTheFileForAMomentIsWaitedFor() throws {
        let store = try SQLiteRecordStore.openForRun(at: path)
        let other = try DatabaseQueue(path: path)
        let hasBegun = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            try? other.inTransaction(.immediate) { _ in
                hasBegun.signal()
                usleep(300_000)
                return .commit
            }
        }
        hasBegun.wait()
        try store.keep(.example("a"))
        #expect(try store.ledger() == ["a"])
    }

    @Test func aReaderInTheMiddleOfAScanHoldsUpNoWriter() throws {
        let store = try SQLiteRecordStore.openForRun(at: path)
        try store.keep(.example("a"), .example("b"))
        let reader = try SQLiteRecordStore.openForReading(at: path)
        var seen: [String] = []
        try reader.scanLedger(of: .all) { row in
            try store.keep(.example("c"))
            seen.append(row.path.description)
        }
        #expect(seen == ["a", "b"], "a scan sees one moment")
        #expect(try reader.ledger() == ["a", "b", "c"])
    }

    @Test func aSecondRunIsSentAway() throws {
        let first = try SQLiteRecordStore.openForRun(at: path)
        #expect(kind { _ = try SQLiteRecordStore.openForRun(at: path) } == .busy)
        try first.keep(.example("a"))
    }

    @Test func theLockGoesWithTheStore() throws {
        do { _ = try SQLiteRecordStore.openForRun(at: path) }
        #expect(kind { _ = try SQLiteRecordStore.openForRun(at: path) } == nil)
    }

    @Test func aStoreThatIsOpenedAgainHoldsItsData() throws {
        do { try SQLiteRecordStore.openForRun(at: path).keep(.example("a"), .failed("b", "m")) }
        do {
            let store = try SQLiteRecordStore.openForRun(at: path)
            #expect(try store.ledger() == ["a", "b"])
            #expect(try store.beginRun(.example) == 2)
        }
        #expect(try SQLiteRecordStore.openForReading(at: path).failures().map(\.standing) == [.open])
    }

    @Test(arguments: ["not a database at all", "x", "SQLite format 2 and more"])
    func aFileOfAnotherKindIsRefusedAndLeft(text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        #expect(kind { _ = try SQLiteRecordStore.openForRun(at: path) } == .notAStore)
        #expect(kind { _ = try SQLiteRecordStore.openForReading(at: path) } == .notAStore)
        #expect(try bytes(path) == Data(text.utf8))
    }

    @Test func aDatabaseOfAnotherProgramIsRefusedAndLeft() throws {
        do {
            try DatabaseQueue(path: path).write {
                try $0.execute(sql: "CREATE TABLE mine (x); INSERT INTO mine VALUES (1)")
            }
        }
        let before = try bytes(path)
        #expect(kind { _ = try SQLiteRecordStore.openForRun(at: path) } == .notAStore)
        #expect(kind { _ = try SQLiteRecordStore.openForReading(at: path) } == .notAStore)
        #expect(try bytes(path) == before)
    }

    @Test func anEmptyFileBecomesAStore() throws {
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(kind { _ = try SQLiteRecordStore.openForReading(at: path) } == .missing, "nothing is in it yet")
        try SQLiteRecordStore.openForRun(at: path).keep(.example("a"))
        #expect(try SQLiteRecordStore.openForReading(at: path).ledger() == ["a"])
    }

    @Test func aStoreOfANewerVersionIsRefused() throws {
        do { try SQLiteRecordStore.openForRun(at: path).keep(.example("a")) }
        do {
            try DatabaseQueue(path: path).write {
                try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999')")
            }
        }
        #expect(kind { _ = try SQLiteRecordStore.openForRun(at: path) } == .newerVersion)
        #expect(kind { _ = try SQLiteRecordStore.openForReading(at: path) } == .newerVersion)
    }

    @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
        #expect(kind { _ = try SQLiteRecordStore.openForRun(at: "/proc/trawl/store.db") } == .readOnly)
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder.path("file")))
        #expect(kind { _ = try SQLiteRecordStore.openForRun(at: folder.path("file/store.db")) } == .readOnly)
    }

    @Test(arguments: ["", "folder"]) func whatIsNoFileIsNoStore(name: String) throws {
        let path = name.isEmpty ? "" : folder.url.path
        #expect(kind { _ = try SQLiteRecordStore.openForRun(at: path) } == .notAStore)
        #expect(kind { _ = try SQLiteRecordStore.openForReading(at: path) } == .notAStore)
        #expect(!FileManager.default.fileExists(atPath: folder.url.path + ".lock"))
    }

    @Test func aStoreOfAnOlderVersionIsReadAndMovesOnWithTheNextRun() throws {
        let pool = try DatabasePool(path: path)
        try StoreSchema.migrator.migrate(pool, upTo: "1")
        try pool.write { database in
            try database.execute(
                sql: """
                    INSERT INTO runs (run, state, started_at, program_version, roots, detector_version, detector_digest)
                    VALUES (1, 'finished', 't', '0.1.0', '["/r"]', 'libmagic 5.44', '00');
                    INSERT INTO files (root, path, outcome, reason, run) VALUES ('/r', 'a', 'skipped', 'empty file', 1)
                    """)
        }
        try pool.close()
        #expect(try SQLiteRecordStore.openForReading(at: path).ledger() == ["a"])
        let store = try SQLiteRecordStore.openForRun(at: path)
        var file = FileOutcome.example("b")
        file.stamp = FileStamp("1:2:3:4")
        try store.keep(file)
        var stamps: [FileStamp?] = []
        try store.scanLedger(of: .all) { stamps.append($0.stamp) }
        #expect(stamps == [nil, file.stamp])
    }

    @Test func aMissingStoreIsNotMadeByReading() throws {
        #expect(kind { _ = try SQLiteRecordStore.openForReading(at: path) } == .missing)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    }

    @Test func aBatchIsKeptAsAWholeOrNotAtAll() throws {
        let store = try SQLiteRecordStore.openForRun(at: path)
        let run = try store.beginRun(.example)
        #expect(throws: StoreError.self) {
            // The run of the second is not known, which the schema forbids.
            try store.commit([.example("a")], run: run + 7, time: "t")
        }
        #expect(try store.ledger() == [])
        #expect(try store.records() == [])
    }

    @Test func theTablesAreThoseDocumented() throws {
        let store = try SQLiteRecordStore.openForRun(at: path)
        try store.keep(.failed("a", "m"), .example("b"))
        let open = try DatabaseQueue(path: path).read { try String.fetchAll($0, sql: "SELECT path FROM open_failures") }
        #expect(open == ["a"])
        let joined = try DatabaseQueue(path: path).read {
            try String.fetchAll(
                $0, sql: "SELECT json_extract(aggregate, '$') FROM records JOIN files USING (root, path)")
        }
        #expect(joined == ["{}"])
    }
}
