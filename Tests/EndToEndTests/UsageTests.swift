import Foundation
import HandlerTesting
import Testing

@Suite struct UsageTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private static let mistakes = [
        ["run"], ["run", "data", "--jobs", "0"], ["run", "data", "--tolerate", "few"],
        ["run", "data", "--format", "csv"], ["run", "data", "--settle", "soon"], ["plan"], ["plan", "nowhere"],
        ["watch"], ["watch", "data", "--rescan", "often"],
        ["run", "data", "--tolerate", "=5"], ["run", "data", "--retries", "-1"],
        ["run", "data", "--no-such-option"], ["results", "--format", "xml"], ["show"], ["explain"], ["no-such-command"],
        ["show", "x", "--format", "csv"], ["notify", "test"], ["doctor", "--format", "csv"], ["explain", "data"],
        ["explain", "nowhere"], ["query"], ["query", "SELECT 1", "--file", "a.sql"],
        ["query", "SELECT 1", "--limit", "-1"],
        ["query", "SELECT 1", "--timeout", "soon"], ["query", "SELECT 1", "--param", "path"],
        ["export"], ["export", "--to", "out"], ["export", "--to", "-", "--format", "sqlite"],
        ["export", "--to", "-", "--format", "csv"], ["export", "--to", "out", "--format", "csv", "--table", "runs"],
        ["catalogue", "--format", "csv"],
        ["serve", "--listen", "8420"], ["serve", "--certificate", "c.pem"],
        ["serve", "--token-env", "A", "--token-file", "b"],
    ]

    @Test(arguments: mistakes) func aMistakeIsSaidAndNothingIsBegun(arguments: [String]) throws {
        let ended = try TrawlProcess.run(arguments, in: bench.folder)
        #expect(ended.code == 64)
        #expect(!ended.errors.isEmpty)
        #expect(ended.output.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: bench.folder.appendingPathComponent(".trawl").path))
    }

    @Test func aPathThatDoesNotExistIsNamed() throws {
        let ended = try bench.trawl("run", "data", "nowhere/at all", "--store", bench.store.path)
        #expect(ended.code == 64)
        #expect(ended.errors.contains("nowhere/at all") && ended.errors.contains("No such file or directory"))
        #expect(!FileManager.default.fileExists(atPath: bench.store.path))
    }

    @Test func whatIsNeitherDirectoryNorFileIsNoRoot() throws {
        let ended = try bench.trawl("run", "/dev/null", "--store", bench.store.path)
        #expect(ended.code == 64)
        #expect(ended.errors.contains("/dev/null is neither a directory nor a regular file"))
    }

    @Test func rootsThatOverlapAreRefused() throws {
        try bench.write("words\n", to: "inner/a.txt")
        for roots in [["data", "data/inner"], ["data/inner", "data/../data"], ["data", "data/inner/a.txt"]] {
            let ended = try TrawlProcess.run(["run"] + roots + ["--store", bench.store.path], in: bench.folder)
            #expect(ended.code == 64)
            #expect(ended.errors.contains("overlap"))
            for root in roots { #expect(ended.errors.contains(root)) }
        }
    }

    @Test func theSameRootTwiceIsOneRoot() throws {
        try bench.write("words\n", to: "a.txt")
        let ended = try bench.trawl("run", "data", "data/.", "--store", bench.store.path, "--format", "json", "--quiet")
        #expect(ended.code == 0)
        #expect(try ended.json().number("found") == 1)
    }

    @Test func aListingThatCannotBeWrittenIsNoListing() throws {
        try bench.write("words\n", to: "a.txt")
        try bench.run()
        let ended = try shell("exec \"$0\" results --store store.db > /dev/full")
        #expect(ended.code == 74)
        #expect(ended.errors.contains("the output could not be written: No space left on device"))
    }

    @Test func rootsSideBySideAreKeptApart() throws {
        try bench.write("words\n", to: "one/a.txt")
        try bench.write("more words\n", to: "two/a.txt")
        #expect(try bench.trawl("run", "data/one", "data/two", "--store", bench.store.path, "--quiet").code == 0)
        let rows = try bench.rows("results")
        #expect(rows.map { $0.text("path") } == ["a.txt", "a.txt"])
        #expect(rows.map { $0.text("root") } == ["one", "two"].map { bench.data.appendingPathComponent($0).path })
        #expect(rows.map { $0["aggregate"]?.number("words") } == [1, 2])
    }

    @Test func pathsMayHaveNamesThatAreNotUTF8() throws {
        for (directory, text) in [("caf\\351", "words"), ("caf\\350", "more words")] {
            let script = "d=$(printf '\(directory)') && mkdir \"$d\" && echo \(text) > \"$d/$d.txt\""
            #expect(try shell(script).code == 0)
        }
        let arguments = "\"$(printf 'caf\\351')\" \"$(printf 'caf\\350')\""
        #expect(try shell("exec \"$0\" run \(arguments) --store store.db --quiet").code == 0)
        let rows = try bench.rows("results")
        #expect(rows.map { $0.text("path") } == [#"caf\xE8.txt"#, #"caf\xE9.txt"#])
        #expect(rows.map { $0.text("root") } == ["E8", "E9"].map { bench.folder.path + #"/caf\x"# + $0 })
        #expect(rows.map { $0["aggregate"]?.number("words") } == [2, 1])
        let explained = try shell("d=$(printf 'caf\\351'); exec \"$0\" explain \"$d/$d.txt\" --format json")
        #expect(explained.code == 0)
        #expect(try explained.json().text("media_type") == "text/plain")
    }

    /// Runs a script whose `$0` is the program: a process is started here with arguments of text, and a shell has bytes.
    private func shell(_ script: String) throws -> TrawlProcess.Ended {
        let arguments = ["-c", script, TrawlProcess.binary.path]
        return try TrawlProcess.start(arguments, in: bench.folder, program: URL(fileURLWithPath: "/bin/sh")).wait()
    }

    private static let commands = [
        [], ["run"], ["results"], ["show"], ["failures"], ["skipped"], ["anomalies"], ["score"], ["rollup"], ["diff"],
        ["report"],
        ["runs"], ["explain"],
        ["query"], ["export"], ["catalogue"],
        ["handlers"],
        ["config"], ["config", "check"], ["doctor"], ["retry"], ["plan"], ["prune"], ["watch"], ["serve"],
        ["generate"], ["generate", "receivers"],
        ["notify"], ["notify", "list"], ["notify", "retry"],
        ["notify", "test"],
    ]

    @Test(arguments: commands) func helpHasAnExample(command: [String]) throws {
        let ended = try TrawlProcess.run(command + ["--help"], in: bench.folder)
        #expect(ended.code == 0)
        #expect(ended.text.contains("EXAMPLE"))
        #expect(ended.text.contains((["trawl"] + command).joined(separator: " ")))
        #expect(ended.errors.isEmpty)
    }

    @Test func theTestsKnowAllCommands() throws {
        let help = try bench.trawl("--help").lines
        let start = try #require(help.firstIndex { $0.hasPrefix("SUBCOMMANDS") })
        let names = help[(start + 1)...].compactMap { $0.prefixMatch(of: #/ {2}([a-z]+) /#)?.output.1 }
        #expect(Set(names.map(String.init)) == Set(Self.commands.compactMap(\.first)))
    }

    @Test func versionIsThreeNumbers() throws {
        let ended = try bench.trawl("--version")
        #expect(ended.code == 0)
        #expect(ended.text.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }
}
