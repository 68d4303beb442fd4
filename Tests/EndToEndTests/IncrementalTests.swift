import Foundation
import HandlerTesting
import Testing

/// Runs again over what mostly has not changed: plans, settings, what is gone, gates.
@Suite struct IncrementalTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func summary(_ options: String...) throws -> JSONValue {
        try TrawlProcess.run(
            ["run", bench.data.path, "--store", bench.store.path, "--quiet", "--format", "json"] + options,
            in: bench.folder
        ).json()
    }

    private func plan(_ options: String...) throws -> [String] {
        let ended = try TrawlProcess.run(
            ["plan", bench.data.path, "--store", bench.store.path, "--format", "ndjson", "--list"] + options,
            in: bench.folder)
        #expect(ended.code == 0, "\(ended.errors)")
        return try ended.lines.map { line in
            let row = try JSONValue(parsing: Data(line.utf8))
            return [row.text("path"), row.text("reason"), row.text("detail")].filter { !$0.isEmpty }
                .joined(separator: " ")
        }
    }

    @Test func thePlanIsWhatTheRunDoes() throws {
        try bench.write("a,b\n1,2\n", to: "table.csv")
        try bench.write("words\n", to: "dir/note.txt")
        #expect(try plan() == ["dir/note.txt new", "table.csv new"])
        #expect(!FileManager.default.fileExists(atPath: bench.store.path), "a plan makes no store")
        #expect(try summary().number("recorded") == 2)
        #expect(try plan().isEmpty)
        try bench.write("more words\n", to: "dir/note.txt")
        #expect(try plan() == ["dir/note.txt changed size, mtime, ctime"])
        let configuration = try bench.configure("handlers: {delimited-text: {limits: {memory: 333MiB}}}")
        #expect(
            try plan("--config", configuration) == [
                "dir/note.txt changed size, mtime, ctime", "table.csv handler delimited-text",
            ])
        let done = try summary("--config", configuration)
        #expect(done.number("recorded") == 2)
        #expect(try plan("--config", configuration).isEmpty)
    }

    @Test func aProgramThatIsEditedRunsAgain() throws {
        try bench.write("words\n", to: "a.txt")
        let answer = #"echo '{"type":"aggregate","value":{"edition":1}}'"#
        let handler = try bench.writeHandler("edited", answer)
        _ = try summary("--plugins", handler.path)
        #expect(try summary("--plugins", handler.path).number("unchanged") == 1)
        _ = try bench.writeHandler("edited", answer.replacing("1", with: "2"))
        #expect(try plan("--plugins", handler.path) == ["a.txt handler edited"])
        _ = try summary("--plugins", handler.path)
        #expect(try bench.rows("results").first?["aggregate"]?.number("edition") == 2)
    }

    @Test func whatIsGoneIsMarkedKeptAndPruned() throws {
        for name in ["a", "b", "c"] { try bench.write("words of \(name)\n", to: "\(name).txt") }
        _ = try summary()
        try FileManager.default.removeItem(at: bench.data.appendingPathComponent("a.txt"))
        try FileManager.default.removeItem(at: bench.data.appendingPathComponent("b.txt"))
        #expect(try summary().number("vanished") == 2)
        #expect(try bench.rows("results").count == 3)
        #expect(try bench.trawl("show", "a.txt", "--store", bench.store.path).text.contains("gone        since run 2"))
        #expect(try bench.rows("prune", "--dry-run").map { $0.text("path") } == ["a.txt", "b.txt"])
        #expect(try bench.rows("prune", "a.*").first?.number("removed") == 1)
        #expect(try bench.rows("results").map { $0.text("path") } == ["b.txt", "c.txt"])
        #expect(try bench.trawl("prune", "--store", bench.store.path).text == "1 entry removed\n")
        #expect(try bench.ledger().map { $0.text("path") } == ["c.txt"])
    }

    @Test func aDirectoryThatIsLeftOutKeepsWhatWasFoundInIt() throws {
        try bench.write("words\n", to: "old/a.txt")
        try bench.write("words\n", to: "new/b.txt")
        _ = try summary()
        let second = try summary("--exclude", "old", "--include", "*.csv")
        #expect(second.number("vanished") == 0)
        #expect(second.number("found") == 2 && second.number("skipped") == 2)
        #expect(try bench.rows("results").count == 2)
        #expect(try summary().number("unchanged") == 2)
    }

    @Test func aFreshFileIsLeftToTheNextPass() throws {
        try bench.write("words\n", to: "a.txt")
        let first = try summary("--settle", "1h")
        #expect(first.number("skipped") == 1)
        #expect(try bench.rows("skipped").first?.text("reason").contains("--settle") == true)
        #expect(try summary().number("recorded") == 1)
        try bench.write("more words\n", to: "a.txt")
        _ = try summary("--settle", "1h")
        #expect(try bench.rows("results").count == 1, "what was known before stays meanwhile")
    }

    @Test func gatesByHandlerDecideTheExitCode() throws {
        for number in 0..<9 { try bench.write("a,b\n1,2\n", to: "fine\(number).csv") }
        try bench.write("a,b\n1,\"2\n", to: "torn.csv")
        #expect(try bench.run().code == 3)
        for (gates, code) in [
            (["1"], 0), (["9%"], 3), (["10%"], 0), (["delimited-text=10%"], 0), (["delimited-text=9%"], 3),
            (["delimited-text=1", "0"], 0), (["text=5"], 3), (["delimited-text=0", "50%"], 3),
        ] as [([String], Int32)] {
            let options = gates.flatMap { ["--tolerate", $0] }
            let ended = try TrawlProcess.run(
                ["run", bench.data.path, "--store", bench.store.path, "--quiet"] + options, in: bench.folder)
            #expect(ended.code == code, "\(gates): \(ended.errors)")
            if code == 3 { #expect(ended.errors.contains("tolerated")) }
        }
        let configuration = try bench.configure("handlers: {delimited-text: {tolerate: 20%}}")
        #expect(try bench.run("--config", configuration).code == 0)
    }
}
