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

    @Test func theContentDecidesWhereThatIsAskedFor() throws {
        let file = try bench.write("one two\n", to: "a.txt")
        let zip = TestData.folder().appendingPathComponent("store/archives/nested.zip")
        try FileManager.default.copyItem(at: zip, to: bench.data.appendingPathComponent("b.zip"))
        let found = try #require(try summary("--verify").number("found"))
        #expect(try summary("--verify").number("unchanged") == found)
        for name in ["a.txt", "b.zip"] {
            let touched = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1_700_000_000)]
            try FileManager.default.setAttributes(
                touched, ofItemAtPath: bench.data.appendingPathComponent(name).path)
        }
        #expect(try plan().count == 2, "by their times they are others")
        #expect(try summary("--verify").number("unchanged") == found)
        #expect(try plan().isEmpty, "the new times are known now")
        // The same size and times, and other bytes: only the time of the last change of state tells, and the content.
        let date = try #require(try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date)
        try Data("one 2 3\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file.path)
        #expect(try summary("--verify").number("recorded") == 1)
        #expect(try bench.rows("results").first?["aggregate"]?.number("words") == 3)
    }

    @Test func theSameContentIsHandledOnce() throws {
        let count = bench.folder.appendingPathComponent("count")
        let handler = try bench.writeHandler(
            "counting",
            """
            echo x >> '\(count.path)'
            echo '{"type":"aggregate","value":{"bytes":'$(wc -c)'}}'
            """)
        for number in 0..<20 { try bench.write("the same words\n", to: "\(number % 3)/\(number).txt") }
        try bench.write("other words\n", to: "other.txt")
        let options = ["--plugins", handler.path, "--isolation", "none"]
        func run(_ more: String...) throws -> JSONValue {
            try TrawlProcess.run(
                ["run", bench.data.path, "--store", bench.store.path, "--quiet", "--format", "json"] + options + more,
                in: bench.folder
            ).json()
        }
        let first = try run("--dedupe")
        #expect(first.number("found") == 21 && first.number("recorded") == 21)
        #expect(first["balanced"] == .boolean(true))
        #expect(try String(contentsOf: count, encoding: .utf8).split(separator: "\n").count == 2)
        let results = try bench.rows("results")
        #expect(results.count == 21)
        #expect(results.filter { $0["aggregate"]?.number("bytes") == 15 }.count == 20)
        let reasons = try bench.ledger().map { $0.text("reason") }
        #expect(reasons.filter { $0.contains("same content as") }.count == 19)
        #expect(try run("--dedupe").number("unchanged") == 21)
        try bench.write("the same words\n", to: "later.txt")
        #expect(try run("--dedupe").number("recorded") == 1)
        #expect(try String(contentsOf: count, encoding: .utf8).split(separator: "\n").count == 2)
    }

    @Test func aFileThatWillNotHoldStillFailsAndKeepsWhatWasKnown() throws {
        let file = try bench.write("one two\n", to: "a.txt")
        let flag = bench.folder.appendingPathComponent("restless")
        let handler = try bench.writeHandler(
            "writing",
            """
            if [ -e '\(flag.path)' ]; then echo more >> '\(file.path)'; fi
            echo '{"type":"aggregate","value":{"bytes":'$(wc -c)'}}'
            """)
        func run() throws -> JSONValue {
            try summary("--plugins", handler.path, "--isolation", "none", "--retries", "1")
        }
        #expect(try run().number("recorded") == 1)
        try bench.write("three four five\n", to: "a.txt")
        try Data().write(to: flag)
        #expect(try run().number("failed") == 1)
        #expect(try bench.rows("failures").map { $0.text("code") } == ["changed"])
        #expect(try bench.rows("failures", "--all").count == 2, "it was tried twice")
        #expect(try bench.rows("results").first?["aggregate"]?.number("bytes") == 8)
        try FileManager.default.removeItem(at: flag)
        #expect(try run().number("recorded") == 1)
        #expect(try bench.rows("failures").isEmpty)
        #expect(try bench.rows("results").first?["aggregate"]?.number("bytes") == 26)
    }
}
