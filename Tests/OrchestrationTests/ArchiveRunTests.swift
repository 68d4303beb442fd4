import Dispatch
import HandlerAPI
import Orchestration
import RecordStores
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct ArchiveRunTests {
    private func setup(
        _ files: [(String, String)], handlers: [any Handler.Type] = [WordHandler.self, TagHandler.self],
        records: any RecordStore = InMemoryRecordStore(), jobs: Int = 2
    ) throws -> RunSetup {
        let registry = try HandlerRegistry(handlers)
        return RunSetup(
            programVersion: "0", roots: [Root(name: "/r", store: FakeStore(files: files))], detector: FakeDetector(),
            registry: registry, router: try Router(registry), containers: [Box()], records: records, jobs: jobs,
            now: { "2024-01-01T00:00:00Z" })
    }

    private func aggregate(_ records: InMemoryRecordStore, _ path: String, _ handler: String) -> String? {
        records.record(for: RecordKey(root: "/r", path: StorePath(escaped: path), handler: handler))?.record.aggregate
    }

    @Test func membersMergeUpwardInTheirOrderWhateverOrderTheyEndIn() throws {
        let records = InMemoryRecordStore()
        let inner = Box.packed([("b.txt", "b"), ("c.txt", "c")])
        let box = Box.packed([("a.txt", "a"), ("in.box", inner), ("d.txt", "d")])
        var setup = try setup([("o.box", box)], handlers: [WordHandler.self], records: records, jobs: 2)
        // The first member waits until every other was at work.
        let others = DispatchSemaphore(value: 0)
        setup.runner = WatchedRunner { path in
            if path.hasSuffix("a.txt") {
                for _ in 0..<3 { others.wait() }
            } else {
                others.signal()
            }
        }
        let summary = try Run(setup).execute()
        #expect(summary.isBalanced)
        #expect(summary.found == 6)
        #expect(aggregate(records, "o.box", "words") == #"{"words":["a","b","c","d"]}"#)
        #expect(aggregate(records, "o.box!/in.box", "words") == #"{"words":["b","c"]}"#)
        #expect(
            aggregate(records, "o.box", "archive")
                == #"{"media_types":{"application/x-box":1,"text/txt":2},"member_bytes":\#(inner.utf8.count + 2),"#
                + #""members":3,"outcomes":{"recorded":3}}"#)
    }

    @Test(arguments: [1, 4])
    func anArchivesOwnRecordStandsBeforeTheTotalOfItsMembers(jobs: Int) throws {
        let records = InMemoryRecordStore()
        let box = Box.packed([("a.txt", "a"), ("b.txt", "b")])
        _ = try Run(setup([("o.box", box)], records: records, jobs: jobs)).execute()
        var kept: [String] = []
        try records.scanRecords(of: .beginning(with: "o.box")) { row in
            if row.file.path.description == "o.box" { kept.append("\(row.record.handler) \(row.record.aggregate)") }
        }
        #expect(kept.count == 3)
        #expect(kept.contains(#"tag {"words":["o.box"]}"#))
        #expect(kept.contains(#"words {"words":["a","b"]}"#))
    }

    @Test func aTornArchiveFailsAndKeepsItsMembers() throws {
        let records = InMemoryRecordStore()
        let setup = try setup([("o.box", Box.packed([("a.txt", "a")]) + "torn 999\n...")], records: records)
        let summary = try Run(setup).execute()
        #expect(summary.isBalanced)
        #expect(summary.outcomes == [.recorded: 1, .failed: 1])
        let key = RecordKey(root: "/r", path: StorePath(escaped: "o.box"), handler: "words")
        #expect(records.record(for: key)?.record.isPartial == true)
    }

    @Test func theBudgetIsOneForAWholeNest() throws {
        let inner = Box.packed((0..<3).map { ("\($0).txt", "x") })
        let records = InMemoryRecordStore()
        var setup = try setup(
            [("o.box", Box.packed([("1.box", inner), ("2.box", inner)])), ("p.box", inner)], records: records)
        setup.expansion.members = 5
        let summary = try Run(setup).execute()
        #expect(summary.isBalanced)
        var refused: [String] = []
        try records.scanLedger(of: .all) { if $0.outcome == .refused { refused.append($0.path.description) } }
        #expect(refused == ["o.box", "o.box!/2.box"].suffix(refused.count))
        #expect(refused.contains("o.box!/2.box"))
        #expect(
            aggregate(records, "p.box", "words") == #"{"words":["x","x","x"]}"#,
            "another file has an account of its own")
    }

    @Test func archivesNestedTooDeepAreRefused() throws {
        var text = "x"
        for depth in 0..<4 { text = Box.packed([(depth == 0 ? "x.txt" : "n.box", text)]) }
        let records = InMemoryRecordStore()
        var setup = try setup([("n.box", text)], handlers: [WordHandler.self], records: records)
        setup.expansion.depth = 3
        let summary = try Run(setup).execute()
        #expect(summary.isBalanced)
        var last: LedgerRow?
        try records.scanLedger(of: .all) { last = $0 }
        #expect(last?.path.description == "n.box!/n.box!/n.box!/n.box")
        #expect(last?.reason == "archives are nested more than 3 deep (archives.depth)")
    }

    // Ends -----------------------------------------------------------------------------------------------------------

    @Test(arguments: [1, 3, 8])
    func aStopSignalEndsTheRunInBalance(jobs: Int) throws {
        let records = InMemoryRecordStore()
        let box = Box.packed((0..<50).map { ("\($0).txt", "x") })
        var setup = try setup((0..<100).map { ("\($0).box", box) }, records: records, jobs: jobs)
        let stop = setup.stop
        let counter = Counter()
        setup.runner = WatchedRunner { _ in if counter.next() == 200 { stop.set() } }
        let summary = try Run(setup).execute()
        #expect(summary.isBalanced)
        #expect(summary.isInterrupted)
        #expect(summary.found < 100 * 51)
        #expect(summary.abandoned > 0)
        #expect(records.runs().map(\.state) == [.interrupted])
        #expect(records.ledgerTally(of: 1) == summary.outcomes)
        #expect(try failures(records) == [], "what was left is no failure")
    }

    private func failures(_ records: InMemoryRecordStore) throws -> [FailureRow] {
        var rows: [FailureRow] = []
        try records.scanFailures(of: .all) { rows.append($0) }
        return rows
    }

    @Test(arguments: [1, 8])
    func aStoreThatFailsEndsTheRunWithItsError(jobs: Int) throws {
        let files = (0..<6_000).map { ("\($0).txt", "x") }
        let setup = try setup(files, records: FullStore(), jobs: jobs)
        #expect(throws: FullStore.Full.self) { try Run(setup).execute() }
    }

    @Test func aDetectorThatCannotStartEndsTheRun() throws {
        var setup = try setup((0..<2_000).map { ("\($0).txt", "x") })
        setup.detector = FakeDetector(isBroken: true)
        #expect(throws: FakeDetector.Broken.self) { try Run(setup).execute() }
    }

    @Test func everyHandlerKeepsToItsConcurrency() throws {
        let registry = try HandlerRegistry([WordHandler.self], settings: ["words": .with { $0.concurrentFiles = 1 }])
        var setup = try setup((0..<300).map { ("\($0).txt", "x") }, handlers: [WordHandler.self], jobs: 4)
        setup.registry = registry
        setup.router = try Router(registry)
        let most = HighWater()
        setup.runner = WatchedRunner(before: { _ in most.enter() }, after: { most.leave() })
        _ = try Run(setup).execute()
        #expect(most.value == 1)
    }
}

