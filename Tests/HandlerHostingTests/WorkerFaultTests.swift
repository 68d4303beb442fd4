import Glibc
import HandlerAPI
import Orchestration
import Testing

@testable import HandlerHosting

@Suite(.serialized) struct WorkerFaultTests {
    private let good = (0..<1_000).map { (name: "good-\($0)", text: "fine words \($0)") }

    @Test func everyKindOfWrongFailsItsOwnFileAndNoOther() throws {
        let wrongs: [(word: String, code: FailureCode, says: String)] = [
            ("stall", .stalled, "no progress"), ("spin", .stalled, "no progress"),
            ("dawdle", .timeExceeded, "its limit is 0.9 s"),
            ("toil", .cpuExceeded, "its limit is 0.6 s"), ("trap", .crashed, "Index out of range"),
            ("abort", .crashed, "SIGABRT"), ("exit", .crashed, "exited with status 0"),
            ("segfault", .crashed, "SIGSEGV"), ("hoard", .memoryExceeded, "its limit is 64.0 MiB"),
            ("garbage", .protocolError, "made no sense"), ("flood", .outputExceeded, "its limit is"),
        ]
        var files = good
        for (index, wrong) in wrongs.enumerated() { files.insert((wrong.word, wrong.word + " x"), at: index * 90 + 7) }
        let run = try FaultyRun(files)
        let summary = try run.execute()
        #expect(summary.isBalanced)
        #expect(summary.count(.recorded) == good.count)
        #expect(summary.count(.failed) == wrongs.count)
        let failures = try run.failures()
        for wrong in wrongs {
            let failure = try #require(failures[wrong.word], "\(wrong.word)")
            #expect(failure.code == .quarantined, "\(wrong.word): \(failure.message)")
            #expect(failure.message.contains("\(wrong.code): "), "\(wrong.word): \(failure.message)")
            #expect(failure.message.contains(wrong.says), "\(wrong.word): \(failure.message)")
            #expect(failure.attempt == 2)
        }
    }

    @Test func anAnswerLargerThanAllowedFailsWithoutASecondTry() throws {
        let run = try FaultyRun([("boast", "boast"), ("good", "good")])
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
        let stop = run.setup.stop
        let stopping = try WorkerThread {
            usleep(100_000)
            stop.set()
        }
        let summary = try run.execute()
        stopping.join()
        #expect(summary.isInterrupted)
        #expect(summary.isBalanced)
        #expect(try run.failures().isEmpty)
    }

    @Test func twoHundredKilledWorkersLoseNothingAndDoubleNothing() throws {
        let many = (0..<6_000).map { (name: "file-\($0)", text: "some words \($0)") }
        let run = try FaultyRun(many)
        let ended = StopSignal()
        let supervisor = run.service.supervisor
        let killing = try WorkerThread {
            var generator = SystemRandomNumberGenerator()
            var kills = 0
            while kills < 200, !ended.isSet {
                if let pid = supervisor.pids.randomElement(using: &generator), kill(pid, SIGKILL) == 0 { kills += 1 }
                usleep(UInt32.random(in: 200...4_000, using: &generator))
            }
        }
        let summary = try run.execute()
        ended.set()
        killing.join()
        #expect(summary.count(.recorded) == many.count)
        #expect(summary.isBalanced)
        var records: Set<String> = []
        try run.store.scanRecords(prefix: "") { row in
            #expect(records.insert(row.file.path.description).inserted)
        }
        #expect(records.count == many.count)
    }

    private struct NoDetector: TypeDetector {
        var identity: DetectorIdentity { DetectorIdentity(version: "", databaseDigest: "") }
        func makeSession() throws -> any DetectionSession { throw WireError("none") }
    }
}
