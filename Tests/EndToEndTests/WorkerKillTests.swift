import Foundation
import HandlerTesting
import Testing

/// Worker processes that are killed while a run goes on.
@Suite struct WorkerKillTests {
    @Test func theResultsAreThoseOfARunThatNobodyDisturbed() throws {
        let bench = try Workbench()
        try bench.writeMuch(small: 600, tables: 6, rows: 8_000)
        let archives = TestData.folder().appendingPathComponent("store/archives")
        for number in 0..<20 {
            for name in ["nested.zip", "logs.tar.xz"] {
                try FileManager.default.copyItem(
                    at: archives.appendingPathComponent(name),
                    to: bench.data.appendingPathComponent("archive\(number)-\(name)"))
            }
        }
        #expect(try bench.run().code == 0)
        let undisturbed = try bench.everything()
        for file in ["store.db", "store.db-wal", "store.db-shm"] {
            try? FileManager.default.removeItem(at: bench.folder.appendingPathComponent(file))
        }
        let running = try bench.startRun("--format", "json")
        var kills = 0
        while running.process.isRunning, kills < 60 {
            let child = ChildProcesses.of(running.process.processIdentifier).randomElement()
            if let child, kill(child, SIGKILL) == 0 { kills += 1 }
            usleep(UInt32.random(in: 5_000...60_000))
        }
        let ended = try running.wait()
        let failures = try bench.rows("failures").map { "\($0.text("path")): \($0.text("message"))" }
        #expect(ended.code == 0, "\(failures)")
        #expect(kills > 5)
        #expect(try bench.everything() == undisturbed)
    }
}
