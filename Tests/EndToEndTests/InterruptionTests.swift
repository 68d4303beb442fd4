import Foundation
import HandlerTesting
import Testing

/// Runs that do not come to their end: what they committed stays, and the next run makes up for the rest.
@Suite struct InterruptionTests {
    @Test(arguments: [SIGINT, SIGTERM]) func aRunThatIsAskedToStopKeepsWhatItHas(signal: Int32) throws {
        let bench = try Workbench()
        try bench.writeMuch()
        let running = try bench.startRun("--format", "json")
        let sees = try running.pause { try !bench.rows("results").isEmpty }
        #expect(sees)
        running.signal(signal)
        running.signal(SIGCONT)
        let ended = try running.wait()
        #expect(ended.code == 130, "\(ended.errors)")

        let summary = try ended.json()
        let found = try #require(summary.number("found"))
        #expect(summary["interrupted"] == .boolean(true))
        #expect(summary["balanced"] == .boolean(true))
        #expect(summary.number("failed") == 0, "an entry that was given up is no failure")
        #expect(found > 0 && found < 1_012)
        #expect(try bench.ledger().count == Int(found))
        let results = try bench.rows("results")
        #expect(results.count == Int(found))
        #expect(results.allSatisfy { $0["partial"] == .boolean(false) })
        #expect(try bench.rows("runs").map { $0.text("state") } == ["interrupted"])

        let next = try bench.run("--format", "json")
        #expect(next.code == 0)
        let rest = try next.json()
        #expect(rest.number("unchanged") == found, "what was committed stands")
        #expect(rest.number("recorded") == 1_012 - found)
        #expect(try bench.rows("results").count == 1_012)
        #expect(try bench.rows("runs").map { $0.text("state") } == ["interrupted", "finished"])
    }

    @Test func aSecondRequestEndsItAtOnce() throws {
        let bench = try Workbench()
        try bench.writeMuch(small: 50, tables: 1, rows: 200_000)
        let running = try bench.startRun()
        let sees = try running.pause { try !bench.rows("results").isEmpty }
        #expect(sees)
        // Both are taken when it goes on: the second while the first is obeyed, which waits for the file at hand.
        running.signal(SIGINT)
        running.signal(SIGTERM)
        running.signal(SIGCONT)
        #expect(try running.wait().code == 130)
        #expect(try bench.rows("runs").map { $0.text("state") } == ["running"])
        #expect(try bench.rows("results").count < 51)
    }

    /// How far a run has got when it is killed.
    enum Moment: CaseIterable {
        case started
        case locked
        case madeStore
        case committed
        case committedMost

        func isReached(_ bench: Workbench) throws -> Bool {
            switch self {
            case .started: true
            case .locked: FileManager.default.fileExists(atPath: bench.store.path + ".lock")
            case .madeStore: FileManager.default.fileExists(atPath: bench.store.path + "-wal")
            case .committed: try !bench.rows("results").isEmpty
            case .committedMost: try bench.rows("results").count > 300
            }
        }
    }

    @Test func aRunThatIsKilledLeavesAStoreForTheNext() throws {
        let undisturbed = try Workbench()
        try undisturbed.writeMuch(small: 400, tables: 16)
        try undisturbed.write("a,b\n1,\"never closed\n", to: "broken.csv")
        #expect(try undisturbed.run().code == 3)
        let expected = try undisturbed.everything()
        #expect(try undisturbed.rows("results").count == 417)
        for moment in Moment.allCases {
            let bench = try Workbench(walking: undisturbed.data)
            let running = try bench.startRun()
            let reached = try running.pause { try moment.isReached(bench) }
            #expect(reached, "\(moment)")
            running.signal(SIGKILL)
            #expect(try running.wait().code == -SIGKILL, "\(moment): it ended before it was killed")

            let left = try bench.list("results")
            if moment == .committed || moment == .committedMost {
                #expect(left.code == 0 && !left.output.isEmpty, "\(moment): \(left.errors)")
            } else {
                #expect(left.code == 0 || left.code == 74, "\(moment): \(left.errors)")
            }
            #expect(try bench.run().code == 3, "\(moment)")
            for (listing, pair) in zip(Workbench.listings, zip(try bench.everything(), expected)) {
                #expect(pair.0 == pair.1, "\(listing), killed when \(moment)")
            }
        }
    }
}