/// Counts from 1, from any thread.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}

/// The most that were at work at once.
final class HighWater: Sendable {
    private let state = Mutex((now: 0, most: 0))
    var value: Int { state.withLock { $0.most } }
    func enter() { state.withLock { ($0.now, $0.most) = ($0.now + 1, max($0.most, $0.now + 1)) } }
    func leave() { state.withLock { $0.now -= 1 } }
}

/// A record store whose disk is full from the start.
struct FullStore: RecordStore {
    struct Full: Error {}

    func record(for key: RecordKey) -> RecordRow? { nil }
    func deleteRecord(for key: RecordKey) -> Bool { false }
    func beginRun(_ start: RunStart) -> RunNumber { 1 }
    func commit(_ changes: [LedgerChange], run: RunNumber, time: String) throws { throw Full() }
    func endRun(
        _ run: RunNumber, state: RunRow.State, at time: String, summary: String, messages: [OutboxDraft]
    ) {}
    func ledgerTally(of run: RunNumber) -> [Outcome: Int] { [:] }
    func scanRecords(of paths: PathSelection, withStates: Bool, _ body: (RecordRow) throws -> Void) {}
    func scanLedger(of paths: PathSelection, _ body: (LedgerRow) throws -> Void) {}
    func scanAnomalies(of paths: PathSelection, _ body: (AnomalyRow) throws -> Void) {}
    func scanFailures(of paths: PathSelection, _ body: (FailureRow) throws -> Void) {}
    func summary(of run: RunNumber) -> RunSummary { RunSummary() }
    func ledgerPage(_ query: LedgerQuery) -> [LedgerMark] { [] }
    func standing(root: String, path: StorePath) -> StandingOutcome? { nil }
    func standing(digest: String) -> StandingOutcome? { nil }
    func suspects() -> [Suspect] { [] }
    func flightLog(slots: Int) -> any FlightLog { NoFlightLog() }
    func prune(where isMeant: (LedgerRow) -> Bool) -> Int { 0 }
    func runs() -> [RunRow] { [] }
}
