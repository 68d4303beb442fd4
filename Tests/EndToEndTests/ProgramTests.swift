import Foundation
import HandlerTesting
import Testing

/// What a machine has for programs to be written in.
enum Language {
    static func isThere(_ program: String) -> Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }

    static let hasPython = isThere("python3")
    static let hasC = isThere("cc") && isThere("make")
}

/// Handlers that are programs, as their users run them.
@Suite struct ProgramTests {
    private let bench: Workbench
    private let examples = TestData.projectRoot().appendingPathComponent("Plugins/examples")

    init() throws { bench = try Workbench() }

    /// Writes a handler in shell.
    private func writeHandler(_ name: String, _ manifest: String = "", script: String) throws {
        let folder = bench.folder.appendingPathComponent("handlers/\(name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let text = """
            protocol: 1
            name: \(name)
            version: 1.0.0
            summary: A handler of a test
            command: [sh, handler.sh]
            accepts: [text/plain]
            delivery: input

            """
        try Data((text + manifest).utf8).write(to: folder.appendingPathComponent("handler.yaml"))
        try Data(script.utf8).write(to: folder.appendingPathComponent("handler.sh"))
    }

    private func aggregates(_ handler: String) throws -> [String: JSONValue] {
        Dictionary(
            try bench.rows("results", "--handler", handler).map { ($0.text("path"), $0["aggregate"] ?? .null) },
            uniquingKeysWith: { first, _ in first })
    }

    @Test(.enabled(if: Language.hasPython, "no python3 on the PATH"))
    func handlersInPythonAndShellSeeFilesAndMembers() throws {
        try bench.write("one\nan ERROR\n", to: "a.log.txt")
        try bench.write("{\"a\": [1, 2]}\n", to: "sub/b.json")
        let packing = Process()
        packing.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        packing.arguments = [
            "tar", "-C", bench.data.path, "-czf", bench.data.path + "/c.tgz", "a.log.txt", "sub/b.json",
        ]
        try packing.run()
        packing.waitUntilExit()
        try bench.write("{\"torn\": ", to: "d.json")
        let ended = try bench.run(
            "--plugins", examples.appendingPathComponent("json-shape").path, "--plugins",
            examples.appendingPathComponent("log-levels").path, "--jobs", "2")
        #expect(ended.code == 3, "\(ended.errors)")
        #expect(try bench.rows("failures").map { $0.text("path") } == ["d.json"])
        let logs = try aggregates("log-levels")
        #expect(logs.keys.sorted() == ["a.log.txt", "c.tgz!/a.log.txt"])
        #expect(logs["c.tgz!/a.log.txt"]?.number("errors") == 1)
        let shapes = try aggregates("json-shape")
        #expect(shapes.keys.sorted() == ["c.tgz!/sub/b.json", "sub/b.json"])
        #expect(shapes["sub/b.json"]?.number("depth") == 3)
    }

    @Test func theConfigurationAndTheEnvironmentNameDirectories() throws {
        try writeHandler(
            "size-of", script: "echo \"{\\\"type\\\":\\\"aggregate\\\",\\\"value\\\":{\\\"n\\\":$(wc -c)}}\"\n")
        try bench.write("words\n", to: "a.txt")
        let file = try bench.configure("plugins: [handlers]\nhandlers:\n  size-of: {limits: {wall: 5s}, jobs: 1}\n")
        #expect(try bench.run("--config", file).code == 0)
        #expect(try aggregates("size-of")["a.txt"]?.number("n") == 6)
        let list = try bench.trawl("handlers", "--config", file, "--format", "json")
        let row = try #require(try list.json().elements.first { $0.text("name") == "size-of" })
        #expect(row.text("from") == bench.folder.appendingPathComponent("handlers/size-of").path)
        let explained = try bench.trawl("explain", "data/a.txt", "--plugins", "handlers", "--format", "json")
        #expect(try explained.json()["handlers"]?.elements.first == .string("size-of"))
    }

    @Test func aProgramThatFailsHarmsItsFileAlone() throws {
        try writeHandler(
            "picky",
            script: """
                case "$(cat)" in
                bad) echo 'warning: found a bad one' >&2; exit 7 ;;
                slow) sleep 60 ;;
                esac
                echo '{"type":"aggregate","value":{}}'

