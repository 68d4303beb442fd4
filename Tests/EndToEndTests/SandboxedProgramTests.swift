import Foundation
import HandlerTesting
import Testing

/// Programs executed within the sandbox for handlers that are programs.
@Suite struct SandboxedProgramTests {
    private let bench: Workbench
    private let scratch: URL

    init() throws {
        bench = try Workbench()
        scratch = bench.folder.appendingPathComponent("scratch")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    }

    /// The Python that `PATH` leads to, where it lies itself: the name on the `PATH` may be a script that looks for it.
    private static let python: String? = {
        guard let bench = try? Workbench() else { return nil }
        let ended = try? TrawlProcess.start(
            ["python3", "-c", "import sys; print(sys.executable)"], in: bench.folder,
            program: URL(fileURLWithPath: "/usr/bin/env")
        ).wait()
        return ended.flatMap { $0.code == 0 ? $0.lines.first : nil }
    }()

    private func run(_ options: [String] = [], _ command: [String]) throws -> TrawlProcess.Ended {
        let arguments = ["sandbox-probe", "--profile", "program"] + options + ["--"] + command
        return try TrawlProcess.run(arguments, in: bench.folder)
    }

    private func shell(_ script: String, _ options: [String] = []) throws -> TrawlProcess.Ended {
        try run(options, ["/bin/sh", "-c", script])
    }

    @Test func aShellWithItsToolsWorks() throws {
        let ended = try shell("echo one | tr a-z A-Z; date +%Z > /dev/null && echo two")
        #expect(ended.text == "ONE\ntwo\n")
        #expect(ended.code == 0 && ended.errors.isEmpty)
    }

    @Test(.enabled(if: python != nil, "no python3 on the PATH"))
    func pythonWorks() throws {
        let python = try #require(Self.python)
        let home = URL(fileURLWithPath: python).deletingLastPathComponent().deletingLastPathComponent().path
        let script = """
            import hashlib, json, socket, subprocess, tempfile, threading
            left, right = socket.socketpair(); left.send(b"x"); right.recv(1)
            thread = threading.Thread(target=lambda: None); thread.start(); thread.join()
            print(json.dumps(subprocess.run(["echo", "child"], capture_output=True, text=True).stdout))
            """
        let ended = try run(["--readable", home], [python, "-c", script])
        #expect(ended.text == "\"child\\n\"\n")
        #expect(ended.code == 0, "\(ended.errors)")
    }

    @Test(.enabled(if: SandboxTests.landlockABI >= 1, "the kernel has no Landlock"))
    func filesAreReadAndWrittenWhereThatIsGiven() throws {
        let given = try bench.write("words\n", to: "given.txt")
        let other = try bench.write("secret\n", to: "other.txt")
        let script = """
            cat '\(given.path)'; cat '\(other.path)'; echo more >> '\(given.path)'
            cd '\(scratch.path)' && echo new > a && mv a b && mkdir c && cat b
            printf '#!/bin/sh\\necho executed\\n' > d && chmod +x d && ./d
            """
        let ended = try shell(script, ["--readable", given.path, "--writable", scratch.path])
        #expect(ended.text == "words\nnew\n")
        #expect(try String(contentsOf: given, encoding: .utf8) == "words\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: scratch.appendingPathComponent("b").path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test(.enabled(if: SandboxTests.landlockABI >= 1, "the kernel has no Landlock"))
    func descriptorsThatAreOpenAlreadyCanBeRead() throws {
        try bench.write("words\n", to: "given.txt")
        let script = "exec '\(TrawlProcess.binary.path)' sandbox-probe --profile program -- /bin/cat < data/given.txt"
        let ended = try TrawlProcess.start(
            ["-c", script], in: bench.folder, program: URL(fileURLWithPath: "/bin/sh")
        ).wait()
        #expect(ended.text == "words\n")
    }

    @Test func aPathThatIsNotThereIsSaid() throws {
        let ended = try TrawlProcess.run(
            ["sandbox-probe", "--profile", "program", "--readable", "/no/such/path"], in: bench.folder)
        let closed = try ended.json()["report"]?["closed_paths"]?.elements.compactMap(\.text)
        #expect(closed == (SandboxTests.landlockABI >= 1 ? ["/no/such/path"] : []))
    }

    @Test func processesOutsideCannotBeSignalled() throws {
        let outside = ProcessInfo.processInfo.processIdentifier
        let ended = try shell("kill -0 \(outside) && echo outside; kill -0 $$ && echo itself")
        #expect(ended.text == "itself\n")
    }

    @Test func itEndsWithTheProcessThatStartedIt() throws {
        let pid = bench.folder.appendingPathComponent("pid")
        let inner = "echo $$ > pid; exec sleep 600"
        let probe = "'\(TrawlProcess.binary.path)' sandbox-probe --profile program --writable ."
        let outer = "\(probe) -- /bin/sh -c '\(inner)' & while [ ! -s pid ]; do sleep 0.01; done"
        let ended = try TrawlProcess.start(
            ["-c", outer], in: bench.folder, program: URL(fileURLWithPath: "/bin/sh")
        ).wait()
        #expect(ended.code == 0)
        let text = try String(contentsOf: pid, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        let process = try #require(Int32(text))
        #expect(eventually(within: .seconds(20)) { hasEnded(process) })
    }

    /// A process that nobody waited for is still listed, as a zombie.
    private func hasEnded(_ process: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return true }
        return status.contains(") Z ") || status.contains(") X ")
    }

    @Test func limitsHold() throws {
        let size = try shell("head -c 100000 /dev/zero > big", ["--writable", ".", "--limits", "::4096"])
        #expect(size.code != 0)
        let big = try FileManager.default.attributesOfItem(atPath: bench.folder.appendingPathComponent("big").path)
        #expect(big[.size] as? Int == 4096)
        let limits = try shell("ulimit -v; ulimit -t; ulimit -c", ["--limits", "1073741824:7:"])
        #expect(limits.lines == ["1048576", "7", "0"])
        let time = try shell("while :; do :; done", ["--limits", ":1:"])
        #expect(time.code == -SIGXCPU || time.code == -SIGKILL)
    }
}
