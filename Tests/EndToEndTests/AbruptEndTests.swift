import Foundation
import HandlerTesting
import Testing

/// Files that end the program itself.
@Suite struct AbruptEndTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func run(_ plugins: URL, _ options: String...) throws -> TrawlProcess.Ended {
        try TrawlProcess.run(
            [
                "run", bench.data.path, "--store", bench.store.path, "--quiet", "--isolation", "none", "--format",
                "json", "--jobs", "1", "--plugins", plugins.path,
            ] + options, in: bench.folder)
    }

    @Test func aFileThatEndsTheProgramIsTriedAloneAndThenLeftAlone() throws {
        let handler = try bench.writeHandler(
            "poisoned",
            """
            if grep -q poison; then kill -SEGV $PPID; sleep 60; fi
            echo '{"type":"aggregate","value":{"calm":true}}'
            """)
        try bench.write("poison\n", to: "b.txt")
        for name in ["a", "c", "d"] { try bench.write("calm \(name)\n", to: "\(name).txt") }
        #expect(try run(handler).code == -SIGSEGV)
        #expect(try run(handler).code == -SIGSEGV, "it is tried alone, after all others")
        #expect(try bench.rows("results").map { $0.text("path") } == ["a.txt", "c.txt", "d.txt"])
        #expect(try run(handler).code == -SIGSEGV)
        let ended = try run(handler)
        #expect(ended.code == 3, "\(ended.errors)")
        #expect(try ended.json().number("failed") == 1)
        let failure = try #require(try bench.rows("failures").first)
        #expect(failure.text("path") == "b.txt" && failure.text("code") == "quarantined")
        #expect(failure.text("message").contains("crashed 2 times"))
        #expect(try run(handler).json().number("unchanged") == 4)
        try bench.write("calm again\n", to: "b.txt")
        #expect(try run(handler).code == 0)
        #expect(try bench.rows("results").count == 4)
    }

    @Test func whatWasUnderWayWhenSomebodyElseEndedTheProgramIsSimplyDone() throws {
        let handler = try bench.writeHandler(
            "slow",
            """
            sleep 0.2
            echo '{"type":"aggregate","value":{"slept":true}}'
            """)
        for number in 0..<6 { try bench.write("file \(number)\n", to: "\(number).txt") }
        for _ in 0..<3 {
            let running = try TrawlProcess.start(
                ["run", bench.data.path, "--store", bench.store.path, "--quiet", "--plugins", handler.path],
                in: bench.folder)
            usleep(300_000)
            running.signal(SIGKILL)
            _ = try running.wait()
        }
        let ended = try run(handler)
        #expect(ended.code == 0, "\(ended.errors)")
        #expect(try bench.rows("results").count == 6)
        #expect(try bench.rows("failures", "--all").isEmpty)
    }
}
