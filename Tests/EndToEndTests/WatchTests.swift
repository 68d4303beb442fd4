import Foundation
import HandlerTesting
import Testing

/// Directories that are watched.
@Suite struct WatchTests {
    private let bench: Workbench
    private let watching: TrawlProcess.Running

    init() throws {
        bench = try Workbench()
        try bench.write("first words\n", to: "early.txt")
        watching = try TrawlProcess.start(
            ["watch", bench.data.path, "--store", bench.store.path, "--settle", "100ms", "--format", "json"],
            in: bench.folder)
        let begins = try eventually { [bench] in try !bench.rows("results").isEmpty }
        #expect(begins)
    }

    private func paths() throws -> [String] { try bench.rows("results").map { $0.text("path") } }

    /// Waits until the files that are there, by the ledger, are these.
    private func sees(_ expected: Set<String>) throws -> Bool {
        try eventually {
            let present = try bench.ledger().filter { $0["vanished_in_run"] == nil }
            return Set(present.map { $0.text("path") }) == expected
        }
    }

    private func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(
            at: bench.data.appendingPathComponent(name), to: bench.data.appendingPathComponent(other))
    }

    /// Ends it, and returns the summaries of its runs.
    private func end() throws -> [JSONValue] {
        watching.signal(SIGTERM)
        let ended = try watching.wait()
        #expect(ended.code == 0, "\(ended.errors)")
        return try ended.lines.map { try JSONValue(parsing: Data($0.utf8)) }
    }

    @Test func filesAreHandledAsTheyComeChangeAndGo() throws {
        try bench.write("more words\n", to: "late.txt")
        #expect(try sees(["early.txt", "late.txt"]))
        try bench.write("many more words indeed\n", to: "late.txt")
        let isRenewed = try eventually {
            try bench.rows("results").last?["aggregate"]?.number("words") == 4
        }
        #expect(isRenewed)
        try FileManager.default.removeItem(at: bench.data.appendingPathComponent("early.txt"))
        #expect(try sees(["late.txt"]))
        #expect(try paths() == ["early.txt", "late.txt"], "what was found in it stays")
        let runs = try end()
        #expect(runs.allSatisfy { $0["balanced"] == .boolean(true) })
        #expect(try bench.rows("runs").allSatisfy { $0.text("state") == "finished" })
    }

    @Test func aRenameIntoPlaceIsSeenOnce() throws {
        try bench.write("words\n", to: ".upload")
        try move(".upload", to: "arrived.txt")
        #expect(try sees(["early.txt", "arrived.txt"]))
        usleep(500_000)
        #expect(try end().compactMap { $0.number("recorded") }.reduce(0, +) == 2)
    }

    @Test func directoriesMayBeMadeMovedAndRemoved() throws {
        try bench.write("words\n", to: "new/deep/a.txt")
        #expect(try sees(["early.txt", "new/deep/a.txt"]))
        try move("new", to: "moved")
        #expect(try sees(["early.txt", "moved/deep/a.txt"]))
        try bench.write("words\n", to: "moved/deep/b.txt")
        #expect(try sees(["early.txt", "moved/deep/a.txt", "moved/deep/b.txt"]), "a moved directory is watched on")
        try FileManager.default.removeItem(at: bench.data.appendingPathComponent("moved"))
        #expect(try sees(["early.txt"]))
        _ = try end()
    }

    @Test func theRootMayGoAndComeBack() throws {
        let aside = bench.folder.appendingPathComponent("aside")
        try FileManager.default.moveItem(at: bench.data, to: aside)
        let isMissed = try eventually { try bench.rows("failures").contains { $0.text("path").isEmpty } }
        #expect(isMissed)
        #expect(try bench.rows("prune", "--dry-run").isEmpty, "what cannot be looked at is not gone")
        try FileManager.default.moveItem(at: aside, to: bench.data)
        try bench.write("words\n", to: "after.txt")
        #expect(try sees(["early.txt", "after.txt"]))
        _ = try end()
    }
}