                """)
        for text in ["bad", "good", "slow"] { try bench.write(text, to: "\(text).txt") }
        let file = try bench.configure("handlers: {picky: {limits: {wall: 400ms, stall: 400ms}}}\n")
        let ended = try bench.run("--plugins", "handlers", "--config", file)
        #expect(ended.code == 3)
        #expect(ended.errors.contains("trawl: handler picky: found a bad one"))
        #expect(try aggregates("picky").keys.sorted() == ["good.txt"])
        let failures = try bench.rows("failures")
        #expect(failures.map { $0.text("path") } == ["bad.txt", "slow.txt"])
        #expect(failures.allSatisfy { $0.text("code") == "quarantined" })
        #expect(failures[0].text("message").contains("exited with status 7"))
        #expect(
            failures[1].text("message").contains("time-exceeded") || failures[1].text("message").contains("stalled"))
    }

    @Test func anInterruptedRunEndsItsPrograms() throws {
        try writeHandler("waits", script: "echo \"warning: $$\" >&2\nsleep 60\n")
        try bench.write("words\n", to: "a.txt")
        let running = try bench.startRun("--plugins", "handlers")
        let errors = { try String(contentsOf: running.errors, encoding: .utf8) }
        #expect(try eventually { try errors().contains("handler waits: ") })
        running.signal(SIGINT)
        #expect(try running.wait().code == 130)
        let pid = try #require(try errors().firstMatch(of: /handler waits: (\d+)/).flatMap { pid_t($0.output.1) })
        #expect(kill(pid, 0) != 0)
        #expect(try bench.rows("failures").isEmpty)
    }

    struct Fault: CustomTestStringConvertible, Sendable {
        let manifest: String
        let words: [String]
        var testDescription: String { words.joined(separator: ", ") }
    }

    private static let faults = [
        Fault(manifest: "rôle: primary\n", words: ["handler.yaml:8:", "unknown key"]),
        Fault(
            manifest: "enable: true\n", words: ["handler.yaml:8:", "unknown key 'enable'", "did you mean 'enabled'"]),
        Fault(manifest: "role: main\n", words: ["handler.yaml:8:", "role: expected primary or companion"]),
        Fault(manifest: "limits: {wall: 5}\n", words: ["handler.yaml:8:", "limits.wall", "250ms, 60s, 5min or 1h"]),
        Fault(manifest: "limits: {wal: 5s}\n", words: ["unknown key 'wal'", "'wall'"]),
        Fault(manifest: "files_in_flight: 2\n", words: ["handler.yaml:8:", "with delivery input"]),
        Fault(
            manifest: "outputs: [{path: a, type: int, summary: b}]\n", words: ["handler.yaml:8:", "expected text or"]),
        Fault(manifest: "outputs: [{path: a, type: text}]\n", words: ["handler.yaml:8:", "'summary' is missing"]),
        Fault(manifest: "options: [{name: a, summary: b}]\n", words: ["handler.yaml:8:", "'default' is missing"]),
        Fault(
            manifest: "options: [{name: a, default: x, choices: [y], summary: b}]\n",
            words: ["handler.yaml:8:", "'x' is not one of y"]),
        Fault(
            manifest: "options: [{name: a, default: x, range: [1, 2], summary: b}]\n",
            words: ["range", "is for numbers"]),
        Fault(manifest: "network: true\n", words: ["asks for the network", "handlers.faulty.network: true"]),
    ]

    @Test(arguments: faults) func aFaultOfAManifestIsNamedWithItsPlace(fault: Fault) throws {
        try writeHandler("faulty", fault.manifest, script: "")
        let ended = try bench.trawl("handlers", "--plugins", "handlers")
        #expect(ended.code == 65)
        for word in fault.words { #expect(ended.errors.contains(word), "\(ended.errors)") }
    }

    @Test func namesAndCommandsAreChecked() throws {
        func errors(_ name: String, _ change: (String) -> String) throws -> String {
            try writeHandler(name, script: "")
            let url = bench.folder.appendingPathComponent("handlers/\(name)/handler.yaml")
            try Data(change(try String(contentsOf: url, encoding: .utf8)).utf8).write(to: url)
            defer { try? FileManager.default.removeItem(at: bench.folder.appendingPathComponent("handlers")) }
            let ended = try bench.trawl("handlers", "--plugins", "handlers")
            #expect(ended.code == 65)
            return ended.errors
        }
        #expect(try errors("a") { $0.replacing("[sh,", with: "[no-such-shell,") }.contains("handler.yaml:5:"))
        #expect(try errors("a") { $0.replacing("[sh, handler.sh]", with: "[handler.sh]") }.contains("chmod +x"))
        #expect(try errors("a") { $0.replacing("name: a", with: "name: text") }.contains("'text' is taken by Trawl"))
        #expect(try errors("a") { $0.replacing("name: a", with: "name: A_b") }.contains("kebab-case"))
        #expect(try errors("a") { $0.replacing("version: 1.0.0", with: "version: x") }.contains("handler.yaml:3:"))
        #expect(try errors("a") { $0.replacing("protocol: 1", with: "protocol: 2") }.contains("protocol 1 only"))
        #expect(try errors("a") { $0.replacing("text/plain", with: "text") }.contains("none of type/subtype"))
        #expect(try bench.trawl("handlers", "--plugins", "nowhere").errors.contains("there is no directory nowhere"))
        #expect(try bench.trawl("handlers", "--plugins", "data").errors.contains("holds no handler"))
    }
}
