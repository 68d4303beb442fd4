import Glibc
import HandlerAPI
import Orchestration
import RecordStores
import Synchronization
import Testing

/// What a second run does again, and what not.
@Suite(.timeLimit(.minutes(5))) struct IncrementalRunTests {
    private let records = InMemoryRecordStore()

    /// What one run did: its summary, and which handlers it ran on which files.
    struct Done {
        let summary: RunSummary
        let ran: [String]

        var unchanged: Int { summary.count(.unchanged) }
    }

    private func run(
        _ files: [VersionedFile], without: [any Handler.Type] = [], settings: [String: HandlerSettings] = [:],
        digest: String = "0", change: (inout RunSetup) -> Void = { _ in }
    ) throws -> Done {
        let all: [any Handler.Type] = [WordHandler.self, StrictHandler.self, TagHandler.self]
        let registry = try HandlerRegistry(
            all.filter { type in !without.contains { $0 == type } }, settings: settings)
        var detector = FakeDetector()
        detector.digest = digest
        var setup = RunSetup(
            programVersion: "0", roots: [Root(name: "/r", store: VersionedStore(files: files))], detector: detector,
            registry: registry, router: try Router(registry), containers: [Box()], records: records, jobs: 2,
            now: { "t" })
        setup.pause = .milliseconds(1)
        let ran = Mutex<[String]>([])
        setup.runner = RecordingRunner { name in ran.withLock { $0.append(name) } }
        change(&setup)
        let summary = try Run(setup).execute()
        #expect(summary.isBalanced)
        return Done(summary: summary, ran: ran.withLock { $0.sorted() })
    }

    private func everything() throws -> [String] {
        var lines: [String] = []
        try records.scanLedger(of: .all) { lines.append("\($0.path) \($0.outcome) \($0.reason) \($0.pairings.json)") }
        try records.scanRecords(of: .all) { lines.append("\($0.file.path) \($0.record)") }
        try records.scanAnomalies(of: .all) { lines.append("\($0.root) \($0.path) \($0.anomaly)") }
        return lines
    }

    private let files = [
        VersionedFile("a.csv", "strict one"), VersionedFile("b.csv", "loose two"), VersionedFile("c.txt", "three"),
        VersionedFile("d.empty", ""),
    ]

    @Test func whatHasNotChangedIsNotRunAgain() throws {
        let first = try run(files)
        #expect(first.ran.count == 8)
        let before = try everything()
        let second = try run(files)
        #expect(second.ran.isEmpty)
        #expect(second.unchanged == 4)
        #expect(second.summary.standing == [.recorded: 4])
        #expect(try everything() == before)
    }

    @Test func whatChangedIsRunWithAllItsHandlers() throws {
        _ = try run(files)
        var changed = files
        changed[2] = VersionedFile("c.txt", "four", version: 2)
        let second = try run(changed)
        #expect(second.ran == ["tag c.txt", "words c.txt"])
        #expect(second.unchanged == 3)
        let key = RecordKey(root: "/r", path: StorePath(escaped: "c.txt"), handler: "words")
        #expect(records.record(for: key)?.record.aggregate == #"{"words":["four"]}"#)
    }

    @Test func otherOptionsRunThatHandlerAlone() throws {
        _ = try run(files)
        let fewer = HandlerSettings.with { $0.options = ["most": .integer(1)] }
        let second = try run(files, settings: ["words": fewer])
        #expect(second.ran == ["words b.csv", "words c.txt"])
        #expect(second.unchanged == 2)
        #expect(try run(files, settings: ["words": fewer]).ran.isEmpty)
        let limited = HandlerSettings.with {
            $0.options = ["most": .integer(1)]
            $0.limits.memory = .mebibytes(77)
        }
        #expect(try run(files, settings: ["words": limited]).ran == ["words b.csv", "words c.txt"])
    }

    @Test func aStoreIsWhatAFreshRunWouldMakeIt() throws {
        let fewer = HandlerSettings.with { $0.options = ["most": .integer(1)] }
        _ = try run(files, settings: ["words": fewer])
        _ = try run(files)
        let stepwise = try everything()
        let fresh = IncrementalRunTests()
        _ = try fresh.run(files)
        #expect(try fresh.everything() == stepwise)
    }

    @Test func aHandlerThatIsAddedRunsWhereItIsWanted() throws {
        _ = try run(files, without: [StrictHandler.self])
        let second = try run(files)
        #expect(second.ran == ["strict a.csv", "strict b.csv"])
        // 'strict' took one, so that what 'words' had found there goes; it declined the other.
        #expect(try everything().filter { $0.hasPrefix("a.csv HandlerRecord") && $0.contains("words\"") }.isEmpty)
        let key = RecordKey(root: "/r", path: StorePath(escaped: "b.csv"), handler: "words")
        #expect(records.record(for: key)?.record.aggregate == #"{"words":["loose","two"]}"#)
        let stepwise = try everything()
        let fresh = IncrementalRunTests()
        _ = try fresh.run(files)
        #expect(try fresh.everything() == stepwise)
    }

    @Test func aHandlerThatIsLeftOutKeepsWhatItFound() throws {
        _ = try run(files)
        let off = HandlerSettings.with { $0.isEnabled = false }
        #expect(try run(files, settings: ["tag": off]).ran.isEmpty)
        let key = RecordKey(root: "/r", path: StorePath(escaped: "c.txt"), handler: "tag")
        #expect(records.record(for: key) != nil)
        #expect(try run(files).ran.isEmpty)
    }

    @Test func anotherDatabaseOfTypesNamesAllAgain() throws {
        _ = try run(files)
        let second = try run(files, digest: "1")
        #expect(second.ran.isEmpty, "the types came out as they were")
        #expect(second.summary.count(.recorded) == 4)
        #expect(try run(files, digest: "1").unchanged == 4)
    }

    @Test func everythingOnRequest() throws {
        _ = try run(files)
        #expect(try run(files) { $0.thoroughness = .everything }.ran.count == 8)
    }

    @Test func anArchiveStandsWithItsMembers() throws {
        let members = [(name: "m.csv", text: "strict"), (name: "n.txt", text: "one two")]
        let box = [VersionedFile("a.box", Box.packed(members)), VersionedFile("a.box1.txt", "x")]
        let first = try run(box)
        #expect(first.summary.found == 4)
        let before = try everything()
        let second = try run(box)
        #expect(second.ran.isEmpty)
        #expect(second.summary.found == 4 && second.unchanged == 4)
        let fewer = HandlerSettings.with { $0.options = ["most": .integer(1)] }
        let third = try run(box, settings: ["words": fewer])
        #expect(third.ran == ["words a.box!/n.txt", "words a.box1.txt"])
        #expect(third.summary.found == 4)
        _ = try run(box)
        #expect(try everything() == before)
    }

    @Test func anArchiveInAnArchiveKeepsItsMembersThoughNothingIsToRunOnThem() throws {
        let inner = Box.packed([(name: "n.txt", text: "one")])
        let members = [(name: "m.csv", text: "strict"), (name: "i.box", text: inner)]
        let outer = [VersionedFile("a.box", Box.packed(members))]
        _ = try run(outer)
        let before = try everything().map { $0.prefix { $0 != "[" } }
        let limited = HandlerSettings.with { $0.limits.memory = .mebibytes(77) }
        let second = try run(outer, settings: ["strict": limited])
        #expect(second.ran == ["strict a.box!/m.csv"])
        #expect(second.summary.found == 4)
        #expect(try everything().map { $0.prefix { $0 != "[" } } == before)
    }

    @Test func anArchiveThatWasLeftInTheMiddleIsUnpackedAgain() throws {
        let members = [(name: "m.txt", text: "one two"), (name: "n.txt", text: "three four")]
        let box = [VersionedFile("a.box", Box.packed(members))]
        _ = try run(box)
        let before = try everything()
        let fewer = HandlerSettings.with { $0.options = ["most": .integer(1)] }
        let key = RecordKey(root: "/r", path: StorePath(escaped: "a.box!/m.txt"), handler: "words")
        let cut = try run(box, settings: ["words": fewer]) { setup in
            setup.runner = FailingRunner { [records, stop = setup.stop] request in
                guard request.path.description == "a.box!/n.txt" else { return false }
                while records.record(for: key)?.record.aggregate != #"{"words":["one"]}"# { usleep(1_000) }
                stop.set()
                return true
            }
        }
        #expect(cut.summary.isInterrupted)
        #expect(try run(box).summary.count(.recorded) == 3, "the archive does not stand as the first run left it")
        #expect(try everything() == before)
    }

    @Test func whatIsGoneIsMarkedWithItsMembers() throws {
        let box = VersionedFile("b.box", Box.packed([(name: "m.txt", text: "one")]))
        _ = try run(files + [box])
        let second = try run([files[0], files[3]])
        #expect(second.summary.vanished == 4)
        #expect(second.summary.found == 2)
        #expect(try run([files[0], files[3]]).summary.vanished == 0)
        let third = try run(files + [box])
        #expect(third.ran.isEmpty, "they are back as they were")
        #expect(third.unchanged == 6)
        var vanished = 0
        try records.scanLedger(of: .all) { if $0.vanished != nil { vanished += 1 } }
        #expect(vanished == 0)
    }

    @Test func aWalkThatIsCutOffMissesNothing() throws {
        let many = (0..<2_000).map { VersionedFile("\($0).txt", "words") }
        _ = try run(many)
        let changed = many.map { VersionedFile($0.name, "more words", version: 2) }
        #expect(throws: FakeDetector.Broken.self) {
            try run(changed, digest: "1") { setup in
                var broken = FakeDetector()
                broken.isBroken = true
                setup.detector = broken
            }
        }
        var vanished = 0
        try records.scanLedger(of: .all) { if $0.vanished != nil { vanished += 1 } }
        #expect(vanished == 0)
    }

    @Test func whatCouldNotBeReadIsHandledOnceItCanWhateverIsKnownOfItsContent() throws {
        func run(_ text: String) throws -> Done {
            try self.run([VersionedFile("a.txt", text)]) { setup in
                setup.verifies = true
                setup.digester = FirstBytes()
            }
        }
        #expect(try run("one").summary.count(.recorded) == 1)
        #expect(try run("unreadable").summary.count(.failed) == 1)
        #expect(try run("one").summary.count(.recorded) == 1)
        #expect(try run("one").unchanged == 1)
    }

    @Test func aPermanentFailureStands() throws {
        let broken = [VersionedFile("a.csv", "broken")]
        #expect(try run(broken).summary.count(.failed) == 1)
        let second = try run(broken)
        #expect(second.ran.isEmpty)
        #expect(second.summary.failing == 1)
        let third = try run(broken) { $0.thoroughness = .failures(handlers: []) }
        #expect(third.ran == ["strict a.csv"], "of the same file, what went well is not run again")
        #expect(third.summary.count(.failed) == 1)
        #expect(try run(broken) { $0.thoroughness = .failures(handlers: ["tag"]) }.ran.isEmpty)
    }

    @Test func aPassingFailureIsTriedAgainInTheSameRun() throws {
        let counter = Counter()
        let done = try run([VersionedFile("a.txt", "x"), VersionedFile("b.txt", "y")]) { setup in
            setup.runner = FailingRunner { request in
                request.path.description == "a.txt" && request.handler.name == "words" && counter.next() < 3
            }
        }
        #expect(done.summary.count(.recorded) == 2)
        #expect(done.summary.count(.failed) == 0)
        #expect(done.summary.byHandler["words"]?.recorded == 2)
        var failures: [FailureRow.Standing] = []
        try records.scanFailures(of: .all) { failures.append($0.standing) }
        #expect(failures == [.repeated, .resolved])
    }

    @Test func aFailureThatDoesNotPassIsTriedSoOftenAndNoMore() throws {
        let one = [VersionedFile("a.txt", "x")]
        let counter = Counter()
        func again() throws -> Done {
            try run(one) { setup in
                setup.mostAttempts = 5
                setup.runner = FailingRunner { request in
                    if request.handler.name == "words" { _ = counter.next() }
                    return request.handler.name == "words"
                }
            }
        }
        #expect(try again().summary.count(.failed) == 1)
        #expect(counter.next() - 1 == 3)
        #expect(try again().summary.count(.failed) == 1)
        #expect(try again().unchanged == 1)
        #expect(counter.next() - 1 == 6, "five tries, and the one above")
    }

    @Test func aMemberThatWasLostIsTriedAgainWithoutTheOthers() throws {
        let members = [(name: "m.txt", text: "one"), (name: "n.txt", text: "two")]
        let counter = Counter()
        let ran = Mutex<[String]>([])
        let done = try run([VersionedFile("a.box", Box.packed(members))]) { setup in
            setup.runner = FailingRunner { request in
                ran.withLock { $0.append("\(request.handler.name) \(request.path)") }
                return request.path.description == "a.box!/n.txt" && request.handler.name == "words"
                    && counter.next() < 2
            }
        }
        #expect(done.summary.count(.recorded) == 3)
        #expect(ran.withLock { $0.filter { $0 == "words a.box!/n.txt" }.count } == 2)
        #expect(ran.withLock { $0.filter { $0 == "words a.box!/m.txt" }.count } == 1)
        let key = RecordKey(root: "/r", path: StorePath(escaped: "a.box"), handler: "words")
        #expect(records.record(for: key)?.record.aggregate == #"{"words":["one","two"]}"#)
    }

    @Test func aFileThatIsWrittenToWhileItIsReadFailsAndKeepsWhatWasKnown() throws {
        let file = VersionedFile("a.txt", "one")
        _ = try run([file])
        var moving = VersionedFile("a.txt", "two", version: 2)
        moving.isRestless = true
        let second = try run([moving])
        #expect(second.summary.count(.failed) == 1)
        var codes: [String] = []
        try records.scanFailures(of: .all) { if $0.standing == .open { codes.append("\($0.failure.code)") } }
        #expect(codes == ["changed"])
        let key = RecordKey(root: "/r", path: StorePath(escaped: "a.txt"), handler: "words")
        #expect(records.record(for: key)?.record.aggregate == #"{"words":["one"]}"#)
        let third = try run([VersionedFile("a.txt", "two", version: 3)])
        #expect(third.summary.count(.recorded) == 1)
        #expect(records.record(for: key)?.record.aggregate == #"{"words":["two"]}"#)
    }
}
