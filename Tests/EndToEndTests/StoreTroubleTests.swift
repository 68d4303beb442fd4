import Foundation
import HandlerTesting
import Testing

/// Stores that cannot be used: said at once, in words, with nothing lost.
@Suite struct StoreTroubleTests {
    private static let sqlite = ["/usr/bin/sqlite3", "/usr/local/bin/sqlite3"].map { URL(fileURLWithPath: $0) }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    private let bench: Workbench

    init() throws {
        bench = try Workbench()
        try bench.write("words\n", to: "plain.txt")
    }

    private func sql(_ statement: String, options: [String] = [], at store: URL? = nil) throws -> TrawlProcess.Ended {
        let arguments = options + [(store ?? bench.store).path, statement]
        return try TrawlProcess.start(arguments, in: bench.folder, program: try #require(Self.sqlite)).wait()
    }

    @Test func aStoreInUseIsRefusedAtOnceByName() throws {
        try bench.run()
        let before = try bench.everything()
        let descriptor = open(bench.store.path + ".lock", O_RDWR | O_CLOEXEC)
        #expect(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        let refused = try bench.run()
        #expect(refused.code == 74)
        #expect(refused.errors.contains(bench.store.path))
        #expect(refused.errors.contains("another run"))
        #expect(try bench.everything() == before, "reading needs no lock")
        #expect(try bench.rows("runs").count == 1)
        close(descriptor)
        #expect(try bench.run().code == 0)
    }

    @Test func aStoreIsReadWhileARunWritesToIt() throws {
        try bench.writeMuch()
        let running = try bench.startRun()
        defer { if running.process.isRunning { running.signal(SIGKILL) } }
        let sees = try running.pause { try !bench.rows("results").isEmpty }
        #expect(sees)
        if Self.sqlite != nil {
            let count = try sql("SELECT count(*) FROM files", options: ["-readonly"])
            #expect(count.code == 0 && Int(count.lines.first ?? "") ?? 0 > 0, "\(count.errors)")
        }
        let second = try bench.run()
        #expect(second.code == 74)
        #expect(second.errors.contains("process \(running.process.processIdentifier)"))
        running.signal(SIGKILL)
        _ = try running.wait()
    }

    @Test(arguments: ["", "no store at all\n", "SQLite format 2", String(repeating: "z", count: 10_000)])
    func aFileThatIsNoStoreStaysAsItIs(text: String) throws {
        try Data(text.utf8).write(to: bench.store)
        // An empty file may become a store, and is none yet.
        for ended in [try text.isEmpty ? bench.list("runs") : bench.run(), try bench.list("results")] {
            #expect(ended.code == 74)
            #expect(ended.errors.contains(bench.store.path))
        }
        #expect(try Data(contentsOf: bench.store) == Data(text.utf8))
        if text.isEmpty { #expect(try bench.run().code == 0) }
    }

    /// What a run has under way when it finds that it cannot begin does not get in the way of its end.
    @Test func aRunThatCannotBeginEndsInOrder() throws {
        try Data("no store at all\n".utf8).write(to: bench.store)
        for _ in 0..<40 { #expect(try bench.run().code == 74) }
    }

    @Test(.enabled(if: sqlite != nil, "sqlite3 is not installed")) func anotherProgramsDatabaseStaysAsItIs() throws {
        #expect(try sql("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)").code == 0)
        let before = try Data(contentsOf: bench.store)
        let ended = try bench.run()
        #expect(ended.code == 74)
        #expect(ended.errors.contains("nothing was changed"))
        #expect(try bench.list("results").code == 74)
        #expect(try Data(contentsOf: bench.store) == before)
    }

    @Test(.enabled(if: sqlite != nil, "sqlite3 is not installed")) func aNewerStoreIsLeftToNewerPrograms() throws {
        try bench.run()
        #expect(try sql("INSERT INTO grdb_migrations VALUES ('999')").code == 0)
        for ended in [try bench.run(), try bench.list("results")] {
            #expect(ended.code == 74)
            #expect(ended.errors.contains("newer version"))
        }
        #expect(try sql("SELECT count(*) FROM runs").lines == ["1"])
    }

    @Test(.enabled(if: sqlite != nil, "sqlite3 is not installed")) func aDamagedStoreIsCalledDamaged() throws {
        for number in 0..<300 { try bench.write("file \(number)\n", to: "many/\(number).txt") }
        try bench.run()
        #expect(try sql("PRAGMA wal_checkpoint(TRUNCATE)").code == 0)
        var bytes = try Data(contentsOf: bench.store)
        bytes.replaceSubrange(4_096..., with: Data(repeating: 0x5A, count: bytes.count - 4_096))
        try bytes.write(to: bench.store)
        let ended = try bench.list("results")
        #expect(ended.code == 74)
        #expect(ended.errors.contains("damaged") && ended.errors.contains(bench.store.path), "\(ended.errors)")
    }

    @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
        let file = bench.data.appendingPathComponent("plain.txt").path
        for store in ["/proc/store.db", "/proc/nowhere/store.db", file + "/store.db", bench.data.path] {
            let ended = try bench.trawl("run", bench.data.path, "--store", store, "--quiet")
            #expect(ended.code == 74, "\(store): \(ended.errors)")
            #expect(ended.errors.contains(store) || ended.errors.contains("directory"), "\(ended.errors)")
            #expect(ended.errors.contains("--store"), "\(ended.errors)")
        }
    }

    @Test func aStoreThatIsNotThereIsNotMadeByReading() throws {
        let ended = try bench.list("results")
        #expect(ended.code == 74)
        #expect(ended.errors.contains("trawl run DIR --store \(bench.store.path)"))
        #expect(!FileManager.default.fileExists(atPath: bench.store.path))
    }

    private static func mount(_ arguments: String..., in bench: Workbench) throws -> Bool {
        let program = URL(fileURLWithPath: "/bin/mount")
        return try TrawlProcess.start(arguments, in: bench.folder, program: program).wait().code == 0
    }

    /// Whether small file systems can be had, found out by making one.
    private static let mayMount: Bool = {
        guard getuid() == 0, let bench = try? Workbench() else { return false }
        let isMounted = try? mount("-t", "tmpfs", "-o", "size=512k", "tmpfs", bench.data.path, in: bench)
        // The folder must not go before the file system in it.
        return withExtendedLifetime(bench) { isMounted == true && umount2(bench.data.path, Int32(MNT_DETACH)) == 0 }
    }()

    @Test(.enabled(if: mayMount, "mounting a small file system is not permitted"))
    func aFullDiskIsSaidAndAfterwardsTheRunGoesOn() throws {
        for number in 0..<3_000 { try bench.write("file \(number)\n", to: "many/\(number).txt") }
        let disk = bench.folder.appendingPathComponent("disk")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        #expect(try Self.mount("-t", "tmpfs", "-o", "size=512k", "tmpfs", disk.path, in: bench))
        defer { umount2(disk.path, Int32(MNT_DETACH)) }
        let store = disk.appendingPathComponent("store.db").path
        let arguments = ["run", bench.data.path, "--store", store, "--format", "json", "--quiet"]

        let full = try TrawlProcess.run(arguments, in: bench.folder)
        #expect(full.code == 74)
        #expect(full.errors.contains("no room") && full.errors.contains(store), "\(full.errors)")
        #expect(full.output.isEmpty)

        #expect(try Self.mount("-o", "remount,size=64m", disk.path, in: bench))
        #expect(try TrawlProcess.run(["results", "--store", store], in: bench.folder).code == 0)
        let ended = try TrawlProcess.run(arguments, in: bench.folder)
        #expect(ended.code == 0, "\(ended.errors)")
        let summary = try ended.json()
        #expect(summary.number("found") == 3_001)
        #expect((summary.number("recorded") ?? 0) + (summary.number("unchanged") ?? 0) == 3_001)
    }
}
