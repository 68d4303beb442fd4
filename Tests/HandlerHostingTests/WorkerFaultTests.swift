import Glibc
import HandlerAPI
import Orchestration
import Testing

@testable import HandlerHosting

@Suite(.serialized) struct WorkerFaultTests {
    private let good = (0..<1_000).map { (name: "good-\($0)", text: "fine words \($0)") }

    @Test func wrongsOfEveryKindLeaveAThousandGoodFilesAlone() throws {
        let wrongs = [
            "stall", "spin", "dawdle", "toil", "trap", "abort", "exit", "segfault", "hoard", "garbage", "flood",
        ]
        var files = good
        for (index, wrong) in wrongs.enumerated() { files.insert((wrong, wrong + " x"), at: index * 90 + 7) }
        let run = try FaultyRun(files) {
            $0.wallTime = .milliseconds(800)
            $0.stallTime = .milliseconds(400)
        }
        let summary = try run.execute()
        #expect(summary.isBalanced)
        #expect(summary.count(.recorded) == good.count)
        let failures = try run.failures()
        #expect(Set(failures.keys) == Set(wrongs))
        for failure in failures.values {
            #expect(failure.code == .quarantined)
            #expect(failure.attempt == 2)
        }
    }

    /// Only the limit in question is tight, so that a busy machine does not let another one strike first.
    @Test(arguments: [
        Wrong("stall", .stalled, says: "no progress") { $0.stallTime = .milliseconds(200) },
        Wrong("spin", .stalled, says: "no progress") { $0.stallTime = .milliseconds(200) },
        Wrong("dawdle", .timeExceeded, says: "its limit is 0.2 s") { $0.wallTime = .milliseconds(200) },
        Wrong("toil", .cpuExceeded, says: "its limit is 0.1 s") { $0.cpuTime = .milliseconds(100) },
        Wrong("hoard", .memoryExceeded, says: "its limit is 32.0 MiB") { $0.memory = .mebibytes(32) },
        Wrong("flood", .outputExceeded, says: "its limit is") { _ in },
        Wrong("garbage", .protocolError, says: "made no sense") { _ in },
        Wrong("trap", .crashed, says: "Index out of range") { _ in },
        Wrong("abort", .crashed, says: "SIGABRT") { _ in },
        Wrong("segfault", .crashed, says: "SIGSEGV") { _ in },
        Wrong("exit", .crashed, says: "exited with status 0") { _ in },
    ])
    func theFailureSaysWhatWasWrong(_ wrong: Wrong) throws {
        let run = try FaultyRun([(wrong.word, wrong.word + " x"), ("good", "fine")], limits: wrong.limits)
        #expect(try run.execute().count(.recorded) == 1)
        let failure = try #require(try run.failures()[wrong.word])
        #expect(failure.message.hasPrefix("\(wrong.code): "), "\(failure.message)")
        #expect(failure.message.contains(wrong.says), "\(failure.message)")
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let word: String
        let code: FailureCode
        let says: String
        let limits: @Sendable (inout LimitSettings) -> Void

        init(
            _ word: String, _ code: FailureCode, says: String,
            limits: @escaping @Sendable (inout LimitSettings) -> Void
        ) {
            self.word = word
            self.code = code
            self.says = says
            self.limits = limits
        }

        var testDescription: String { word }
    }

    @Test func aHangIsContainedSoonAfterItsLimit() throws {
        let limit = Duration.milliseconds(500)
        let run = try FaultyRun([("spin", "spin")]) { $0.stallTime = limit }
        let time = try ContinuousClock().measure { _ = try run.execute() }
        // Once with the limit, once more with a quarter of it; the rest is for a machine that is busy with other tests.
        #expect(time < limit * 1.25 + .seconds(5))
    }

    @Test func anAnswerLargerThanAllowedFailsWithoutASecondTry() throws {
        let run = try FaultyRun([("boast", "boast"), ("good", "good")]) { $0.output = .mebibytes(1) }
        #expect(try run.execute().count(.recorded) == 1)
        let failure = try #require(try run.failures()["boast"])
        #expect(failure.code == .outputExceeded)
        #expect(failure.attempt == 1)
    }

    @Test func aCrashOfTheDetectorFailsItsOwnFile() throws {
        let run = try FaultyRun(good.prefix(100) + [("detector-crash", "x")])
        let summary = try run.execute()
        #expect(summary.count(.recorded) == 100)
        let failure = try #require(try run.failures()["detector-crash"])
        #expect(failure.code == .quarantined)
        #expect(failure.stage == .detect)
    }

    @Test func theDetectorGetsNoMoreMemoryThanAllTogether() throws {
        let run = try FaultyRun([("detector-hoard", "x"), ("good", "fine")], memory: .mebibytes(48))
        #expect(try run.execute().count(.recorded) == 1)
        let failure = try #require(try run.failures()["detector-hoard"])
        #expect(failure.stage == .detect)
        #expect(failure.message.hasPrefix("memory-exceeded: "), "\(failure.message)")
        #expect(failure.message.contains("its limit is 48.0 MiB"), "\(failure.message)")
    }

    @Test func aWorkerThatCannotStartFailsEachFileWithTheReason() throws {
        let launcher = WorkerLauncher(program: "/bin/false", arguments: [])
        let service = WorkerService(launcher: launcher, isolation: .process, memory: .gibibytes(1), stop: StopSignal())
        let session = IsolatedDetector(service, detector: NoDetector()).makeSession()
        let file = OpenFile(descriptor: open("/dev/null", O_RDONLY), size: 0)
        let verdicts = session.detect([DetectionRequest(file: file, name: []), DetectionRequest(file: file, name: [])])
        #expect(verdicts.count == 2)
        for verdict in verdicts {
            #expect(throws: Failure.self) { try verdict.get() }
            if case .failure(let failure) = verdict { #expect(failure.code == .notStarted) }
        }
    }

    @Test func anInterruptionEndsAHandlerThatHangs() throws {
        let run = try FaultyRun([("hang", "stall")])
        let summary = try run.execute(stoppingAfter: 100_000)
        #expect(summary.isInterrupted)
        #expect(summary.isBalanced)
        #expect(try run.failures().isEmpty)
    }

    @Test func twoHundredKilledWorkersLoseNothingAndDoubleNothing() throws {
        let many = (0..<4_000).map { (name: "file-\($0)", text: "some words \($0)") }
        let run = try FaultyRun(many)
        let summary = try run.execute(killing: 200, every: 200...4_000)
        #expect(summary.count(.recorded) == many.count)
        #expect(summary.isBalanced)
        var records: Set<String> = []
        try run.store.scanRecords(of: .all) { row in
            #expect(records.insert(row.file.path.description).inserted)
        }
        #expect(records.count == many.count)
    }

    private struct NoDetector: TypeDetector {
        var identity: DetectorIdentity { DetectorIdentity(version: "", databaseDigest: "") }
        func makeSession() throws -> any DetectionSession { throw WireError("none") }
    }
}
