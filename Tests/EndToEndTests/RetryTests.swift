import Foundation
import HandlerTesting
import Testing

/// Files that failed, tried once more on request.
@Suite struct RetryTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func retry(_ arguments: [String] = []) throws -> TrawlProcess.Ended {
        try TrawlProcess.run(["retry", "--quiet", "--store", bench.store.path] + arguments, in: bench.folder)
    }

    private func run(_ plugins: [String]) throws -> TrawlProcess.Ended {
        try bench.run(plugins[0], plugins[1])
    }

    private func open() throws -> [String] { try bench.rows("failures").map { $0.text("path") } }

    @Test func onlyWhatFailedRunsAgain() throws {
        try bench.write("a,b\n1,\"2\n", to: "in/broken.csv")
        try bench.write("a,b\n1,\"2\n", to: "in/other.csv")
        try bench.write("a,b\n1,2\n", to: "in/fine.csv")
        #expect(try bench.run().code == 3)
        #expect(try open() == ["in/broken.csv", "in/other.csv"])
        try bench.write("a,b\n1,2\n", to: "in/broken.csv")
        let summary = try JSONValue(parsing: retry(["--format", "json"]).output)
        #expect(summary.number("found") == 2)
        #expect(summary.number("recorded") == 1)
        #expect(try open() == ["in/other.csv"])
        let results = try bench.rows("results")
        #expect(results.map { $0.text("path") } == ["in/broken.csv", "in/fine.csv", "in/other.csv"])
        #expect(results.map { $0["partial"] } == [.boolean(false), .boolean(false), .boolean(true)])
    }

    @Test func pathsHandlersAndSignaturesNarrowTheChoice() throws {
        try bench.write("a,b\n1,\"2\n", to: "one.csv")
        try bench.write("a,b\n1,\"2\n", to: "two.csv")
        try bench.run()
        let signature = try #require(try bench.rows("failures").first?.text("signature"))
        for (arguments, found) in [
            (["one.csv"], 1.0), (["--path", "one.*"], 1), (["--handler", "delimited-text"], 2),
            (["--group", signature], 2), (["*.csv"], 2),
        ] {
            let ended = try retry(["--format", "json"] + arguments)
            #expect(try JSONValue(parsing: ended.output).number("found") == found, "\(arguments)")
        }
        for arguments in [["three.csv"], ["--handler", "text"], ["--group", "000000000000"]] {
            let ended = try retry(arguments)
            #expect(ended.code == 0)
            #expect(ended.errors.contains("no failure that stands matches"))
        }
    }

    @Test func aFileThatIsGoneHasNoFailureThatStands() throws {
        let file = try bench.write("a,b\n1,\"2\n", to: "one.csv")
        try bench.run()
        try FileManager.default.removeItem(at: file)
        let ended = try retry(["--format", "json"])
        #expect(ended.code == 0)
        #expect(try ended.json().number("vanished") == 1)
        #expect(try bench.rows("failures").isEmpty)
        #expect(try retry().errors.contains("no failure stands"))
    }

    @Test func aFileInQuarantineIsLeftAloneUntilItIsNamed() throws {
        let handler = try bench.writeHandler(
            "touchy",
            """
            if grep -q crash; then kill -SEGV $$; fi
            echo '{"type":"aggregate","value":{"calm":true}}'
            """)
        try bench.write("crash now\n", to: "wild.txt")
        try bench.write("all is well\n", to: "calm.txt")
        let plugins = ["--plugins", handler.path]
        #expect(try run(plugins).code == 3)
        let failure = try #require(try bench.rows("failures").first)
        #expect(failure.text("code") == "quarantined")
        #expect(failure.text("message").contains("SIGSEGV"))
        let again = try TrawlProcess.run(
            ["run", bench.data.path, "--store", bench.store.path, "--quiet", "--format", "json"] + plugins,
            in: bench.folder)
        #expect(again.code == 3, "the failure stands")
        #expect(try again.json().number("unchanged") == 2)
        #expect(try open() == ["wild.txt"], "the failure stands as long as the file is in quarantine")
        #expect(try retry(["wild.txt"] + plugins).code == 3)
        try bench.write("peace\n", to: "wild.txt")
        #expect(try run(plugins).code == 0)
        #expect(try open().isEmpty)
        #expect(try bench.rows("results").map { $0.text("path") } == ["calm.txt", "wild.txt"])
    }

    @Test(.enabled(if: getuid() != 0, "root may read everything"))
    func aDirectoryThatCanBeReadAgainIsWalked() throws {
        try bench.write("words\n", to: "closed/inner.txt")
        let folder = bench.data.appendingPathComponent("closed").path
        #expect(chmod(folder, 0) == 0)
        #expect(try bench.run().code == 3)
        #expect(try open() == ["closed/"])
        #expect(chmod(folder, 0o755) == 0)
        #expect(try retry().code == 0)
        #expect(try open().isEmpty)
        #expect(try bench.rows("results").map { $0.text("path") } == ["closed/inner.txt"])
    }
}
