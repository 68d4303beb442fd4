import HandlerAPI
import Orchestration
import RecordStores
import Testing

/// What every record store promises to a run that leaves out what has not changed.
@Suite struct LedgerContractTests {
    private let stamp = FileStamp(size: 1, modified: 2, changed: 3, inode: 4)
    private let pairings = [
        Pairing(handler: "shy", key: "1.0.0+0", ending: .declined, message: "no \"such\"\nthing"),
        Pairing(handler: "words", key: "1.0.0+1", ending: .recorded),
    ]

    private func example(_ path: String, setup: Int64 = 7) -> FileOutcome {
        var file = FileOutcome.example(path)
        file.stamp = stamp
        file.pairings = pairings
        file.setup = setup
        file.detector = -9
        file.verdict = Verdict(mediaType: "text/csv", charset: "utf-8", basis: "name")
        return file
    }

    @Test(arguments: StoreKind.allCases)
    func pagesGoThroughARootInTheOrderOfPaths(kind: StoreKind) throws {
        try kind.with { store in
            let paths = ["a", "a b", "a!/m", "a/b", "b", "é", "\\x0A"]
            try store.keep(example("b"), example("a/b"), example("a!/m"), example("a"))
            let run = try store.keep(example("a b"), example("\\x0A"), example("é"))
            try store.keep(.example("a", root: "/q"))
            let ordered = paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            #expect(try store.marks().map(\.path.description) == ordered)
            var query = LedgerQuery(root: "/r", limit: 3)
            var seen: [String] = []
            while case let page = try store.ledgerPage(query), !page.isEmpty {
                #expect(page.count <= 3)
                seen += page.map(\.path.description)
                query.after = page.last?.path
            }
            #expect(seen == ordered)
            #expect(try store.marks("a").map(\.path.description) == ["a", "a b", "a!/m", "a/b"])
            #expect(try store.marks("é").map(\.path.description) == ["é"])
            let earlier = try store.ledgerPage(LedgerQuery(root: "/r", before: run, limit: 9))
            #expect(earlier.map(\.path.description) == ["a", "a!/m", "a/b", "b"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aMarkTellsWhatDecides(kind: StoreKind) throws {
        try kind.with { store in
            var failed = FileOutcome.failed("b", "no way in")
            failed.attempts = 3
            try store.keep(example("a"), failed)
            let details = LedgerMark.Details(
                detector: -9, verdict: Verdict(mediaType: "text/csv", charset: "utf-8", basis: "name"),
                pairings: pairings)
            let path = StorePath(escaped: "a")
            #expect(
                try store.marks("a", setup: 8) == [
                    LedgerMark(path: path, outcome: .recorded, stamp: stamp, details: details)
                ])
            #expect(try store.marks("a") == store.marks("a", setup: 8))
            #expect(try store.marks("a", setup: 7) == [LedgerMark(path: path, outcome: .recorded, stamp: stamp)])
            let mark = try #require(try store.marks("b").first)
            #expect(mark.reason == "because" && mark.outcome == .failed && mark.attempts == 3)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatStandsComesBackWhole(kind: StoreKind) throws {
        try kind.with { store in
            var file = example("a")
            file.outcome = .failed
            file.failures = [Failure(.handle, .corrupt, "torn")]
            let anomaly = Anomaly(subject: "s", detector: "d", score: 0.5, threshold: 0.4, reason: "r")
            file.anomalies = [HandlerAnomaly(handler: "words", anomaly: anomaly)]
            try store.keep(file)
            let standing = try #require(try store.standing(root: "/r", path: file.path))
            #expect(standing.row.pairings == pairings && standing.row.stamp == stamp && standing.row.detector == -9)
            #expect(standing.records == file.records)
            #expect(standing.anomalies == file.anomalies)
            #expect(standing.failures == file.failures)
            #expect(try store.standing(root: "/r", path: StorePath(escaped: "b")) == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aFailureThatWasNotTriedAgainStaysOpen(kind: StoreKind) throws {
        try kind.with { store in
            var file = example("a")
            file.outcome = .failed
            file.failures = [Failure(.handle, .corrupt, "torn"), Failure(.handle, .crashed, "lost")]
            try store.keep(file)
            file.standingFailures = [file.failures[0]]
            file.failures = []
            try store.keep(file)
            let standing = try store.failures().map { "\($0.failure.message) \($0.standing)" }
            #expect(standing.sorted() == ["lost repeated", "torn open"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatWasNotSeenKeepsWhatIsKnown(kind: StoreKind) throws {
        try kind.with { store in
            var archive = example("a")
            archive.isContainer = true
            try store.keep(example("a!/m"), archive)
            var unseen = FileOutcome.failed("a", "no way in")
            unseen.isUnseen = true
            unseen.attempts = 1
            try store.keep(unseen)
            #expect(try store.records() == ["a words {}", "a!/m words {}"])
            let standing = try #require(try store.standing(root: "/r", path: unseen.path))
            #expect(standing.row.outcome == .failed && standing.row.stamp == nil && standing.row.attempts == 1)
            #expect(standing.row.pairings == pairings)
            #expect(standing.failures.map(\.message) == ["no way in"])
            var unknown = unseen
            unknown.path = StorePath(escaped: "z")
            try store.keep(unknown)
            #expect(try store.ledger() == ["a", "a!/m", "z"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatIsConfirmedStandsUnderOtherNumbers(kind: StoreKind) throws {
        try kind.with { store in
            try store.keep(example("a"), example("a!/m"), example("a0"))
            let later = FileStamp(size: 1, modified: 20, changed: 30, inode: 4)
            try store.change(
                .confirmed(
                    Confirmation(
                        root: "/r", path: StorePath(escaped: "a"), stamp: later, setup: 8, detector: 5, digest: "ff")))
            let marks = try store.marks(setup: 8)
            #expect(marks.map(\.stamp) == [later, later, stamp])
            #expect(marks.map { $0.details == nil } == [true, true, false])
            #expect(marks.map(\.digest) == ["ff", nil, nil])
            #expect(try store.records() == ["a words {}", "a!/m words {}", "a0 words {}"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatVanishedIsMarkedAndComesBack(kind: StoreKind) throws {
        try kind.with { store in
            var file = example("a")
            file.failures = [Failure(.handle, .corrupt, "torn")]
            try store.keep(file, example("b"))
            let run = try store.change(.vanished(root: "/r", path: file.path))
            try store.change(.vanished(root: "/r", path: file.path))
            #expect(try store.marks().map(\.vanished) == [run, nil], "the first run that missed it counts")
            #expect(try store.failures().map(\.standing) == [.vanished])
            #expect(try store.records() == ["a words {}", "b words {}"])
            let confirmation = Confirmation(root: "/r", path: file.path, stamp: stamp, setup: 7, detector: -9)
            try store.change(.confirmed(confirmation))
            #expect(try store.marks().map(\.vanished) == [nil, nil])
            #expect(try store.failures().map(\.standing) == [.open])
            try store.change(.vanished(root: "/r", path: file.path))
            try store.keep(example("a"))
            #expect(try store.marks().map(\.vanished) == [nil, nil])
            #expect(try store.failures().map(\.standing) == [.resolved])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func anArchiveThatIsBeingUnpackedDoesNotStand(kind: StoreKind) throws {
        try kind.with { store in
            var file = example("a.zip")
            file.digest = "ff"
            try store.keep(file, example("b"))
            let kept = [pairings[1]]
            try store.change(
                .unpacking(root: "/r", path: file.path, pairings: kept),
                .unpacking(root: "/r", path: StorePath(escaped: "unknown"), pairings: kept))
            let marks = try store.marks(setup: 7)
            #expect(marks.map(\.details?.pairings) == [kept, nil], "it stands under no setup, the other as before")
            #expect(marks.map(\.stamp) == [stamp, stamp])
            #expect(marks.map(\.digest) == [nil, nil])
            #expect(try store.records() == ["a.zip words {}", "b words {}"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatAStoresFirstRunTriesTwiceIsReplaced(kind: StoreKind) throws {
        try kind.with { store in
            var first = FileOutcome.failed("a", "lost")
            let anomaly = Anomaly(subject: "s", detector: "d", score: 0.5, threshold: 0.4, reason: "r")
            first.anomalies = [HandlerAnomaly(handler: "words", anomaly: anomaly)]
            var second = example("a")
            second.anomalies = first.anomalies
            let run = try store.beginRun(.example)
            try store.commit([first, .failed("b", "lost")], run: run, time: "t")
            try store.commit([second, .failed("b", "lost")], run: run, time: "t")
            #expect(try store.failures().map(\.standing) == [.resolved, .repeated, .open])
            #expect(try store.anomalies().count == 1)
            #expect(try store.ledger() == ["a", "b"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func pruningTakesOnlyWhatVanished(kind: StoreKind) throws {
        try kind.with { store in
            try store.keep(example("a"), example("b"), .failed("c", "m"))
            try store.change(
                .vanished(root: "/r", path: StorePath(escaped: "a")),
                .vanished(root: "/r", path: StorePath(escaped: "c")))
            #expect(try store.prune { $0.path.description == "c" || $0.path.description == "b" } == 1)
            #expect(try store.ledger() == ["a", "b"])
            #expect(try store.failures().isEmpty)
            #expect(try store.prune { _ in true } == 1)
            #expect(try store.records() == ["b words {}"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aRunIsSummedUpFromWhatItLeft(kind: StoreKind) throws {
        try kind.with { store in
            try store.keep(example("a"))
            var failed = example("b")
            failed.outcome = .failed
            failed.failures = [Failure(.handle, .corrupt, "torn")]
            failed.failures[0].handler = "words"
            let run = try store.keep(failed, example("c"))
            let summary = try store.summary(of: run)
            #expect(summary.outcomes == [.failed: 1, .recorded: 1])
            #expect(summary.byMediaType == ["text/csv": 2])
            #expect(summary.byHandler["words"]?.recorded == 2)
            #expect(summary.byHandler["words"]?.failed == 1)
        }
    }
}
