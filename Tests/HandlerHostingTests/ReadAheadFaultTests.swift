import Glibc
import HandlerAPI
import Orchestration
import Synchronization
import Testing

@testable import HandlerHosting

/// Members of archives that worker processes read in ranges while the rest is still being unpacked, and the wrongs that may
/// happen meanwhile: each ends as if nothing had been read before the member was all there.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ReadAheadFaultTests {
    private func run(
        _ words: [String], jobs: Int, pause: UInt32 = 2_000, limits: (inout LimitSettings) -> Void = { _ in }
    ) throws -> FaultyRun {
        let text = words.joined(separator: " ")
        return try FaultyRun(
            [("archive", "fine")], jobs: jobs, containers: [GrowingTexts(text: text, pause: pause)], limits: limits)
    }

    /// Runs with and without threads that could read ahead, and holds what is left of both against each other.
    private func check(
        _ words: [String], ends outcome: Outcome, limits: (inout LimitSettings) -> Void = { _ in }
    ) throws -> Failure? {
        let (ahead, alone) = (try run(words, jobs: 2, limits: limits), try run(words, jobs: 1, limits: limits))
        let summaries = (try ahead.execute(), try alone.execute())
        #expect(summaries.0.outcomes == summaries.1.outcomes)
        #expect(summaries.0.count(outcome) > 0)
        #expect(summaries.0.isBalanced)
        #expect(try ahead.aggregates() == alone.aggregates())
        let failures = (try ahead.failures(), try alone.failures())
        #expect(failures.0.mapValues(\.code) == failures.1.mapValues(\.code))
        #expect(failures.0.mapValues(\.attempt) == failures.1.mapValues(\.attempt))
        return failures.0["archive!/ranges"]
    }

    @Test func theFirstRangesAreReadInAnotherProcessThanTheLast() throws {
        let run = try run([String](repeating: "who", count: 300), jobs: 3)
        #expect(try run.execute().count(.failed) == 0)
        let aggregate = try #require(try run.aggregates()["archive!/ranges"])
        let processes = aggregate.dropFirst().dropLast().split(separator: ",")
        #expect(processes.count == 300)
        #expect(Set(processes).count > 1)
    }

    @Test func whatIsFoundIsTheSame() throws {
        #expect(try check((0..<200).map { $0 % 5 == 0 ? "slow" : "word" }, ends: .recorded) == nil)
    }

    @Test func whatIsHandedOnMayBeLarge() throws {
        #expect(try check([String](repeating: "large", count: 60), ends: .recorded) == nil)
    }

    @Test(arguments: [3, 90, 199])
    func aCrashIsPutDownToTheFile(place: Int) throws {
        let words = (0..<200).map { $0 == place ? "crash" : "word" }
        let failure = try #require(try check(words, ends: .failed))
        #expect(failure.code == .quarantined)
        #expect(failure.message.contains("SIGABRT"), "\(failure.message)")
    }

    @Test func aHangEndsWithTheLimit() throws {
        let words = (0..<100).map { $0 == 5 ? "stall" : "word" }
        let failure = try #require(try check(words, ends: .failed) { $0.stallTime = .milliseconds(200) })
        #expect(failure.message.hasPrefix("stalled: "), "\(failure.message)")
    }

    @Test func anErrorIsTheOneOfReadingInOrder() throws {
        let words = (0..<100).map { $0 == 7 || $0 == 95 ? "error" : "word" }
        let failure = try #require(try check(words, ends: .failed))
        #expect(failure.offset == 7)
    }

    @Test func aFileThatTheHandlerDeclinesIsSkipped() throws {
        #expect(try check(["strange"] + [String](repeating: "word", count: 100), ends: .skipped) == nil)
    }

    @Test func killedWorkersLoseNothing() throws {
        let words = (0..<400).map { $0 % 3 == 0 ? "slow" : "word" }
        let expected = try run(words, jobs: 1)
        _ = try expected.execute()
        let run = try run(words, jobs: 3, pause: 20_000)
        let summary = try run.execute(killing: 20, every: 5_000...60_000)
        #expect(summary.count(.failed) == 0)
        #expect(try run.aggregates() == expected.aggregates())
    }

    @Test func anInterruptionEndsItAtOnce() throws {
        let run = try run([String](repeating: "dawdle", count: 4_000), jobs: 2)
        let summary = try run.execute(stoppingAfter: 200_000)
        #expect(summary.isInterrupted)
        #expect(summary.isBalanced)
        #expect(try run.failures().isEmpty)
    }
}

/// An archive with one member called `ranges`, which grows step by step: a text, and blanks up to 2 MiB.
struct GrowingTexts: ContainerOpener, DataStore {
    let text: String
    /// How long a step takes, in microseconds.
    let pause: UInt32
    private var path = StorePath.root
    private var stop = StopSignal()

    init(text: String, pause: UInt32) {
        self.text = text
        self.pause = pause
    }

    func accepts(_ mediaType: MediaType) -> Bool { mediaType == "text/x-faulty" }

    func open(
        _ content: OpenFile, path: StorePath, name: [UInt8], mediaType: MediaType, budget: ExpansionBudget,
        stop: StopSignal
    ) -> any DataStore {
        var store = self
        (store.path, store.stop) = (path, stop)
        return store
    }

    func walk(_ visit: (WalkElement) -> Bool) { walk(telling: { _ in }, visit) }

    func walk(telling grow: (GrowingMember) -> Void, _ visit: (WalkElement) -> Bool) {
        let (step, size) = (128 << 10, 2 << 20)
        guard text.utf8.count < step, let stream = tmpfile() else { return }
        defer { fclose(stream) }
        let bytes = Array(text.utf8) + [UInt8](repeating: 0x20, count: size - text.utf8.count)
        let name = Array("ranges".utf8)
        let member = path.appending(member: name)
        let arrival = Arrival(0)
        let file = OpenFile(
            descriptor: fcntl(fileno(stream), F_DUPFD_CLOEXEC, 0), size: ByteCount(Int64(size)), stop: stop,
            arrival: arrival)
        for start in stride(from: 0, to: size, by: step) where !stop.isSet {
            bytes.withUnsafeBytes { _ = pwrite(fileno(stream), $0.baseAddress.map { $0 + start }, step, off_t(start)) }
            arrival.note(Int64(start + step))
            grow(GrowingMember(path: member, name: name, file: file))
            usleep(pause)
        }
        let whole = OpenFile(
            descriptor: fcntl(fileno(stream), F_DUPFD_CLOEXEC, 0), size: ByteCount(Int64(size)), stop: stop)
        _ = visit(.entry(Entry(path: member, name: name, opener: Opener(file: whole))))
    }

    private struct Opener: EntryOpener {
        let file: OpenFile

        func size(of name: [UInt8]) -> ByteCount? { file.size }

        func open(_ name: [UInt8], stop: StopSignal?) throws(Failure) -> OpenFile { file }
    }
}
