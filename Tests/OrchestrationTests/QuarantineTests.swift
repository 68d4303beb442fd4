import Glibc
import HandlerAPI
import RecordStores
import Synchronization
import Testing

@testable import Orchestration

@Suite struct QuarantineTests {
    /// A runner whose `words` ends no better than in quarantine.
    private struct CrashingRunner: HandlerRunner {
        let calls: Counter

        func makeSession() -> any HandlerSession { Session(calls: calls) }

        private final class Session: HandlerSession {
            let calls: Counter

            init(calls: Counter) { self.calls = calls }

            func run(_ requests: [HandlerRequest], finish: (HandlerResult) -> Void) {
                for _ in requests {
                    _ = calls.next()
                    finish(HandlerResult(.fault(Failure(.handle, .quarantined, "crashed twice"))))
                }
            }
        }
    }

    private let store = InMemoryRecordStore()

    /// Runs over one file and returns its outcome, and how often a handler was called.
    private func run(
        stamp: String, version: String? = nil, lifts: Bool = false, crashes: Bool = true
    ) throws -> (outcome: Outcome?, calls: Int) {
        let file = StampedStore(stamp: stamp)
        let registry = try HandlerRegistry([WordHandler.self])
        var setup = RunSetup(
            programVersion: "1", roots: [Root(name: "/r", store: file)], detector: FakeDetector(), registry: registry,
            router: try Router(registry), containers: [], records: store, jobs: 2, now: { "t" })
        let calls = Counter()
        if crashes {
            setup.runner = CrashingRunner(calls: calls)
        } else {
            setup.runner = WatchedRunner { _ in _ = calls.next() }
        }
        setup.liftsQuarantine = lifts
        let summary = try Run(setup).execute()
        #expect(summary.isBalanced)
        return (Outcome.allCases.first { summary.count($0) == 1 }, calls.next() - 1)
    }

    @Test func aFileThatCrashedIsLeftAloneUntilItChanges() throws {
        #expect(try run(stamp: "1") == (.failed, 1))
        #expect(try run(stamp: "1") == (.skipped, 0))
        #expect(try run(stamp: "1") == (.skipped, 0), "being left alone does not end it")
        var reasons: [String] = []
        try store.scanLedger(prefix: "") { reasons.append($0.reason) }
        #expect(reasons.first?.contains("quarantined in run 1") == true)
        #expect(try run(stamp: "2", crashes: false) == (.recorded, 1))
        #expect(try run(stamp: "2", crashes: false) == (.recorded, 1))
        try store.scanFailures(prefix: "") { #expect($0.standing == .resolved) }
    }

    @Test func itIsTriedAgainOnRequest() throws {
        _ = try run(stamp: "1")
        #expect(try run(stamp: "1", lifts: true) == (.failed, 1))
        #expect(try run(stamp: "1", lifts: true, crashes: false) == (.recorded, 1))
        #expect(try run(stamp: "1", crashes: false) == (.recorded, 1))
    }

    @Test func anotherVersionOfTheHandlerTriesItAgain() {
        let row = QuarantineRow(
            root: "/r", path: StorePath(escaped: "a"), handler: "words", version: "1.0.0", stamp: FileStamp("1"), run: 7
        )
        let quarantine = Quarantine([row])
        func reason(_ handler: String?, _ version: String) -> String? {
            quarantine.reason(root: "/r", path: row.path, stamp: row.stamp, handler: handler, version: version)
        }
        #expect(reason("words", "1.0.0") != nil)
        #expect(reason("words", "1.0.1") == nil)
        #expect(reason("other", "1.0.0") == nil)
        #expect(reason(nil, "1.0.0") == nil)
    }
}

/// One file with a stamp.
private struct StampedStore: DataStore {
    let stamp: String

    func walk(_ visit: (WalkElement) -> Bool) {
        let name = Array("a.txt".utf8)
        _ = visit(.entry(Entry(path: .root.appending(name: name), name: name, opener: Opener(stamp: stamp))))
    }

    struct Opener: EntryOpener {
        let stamp: String

        func size(of name: [UInt8]) -> ByteCount? { nil }

        func open(_ name: [UInt8], stop: StopSignal?) throws(Failure) -> OpenFile {
            let plain = try FakeOpener(text: "one two").open(name, stop: stop)
            return OpenFile(
                descriptor: dup(plain.descriptor), size: plain.size, stamp: FileStamp(stamp), stop: stop)
        }
    }
}
