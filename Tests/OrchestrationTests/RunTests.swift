import HandlerAPI
import Orchestration
import RecordStores
import Testing

@Suite(.timeLimit(.minutes(5))) struct RunTests {
    /// What a run left behind.
    struct Kept {
        let summary: RunSummary
        let records: InMemoryRecordStore

        func row(_ path: String) throws -> LedgerRow {
            var found: LedgerRow?
            try records.scanLedger(of: .only(StorePath(escaped: path))) { found = $0 }
            return try #require(found)
        }

        func aggregate(_ path: String, _ handler: String) -> String? {
            records.record(for: RecordKey(root: "/r", path: StorePath(escaped: path), handler: handler))?.record
                .aggregate
        }

        func failures() throws -> [FailureRow] {
            var rows: [FailureRow] = []
            try records.scanFailures(of: .all) { rows.append($0) }
            return rows
        }

        /// Everything kept but how long it took, as text.
        func everything() throws -> [String] {
            var lines: [String] = []
            try records.scanLedger(of: .all) { row in
                var row = row
                row.seconds = nil
                lines.append("\(row)")
            }
            try records.scanRecords(of: .all) { lines.append("\($0.file.path) \($0.record)") }
            try records.scanAnomalies(of: .all) { lines.append("\($0)") }
            try records.scanFailures(of: .all) { lines.append("\($0)") }
            return lines
        }
    }

    private func run(
        _ files: [(String, String)], others: [WalkElement] = [], jobs: Int = 2,
        settings: [String: HandlerSettings] = [:], change: (inout RunSetup) -> Void = { _ in }
    ) throws -> Kept {
        let handlers: [any Handler.Type] = [WordHandler.self, StrictHandler.self, TagHandler.self, ShyHandler.self]
        let registry = try HandlerRegistry(handlers, settings: settings)
        let records = InMemoryRecordStore()
        var setup = RunSetup(
            programVersion: "0", roots: [Root(name: "/r", store: FakeStore(files: files, others: others))],
            detector: FakeDetector(), registry: registry, router: try Router(registry), containers: [Box()],
            records: records, jobs: jobs, now: { "2024-01-01T00:00:00Z" })
        change(&setup)
        let summary = try Run(setup).execute()
        #expect(summary.isBalanced)
        return Kept(summary: summary, records: records)
    }

    @Test func severalHandlersTakeOneFile() throws {
        let kept = try run([("a.csv", "strict words")])
        #expect(kept.aggregate("a.csv", "strict") == #"["all"]"#)
        #expect(kept.aggregate("a.csv", "tag") == #"{"words":["a.csv"]}"#)
        #expect(kept.aggregate("a.csv", "words") == nil, "the more specific handler took it")
        #expect(try kept.row("a.csv").reason == "strict, tag")
        #expect(kept.summary.byHandler["strict"]?.recorded == 1)
        #expect(kept.summary.byHandler["strict"]?.anomalies == 1)
    }

    @Test func aHandlerThatDeclinesLetsTheNextTry() throws {
        let kept = try run([("a.csv", "loose words")])
        #expect(kept.aggregate("a.csv", "words") == #"{"words":["loose","words"]}"#)
        #expect(try kept.row("a.csv").outcome == .recorded)
        #expect(kept.summary.anomalies == 0, "what the decliner saw is not kept")
        #expect(try kept.failures() == [])
    }

    @Test func aFileThatAllDeclineIsSkippedWithTheirReasons() throws {
        let off = HandlerSettings.with { $0.isEnabled = false }
        let on = HandlerSettings.with { $0.isEnabled = true }
        let kept = try run([("a.csv", "loose")], settings: ["words": off, "tag": off, "shy": on])
        let row = try kept.row("a.csv")
        #expect(row.outcome == .skipped)
        #expect(
            row.reason == "no handler took it: shy: not today; strict: it does not begin with 'strict'")
    }

    @Test func whatADamagedFileHeldIsKept() throws {
        let kept = try run([("a.csv", "torn"), ("b.csv", "broken")])
        #expect(kept.summary.count(.failed) == 2)
        let key = RecordKey(root: "/r", path: StorePath(escaped: "a.csv"), handler: "strict")
        let record = try #require(kept.records.record(for: key)).record
        #expect(record.isPartial)
        #expect(record.aggregate == #"["half"]"#)
        #expect(kept.aggregate("b.csv", "strict") == nil)
        #expect(kept.aggregate("b.csv", "tag") != nil)
        let failures = try kept.failures().map(\.failure)
        #expect(failures.map(\.message) == ["it ends early", "nothing can be read"])
        #expect(failures.map(\.offset) == [7, 3])
        #expect(failures.allSatisfy { $0.handler == "strict" && $0.handlerVersion == "2.0.0" && $0.code == .corrupt })
        #expect(kept.summary.anomalies == 2, "anomalies seen before the damage are kept")
    }

    @Test func aHandlersLimitRefusesTheFile() throws {
        let kept = try run([("a.csv", "long"), ("b.small", String(repeating: "x", count: 65))])
        #expect(try kept.row("a.csv").outcome == .refused)
        #expect(try kept.row("a.csv").reason == "strict: it has 9 lines, at most 8 are taken")
        #expect(try kept.row("b.small").reason == "strict: the file has 65 B, the handler takes at most 64 B")
        #expect(kept.summary.count(.refused) == 2)
        #expect(try kept.failures() == [])
    }

    @Test func everyEndingIsCountedOnce() throws {
        let path = StorePath(escaped: "x")
        let kept = try run(
            [("a.txt", "one"), ("b.bad", "?"), ("c.txt", "unreadable"), ("d.csv", "long"), ("e.empty", "")],
            others: [
                .skipped(path, reason: "FIFO"), .refused(StorePath(escaped: "y"), reason: "too much"),
                .failed(StorePath(escaped: "z"), Failure(.walk, .permissionDenied, "no")),
            ],
            settings: ["tag": .with { $0.isEnabled = false }])
        #expect(kept.summary.found == 8)
        #expect(kept.summary.outcomes == [.recorded: 1, .failed: 3, .refused: 2, .skipped: 2])
        #expect(try kept.row("e.empty").reason == "empty file")
        #expect(try kept.row("x").reason == "FIFO")
        #expect(try kept.failures().map(\.failure.stage) == [.detect, .read, .walk])
        #expect(kept.summary.byMediaType == ["text/txt": 1, "text/csv": 1, "inode/x-empty": 1])
    }

    @Test func aFileWithoutAHandlerIsSkippedWithItsType() throws {
        let off = HandlerSettings.with { $0.isEnabled = false }
        let kept = try run([("a.txt", "x")], settings: ["tag": off, "words": off])
        #expect(try kept.row("a.txt").outcome == .skipped)
        #expect(try kept.row("a.txt").reason == "no handler for text/txt")
    }

    private static let mixed: [(String, String)] = {
        var files: [(String, String)] = []
        for number in 0..<40 {
            let first = ["strict", "loose", "torn", "broken", "long"][number % 5]
            files.append(("f\(number).csv", "\(first) \(number)"))
            let inner = Box.packed((0..<5).map { ("in\($0).txt", "inner\($0)") })
            files.append(("b\(number).box", Box.packed([("x.csv", "\(first) x"), ("y.box", inner), ("z.txt", "end")])))
        }
        return files
    }()

    @Test func theNumberOfThreadsChangesNothing() throws {
        let on = HandlerSettings.with { $0.isEnabled = true }
        let tight = HandlerSettings.with { $0.queueCount = 1 }
        let settings = ["shy": on, "words": tight, "strict": tight]
        let alone = try run(Self.mixed, jobs: 1, settings: settings)
        #expect(alone.summary.found == 40 * 10)
        for jobs in [2, 8] {
            let several = try run(Self.mixed, jobs: jobs, settings: settings)
            #expect(try several.everything() == alone.everything())
            var summary = several.summary
            summary.elapsedSeconds = alone.summary.elapsedSeconds
            #expect(summary == alone.summary)
        }
    }
}

extension HandlerSettings {
    /// Default settings with a change.
    static func with(_ change: (inout HandlerSettings) -> Void) -> HandlerSettings {
        var settings = HandlerSettings()
        change(&settings)
        return settings
    }
}
