import HandlerAPI
import Orchestration
import RecordStores
import Testing

/// What every record store promises.
@Suite struct RecordStoreContractTests {
    @Test(arguments: StoreKind.allCases)
    func aRunIsKeptFromItsBeginningToItsEnd(kind: StoreKind) throws {
        try kind.with { store in
            let first = try store.beginRun(.example)
            let second = try store.beginRun(.example)
            #expect(second > first)
            try store.endRun(first, state: .interrupted, at: "2024-01-02T00:00:00Z", summary: #"{"found":1}"#)
            #expect(
                try store.runs() == [
                    RunRow(
                        number: first, start: .example, state: .interrupted, endedAt: "2024-01-02T00:00:00Z",
                        summary: #"{"found":1}"#),
                    RunRow(number: second, start: .example, state: .running),
                ])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func everythingOfAFileComesBack(kind: StoreKind) throws {
        try kind.with { store in
            var file = FileOutcome.example("dir/a \"quoted\" 'name' \u{e9}.csv", handlers: [])
            file.reason = "two\nlines; DROP TABLE files; --"
            file.size = 1_234
            file.verdict = Verdict(mediaType: "text/csv", charset: "utf-8", basis: "probe:delimited")
            file.records = [
                HandlerRecord(
                    handler: "words", handlerVersion: "1.0.0", isPartial: true, aggregate: #"{"a":"\u0000'"}"#,
                    notes: ["one", "\"two\""])
            ]
            let run = try store.keep(file)
            let row = LedgerRow(
                root: "/r", path: file.path, outcome: .recorded, reason: file.reason, verdict: file.verdict,
                size: 1_234,
                run: run)
            let key = RecordKey(root: "/r", path: file.path, handler: "words")
            #expect(try store.record(for: key) == RecordRow(file: row, record: file.records[0]))
            #expect(try store.record(for: RecordKey(root: "/other", path: file.path, handler: "words")) == nil)
            #expect(try store.record(for: RecordKey(root: "/r", path: file.path, handler: "word")) == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aFileWithoutATypeHasNone(kind: StoreKind) throws {
        try kind.with { store in
            try store.keep(.example("a", outcome: .skipped, handlers: []))
            try store.scanLedger(of: .all) { row in
                #expect(row.verdict == nil)
                #expect(row.size == nil)
                #expect(row.outcome == .skipped)
            }
            #expect(try store.ledger() == ["a"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aLaterRunReplacesWhatWasKept(kind: StoreKind) throws {
        try kind.with { store in
            var first = FileOutcome.example("a", handlers: ["tag", "words"], aggregate: "1")
            first.anomalies = [anomaly("words", "old"), anomaly("words", "older")]
            try store.keep(first, .example("b", aggregate: "1"))
            var second = FileOutcome.example("a", handlers: ["words"], aggregate: "2")
            second.anomalies = [anomaly("words", "new")]
            let run = try store.keep(second)
            #expect(try store.records() == ["a words 2", "b words 1"])
            #expect(try store.anomalies().map(\.anomaly.anomaly.reason) == ["new"])
            #expect(try store.ledgerTally(of: run) == [.recorded: 1])
            #expect(
                try store.ledgerTally(of: run - 1) == [.recorded: 1], "the other file was seen last by the first run")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func scansGoByTheBytesOfRootPathAndHandler(kind: StoreKind) throws {
        try kind.with { store in
            let paths = ["b", "a/b", "a", "a-b", "Z", "\u{e9}", "e\u{301}", "a!/b", "a0", "z", "\u{1F30A}", "\u{FFFD}"]
            let run = try store.beginRun(.example)
            for path in paths { try store.commit([.example(path, handlers: ["a", "b"])], run: run, time: "t") }
            try store.commit([.example("a", root: "/q")], run: run, time: "t")
            let ordered = paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            #expect(try store.ledger() == ["a"] + ordered)
            #expect(try store.records() == ["a words {}"] + ordered.flatMap { ["\($0) a {}", "\($0) b {}"] })
        }
    }

    @Test(
        arguments: StoreKind.allCases,
        [
            ("a", ["a", "a%b", "a%c", "a_b", "ab"]), ("a%", ["a%b", "a%c"]), ("a_", ["a_b"]), ("x!/", ["x!/m"]),
            ("it's", ["it's"]), ("e", ["e\u{301}"]), ("\u{e9}", []), ("\\", ["\\x0A"]), ("", nil), ("aB", []),
            ("x!", ["x!/m"]), ("x", ["x", "x!/m"]),
        ] as [(String, [String]?)])
    func aPrefixIsTakenLiterally(kind: StoreKind, expected: (prefix: String, paths: [String]?)) throws {
        let all = ["\\x0A", "a", "a%b", "a%c", "a_b", "ab", "e\u{301}", "it's", "x", "x!/m"]
        try kind.with { store in
            let run = try store.beginRun(.example)
            let files = all.map { path in
                var file = FileOutcome.failed(path, "m")
                file.anomalies = [anomaly("words", "r")]
                file.records = FileOutcome.example(path).records
                return file
            }
            try store.commit(files, run: run, time: "t")
            let paths = expected.paths ?? all
            #expect(try store.ledger(expected.prefix) == paths)
            #expect(try store.records(expected.prefix) == paths.map { "\($0) words {}" })
            #expect(try store.anomalies(expected.prefix).map(\.path.description) == paths)
            #expect(try store.failures(expected.prefix).map(\.path.description) == paths)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aRecordCanBeRemovedOnce(kind: StoreKind) throws {
        try kind.with { store in
            try store.keep(.example("a", handlers: ["tag", "words"]))
            let key = RecordKey(root: "/r", path: StorePath(escaped: "a"), handler: "tag")
            #expect(try store.deleteRecord(for: key))
            #expect(try !store.deleteRecord(for: key))
            #expect(try store.records() == ["a words {}"])
            #expect(try store.ledger() == ["a"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theLedgerIsTalliedByRun(kind: StoreKind) throws {
        try kind.with { store in
            let run = try store.keep(
                .example("a"), .example("b"), .failed("c", "m"), .example("d", outcome: .refused, handlers: []))
            #expect(try store.ledgerTally(of: run) == [.recorded: 2, .failed: 1, .refused: 1])
            #expect(try store.ledgerTally(of: run + 1) == [:])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aFailureStaysAndItsStandingFollowsTheRuns(kind: StoreKind) throws {
        try kind.with { store in
            try store.keep(.failed("a", "first"), .failed("b", "once"))
            #expect(try store.failures().map(\.standing) == [.open, .open])
            try store.keep(.failed("a", "second", "third"), .example("b"))
            #expect(try store.failures().map(\.failure.message) == ["first", "second", "third", "once"])
            #expect(try store.failures().map(\.standing) == [.repeated, .open, .open, .resolved])
            try store.keep(.example("a"))
            #expect(try store.failures().map(\.standing) == [.repeated, .resolved, .resolved, .resolved])
            try store.keep(.failed("b", "again"))
            #expect(try store.failures("b").map(\.standing) == [.resolved, .open])
            #expect(try store.failures("b").map(\.run) == [1, 4])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func everythingOfAFailureComesBack(kind: StoreKind) throws {
        try kind.with { store in
            var failure = Failure(.handle, FailureCode("odd-code"), "line 7: 'x'", offset: 42)
            failure.handler = "words"
            failure.handlerVersion = "1.0.0"
            failure.attempt = 3
            var file = FileOutcome.failed("a")
            file.failures = [Failure(.expand, .encrypted, "secret"), failure]
            let run = try store.keep(file)
            let rows = try store.failures()
            #expect(rows.map(\.failure) == file.failures)
            #expect(rows.allSatisfy { $0.run == run && $0.time == "2024-01-01T00:00:1Z" && $0.root == "/r" })
        }
    }

    @Test(arguments: StoreKind.allCases)
    func membersThatVanishedGoWithTheirArchivesRow(kind: StoreKind) throws {
        func archive(_ path: String) -> FileOutcome {
            var file = FileOutcome.example(path)
            file.isContainer = true
            return file
        }
        try kind.with { store in
            var member = FileOutcome.example("o.zip!/in.zip!/x")
            member.anomalies = [anomaly("words", "r")]
            try store.keep(
                .example("o.zip!/a"), .example("o.zip!/\u{301}b"), member, archive("o.zip!/in.zip"), archive("o.zip"),
                .example("o.zip0"), .example("o.zip!x"))
            try store.keep(.example("o.zip!/a"), archive("o.zip"))
            #expect(try store.ledger() == ["o.zip", "o.zip!/a", "o.zip!x", "o.zip0"])
            #expect(try store.records("o.zip!/") == ["o.zip!/a words {}"])
            #expect(try store.anomalies() == [])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func anArchiveOfAnotherRootKeepsItsMembers(kind: StoreKind) throws {
        try kind.with { store in
            try store.keep(.example("o.zip!/a", root: "/q"))
            var archive = FileOutcome.example("o.zip")
            archive.isContainer = true
            try store.keep(archive)
            #expect(try store.ledger() == ["o.zip!/a", "o.zip"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func anomaliesComeInTheOrderReported(kind: StoreKind) throws {
        try kind.with { store in
            var file = FileOutcome.example("a")
            file.anomalies = (0..<12).map { anomaly("tag", "t\($0)") } + [anomaly("words", "z"), anomaly("words", "a")]
            try store.keep(file)
            #expect(try store.anomalies().map(\.anomaly) == file.anomalies)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func anErrorOfTheReaderEndsTheScan(kind: StoreKind) throws {
        struct Enough: Error {}
        try kind.with { store in
            try store.keep(.example("a"), .example("b"))
            var seen = 0
            #expect(throws: Enough.self) {
                try store.scanRecords(of: .all) { _ in
                    seen += 1
                    throw Enough()
                }
            }
            #expect(seen == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func scansTakeThePathsAskedForOfEveryRoot(kind: StoreKind) throws {
        try kind.with { store in
            func files(_ root: String, _ paths: [String]) -> [FileOutcome] {
                paths.map { path in
                    var file = FileOutcome.example(path, root: root)
                    file.anomalies = [anomaly("words", "odd")]
                    file.failures = [Failure(.handle, .corrupt, "broken")]
                    return file
                }
            }
            let run = try store.beginRun(.example)
            try store.commit(
                files("/b", ["ab", "a/x", "a"]) + files("/a", ["a", "a/\u{10FFFF}", "b"]) + files("/c", ["b"]),
                run: run,
                time: "2024-01-01T00:00:00Z")
            func places(_ paths: PathSelection) throws -> [[String]] {
                var places = [[String]](repeating: [], count: 4)
                try store.scanLedger(of: paths) { places[0].append("\($0.root) \($0.path)") }
                try store.scanRecords(of: paths) { places[1].append("\($0.file.root) \($0.file.path)") }
                try store.scanAnomalies(of: paths) { places[2].append("\($0.root) \($0.path)") }
                try store.scanFailures(of: paths) { places[3].append("\($0.root) \($0.path)") }
                return places
            }
            let slash = ["/a a/\u{10FFFF}", "/b a/x"]
            #expect(try places(.beginning(with: "a/")) == Array(repeating: slash, count: 4))
            #expect(try places(.only(StorePath(escaped: "a"))) == Array(repeating: ["/a a", "/b a"], count: 4))
            #expect(try places(.only(StorePath(escaped: "x"))) == Array(repeating: [], count: 4))
            let all = ["/a a", "/a a/\u{10FFFF}", "/a b", "/b a", "/b a/x", "/b ab", "/c b"]
            #expect(try places(.all) == Array(repeating: all, count: 4))
        }
    }

    private func anomaly(_ handler: String, _ reason: String) -> HandlerAnomaly {
        HandlerAnomaly(
            handler: handler,
            anomaly: Anomaly(subject: "column 'x'", detector: "spike", score: 0.75, threshold: 0.5, reason: reason))
    }
}
