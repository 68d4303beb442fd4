import Foundation
import HandlerTesting
import Testing

/// `trawl export`: the same rows in every form, in a stable order.
@Suite struct ExportTests {
    private static let tables = ["anomalies", "columns", "failures", "files", "members", "results"]
    private let bench: Workbench

    init() throws {
        bench = try Workbench(walking: TestData.folder().appendingPathComponent("store"))
        try bench.run()
    }

    private func export(_ arguments: String...) throws -> TrawlProcess.Ended {
        try TrawlProcess.run(["export", "--store", bench.store.path] + arguments, in: bench.folder)
    }

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: bench.folder.appendingPathComponent(folder).path).sorted()
    }

    private func lines(_ path: String) throws -> [JSONValue] {
        let text = try String(contentsOf: bench.folder.appendingPathComponent(path), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONValue(parsing: Data($0.utf8)) }
    }

    @Test func everyTableIsAFileWithItsRows() throws {
        let ended = try export("--to", "out", "--format", "ndjson")
        #expect(ended.code == 0 && ended.errors.isEmpty)
        #expect(try names(in: "out") == Self.tables.map { $0 + ".ndjson" })
        for (table, listing) in [("results", "results"), ("anomalies", "anomalies"), ("failures", "failures")] {
            let rows = try lines("out/\(table).ndjson")
            let listed = try bench.rows(listing)
            #expect(!rows.isEmpty && rows.map { $0.text("path") } == listed.map { $0.text("path") })
            #expect(ended.text.contains("\(table)  \(rows.count) rows"))
        }
        let result = try #require(lines("out/results.ndjson").first)
        #expect(result["partial"] == .boolean(false) && result["aggregate"]?.members.isEmpty == false)
        #expect(
            try lines("out/columns.ndjson").contains { $0.text("name") == "temperature" && $0.number("mean") != nil })
        #expect(try lines("out/files.ndjson").count == bench.ledger().count)
    }

    @Test func twoRunsOverTheSameFilesExportTheSame() throws {
        #expect(try export("--to", "first", "--format", "csv").code == 0)
        let other = try Workbench(walking: bench.data)
        try other.run("--jobs", "1")
        try other.run("--all")
        let place = bench.folder.appendingPathComponent("second").path
        #expect(try other.trawl("export", "--store", other.store.path, "--to", place, "--format", "csv").code == 0)
        for name in Self.tables.map({ $0 + ".csv" }) {
            let files = ["first", "second"].map { bench.folder.appendingPathComponent("\($0)/\(name)") }
            #expect(try Data(contentsOf: files[0]) == Data(contentsOf: files[1]), "\(name)")
        }
    }

    @Test func historyTellsOfRuns() throws {
        #expect(try export("--to", "out", "--format", "ndjson", "--history").code == 0)
        #expect(try lines("out/runs.ndjson").map { $0.number("run") } == [1])
        #expect(
            try lines("out/failures.ndjson").allSatisfy { !$0.text("time").isEmpty && $0.text("standing") == "open" })
        #expect(try lines("out/results.ndjson").allSatisfy { $0.number("run") == 1 })
    }

    @Test func aDatabaseHoldsTheSameAndIsNoStore() throws {
        #expect(try export("--to", "out.db", "--format", "sqlite").code == 0)
        #expect(try export("--to", "out", "--format", "ndjson").code == 0)
        #expect(try names(in: ".").filter { $0.hasPrefix("out") } == ["out", "out.db"], "nothing is left beside it")
        let sqlite = URL(fileURLWithPath: "/usr/bin/sqlite3")
        guard FileManager.default.isExecutableFile(atPath: sqlite.path) else { return }
        for table in Self.tables {
            let sql = "SELECT count(*) FROM \(table); PRAGMA integrity_check"
            let told = try TrawlProcess.start(["out.db", sql], in: bench.folder, program: sqlite).wait()
            #expect(try told.text == "\(lines("out/\(table).ndjson").count)\nok\n", "\(table)")
        }
        let plan = try TrawlProcess.start(
            ["out.db", "EXPLAIN QUERY PLAN SELECT mean FROM columns WHERE name = 'temp'"], in: bench.folder,
            program: sqlite
        ).wait()
        #expect(plan.text.contains("columns_by_name"))
        let listed = try bench.trawl("results", "--store", "out.db")
        #expect(listed.code == 74 && listed.errors.contains("no record store"))
    }

    @Test func oneTableGoesToAFileOrToStandardOutput() throws {
        let printed = try export("--table", "columns", "--to", "-", "--format", "csv")
        #expect(printed.code == 0 && printed.text.hasPrefix("root,path,handler,position,name"))
        #expect(try export("--table", "columns", "--to", "c.csv", "--format", "csv").code == 0)
        #expect(try Data(contentsOf: bench.folder.appendingPathComponent("c.csv")) == printed.output)
    }

    @Test func nothingThatIsThereIsOverwrittenUnasked() throws {
        let file = bench.folder.appendingPathComponent("out.db")
        try Data("mine".utf8).write(to: file)
        let refused = try export("--to", "out.db", "--format", "sqlite")
        #expect(refused.code == 64 && refused.errors.contains("--replace"))
        #expect(try Data(contentsOf: file) == Data("mine".utf8))
        #expect(try export("--to", "out.db", "--format", "sqlite", "--replace").code == 0)
        for place in ["store.db", "/dev/null"] {
            let refused = try export("--to", place, "--format", "sqlite", "--replace")
            #expect(refused.code == 64, "\(place)")
        }
        #expect(try !bench.rows("results").isEmpty)
        #expect(try export("--to", "nowhere/out.db", "--format", "sqlite").errors.contains("--to"))
    }

    @Test(.enabled(if: access("/dev/full", W_OK) == 0)) func aDiskThatIsFullIsSaid() throws {
        let script = #"exec "$0" export --store "$1" --table results --to - --format csv > /dev/full"#
        let ended = try TrawlProcess.start(
            ["-c", script, TrawlProcess.binary.path, bench.store.path], in: bench.folder,
            program: URL(fileURLWithPath: "/bin/sh")
        ).wait()
        #expect(ended.code == 74 && ended.errors.contains("No space left"))
    }
}
