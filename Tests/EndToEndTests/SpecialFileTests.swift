import Foundation
import HandlerTesting
import Testing

/// What lies in a directory and is no plain file, and what is left by its name.
@Suite struct SpecialFileTests {
    private let bench: Workbench

    init() throws {
        bench = try Workbench()
        try bench.write("words\n", to: "plain.txt")
    }

    private func path(_ name: String) -> String { bench.data.appendingPathComponent(name).path }

    /// The outcome and the reason of every entry.
    private func ledger() throws -> [String: String] {
        let rows = try bench.ledger().map { ($0.text("path"), $0.text("outcome") + ": " + $0.text("reason")) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    @Test func whatCannotBeReadAsAFileIsSkippedWithItsKind() throws {
        #expect(mkfifo(path("fifo"), 0o644) == 0)
        #expect(try bindSocket(path("socket")))
        #expect(symlink("plain.txt", path("link")) == 0)
        #expect(symlink("nowhere", path("dangling")) == 0)
        #expect(try bench.run().code == 0)
        #expect(
            try ledger() == [
                "plain.txt": "recorded: text", "fifo": "skipped: FIFO", "socket": "skipped: socket",
                "link": "skipped: symbolic link (--follow takes it)",
                "dangling": "skipped: symbolic link (--follow takes it)",
            ])
    }

    private func bindSocket(_ path: String) throws -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // A path that is too long for a socket's address is reached by way of the descriptor of its directory.
        let folder = open(bench.data.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(folder) }
        let name = Array("/proc/self/fd/\(folder)/\(URL(fileURLWithPath: path).lastPathComponent)".utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    @Test func linksAreFollowedWhereThatIsAskedFor() throws {
        try bench.write("a,b\n1,2\n", to: "folder/table.csv")
        #expect(symlink("plain.txt", path("link")) == 0)
        #expect(symlink("folder", path("other")) == 0)
        #expect(symlink("..", path("folder/loop")) == 0)
        #expect(symlink("self", path("self")) == 0)
        #expect(symlink("nowhere", path("dangling")) == 0)
        #expect(try bench.run("--follow").code == 3)
        let ledger = try ledger()
        #expect(ledger["link"] == "recorded: text")
        #expect(ledger["other/table.csv"] == "recorded: delimited-text")
        for loop in ["folder/loop/", "other/loop/"] {
            #expect(ledger[loop] == "skipped: directory: a link back to a directory around it")
        }
        for broken in ["self", "dangling"] { #expect(ledger[broken]?.hasPrefix("failed: ") == true, "\(broken)") }
        #expect(ledger["dangling"]?.contains("link") == true, "\(ledger["dangling"] ?? "")")
        #expect(ledger["dangling"]?.contains("removed during the run") == false)
        #expect(ledger.count == 8)
    }

    @Test(.enabled(if: getuid() != 0, "root may read everything"))
    func whatMayNotBeReadIsAFailureThatSaysWhatToDo() throws {
        try bench.write("words\n", to: "closed/inner.txt")
        try bench.write("words\n", to: "closed.txt")
        #expect(chmod(path("closed"), 0) == 0)
        #expect(chmod(path("closed.txt"), 0) == 0)
        defer { chmod(path("closed"), 0o755) }
        #expect(try bench.run().code == 3)
        let failures = try bench.rows("failures")
        #expect(failures.map { $0.text("path") } == ["closed.txt", "closed/"])
        #expect(failures.allSatisfy { $0.text("code") == "permission-denied" })
        #expect(failures.allSatisfy { $0.text("message").contains("run as a user who may read it") })
        #expect(try ledger()["plain.txt"] == "recorded: text")
    }

    @Test func hiddenNamesAreTakenWhereThatIsAskedFor() throws {
        try bench.write("words\n", to: ".note")
        try bench.write("words\n", to: ".folder/inner.txt")
        try bench.run()
        #expect(
            try ledger() == [
                "plain.txt": "recorded: text", ".note": "skipped: hidden (--hidden takes it)",
                ".folder/": "skipped: directory: hidden (--hidden takes it)",
            ])
        let other = try Workbench(walking: bench.data)
        try other.run("--hidden")
        #expect(try other.ledger().map { $0.text("path") } == [".folder/inner.txt", ".note", "plain.txt"])
        #expect(try other.ledger().allSatisfy { $0.text("outcome") == "recorded" })
    }

    @Test func patternsSayWhatIsTaken() throws {
        for name in ["a.csv", "b.tmp", "raw/c.csv", "raw/d.txt", "old/e.csv"] {
            try bench.write("x,y\n1,2\n", to: name)
        }
        try bench.run("--include", "*.csv", "--include", "plain.*", "--exclude", "old", "--exclude", "raw/c*")
        #expect(
            try ledger() == [
                "a.csv": "recorded: delimited-text", "plain.txt": "recorded: text",
                "b.tmp": "skipped: matches no --include pattern", "raw/d.txt": "skipped: matches no --include pattern",
                "raw/c.csv": "skipped: excluded by 'raw/c*'", "old/": "skipped: directory: excluded by 'old'",
            ])
    }

    @Test func theStoreInUseIsNotTakenForData() throws {
        let store = path(".trawl/store.db")
        let arguments = ["run", bench.data.path, "--store", store, "--hidden", "--quiet", "--enable", "fingerprint"]
        for _ in 1...2 {
            #expect(try TrawlProcess.run(arguments, in: bench.folder).code == 0)
            let rows = try TrawlProcess.run(["results", "--store", store, "--format", "ndjson"], in: bench.folder).lines
                .map { try JSONValue(parsing: Data($0.utf8)).text("path") }
            #expect(Set(rows) == ["plain.txt"])
        }
        let skipped = try TrawlProcess.run(["skipped", "--store", store, "--format", "ndjson"], in: bench.folder).lines
        #expect(skipped.count >= 2)
        #expect(skipped.allSatisfy { $0.contains("the record store in use") })
    }

    @Test func aSingleFileIsARootToo() throws {
        let ended = try bench.trawl("run", path("plain.txt"), "--store", bench.store.path, "--quiet")
        #expect(ended.code == 0)
        #expect(try bench.rows("results").map { $0.text("path") } == ["plain.txt"])
    }
}
