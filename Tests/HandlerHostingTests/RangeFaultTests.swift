import Glibc
import HandlerAPI
@testable import HandlerHosting
import Orchestration
import Testing

/// Files that several worker processes read in ranges, and the wrongs that may happen there.
@Suite(.serialized) struct RangeFaultTests {
    private static func text(_ words: [String]) -> String { words.joined(separator: " ") }

    /// What the handler finds in the words when nothing goes wrong.
    private static func found(_ words: [String]) -> String {
        "[" + words.enumerated().map { "\"\($1)-\($0)\"" }.joined(separator: ",") + "]"
    }

    @Test(arguments: [1, 2, 5])
    func rangesComeTogetherInTheOrderOfTheFile(jobs: Int) throws {
        let files = (0..<3).map { file in (0..<60).map { ($0 * 7 + file) % 5 == 0 ? "slow" : "word" } }
        let run = try FaultyRun(files.enumerated().map { ("ranges-\($0)", Self.text($1)) }, jobs: jobs)
        #expect(try run.execute().count(.recorded) == 3)
        let aggregates = try run.aggregates()
        for (number, words) in files.enumerated() {
            #expect(aggregates["ranges-\(number)"] == Self.found(words))
        }
    }

    @Test(arguments: [("who", 200), ("bulky", 16)])
    func severalProcessesWorkOnOneFile(word: String, count: Int) throws {
        let run = try FaultyRun([("ranges", Self.text([String](repeating: word, count: count)))], jobs: 3)
        #expect(try run.execute().count(.recorded) == 1)
        let aggregate = try #require(try run.aggregates()["ranges"])
        let processes = Set(aggregate.dropFirst().dropLast().split(separator: ","))
        #expect(processes.count > 1 && processes.count <= 3, "\(processes)")
    }

    @Test func aCrashInARangeFailsTheFileAndNoOther() throws {
        let words = (0..<40).map { $0 == 23 ? "crash" : "slow" }
        let good = (0..<40).map { _ in "word" }
        let run = try FaultyRun([("ranges-bad", Self.text(words)), ("ranges-good", Self.text(good)), ("good", "fine")])
        let summary = try run.execute()
        #expect(summary.isBalanced)
        #expect(summary.count(.recorded) == 2)
        #expect(try run.aggregates()["ranges-good"] == Self.found(good))
        let failure = try #require(try run.failures()["ranges-bad"])
        #expect(failure.code == .quarantined)
        #expect(failure.attempt == 2)
        #expect(failure.message.contains("SIGABRT"), "\(failure.message)")
    }

    @Test func aHangInARangeEndsWithTheLimit() throws {
        let run = try FaultyRun([("ranges", Self.text(["word", "word", "word", "stall"]))]) {
            $0.stallTime = .milliseconds(200)
        }
        #expect(try run.execute().count(.failed) == 1)
        let failure = try #require(try run.failures()["ranges"])
        #expect(failure.code == .quarantined)
        #expect(failure.message.hasPrefix("stalled: "), "\(failure.message)")
    }

    /// Each range takes a tenth of a second and all together more than the file may.
    @Test func theLimitsHoldForAllRangesTogether() throws {
        let run = try FaultyRun([("ranges", Self.text([String](repeating: "dawdle", count: 40)))], jobs: 2) {
            $0.wallTime = .milliseconds(700)
        }
        #expect(try run.execute().count(.failed) == 1)
        let failure = try #require(try run.failures()["ranges"])
        #expect(failure.message.hasPrefix("time-exceeded: "), "\(failure.message)")
        #expect(failure.message.contains("its limit is 0.7 s"), "\(failure.message)")
    }

    @Test(arguments: [
        (["word", "word", "error", "word", "error"], FailureCode.unreadable, "a range cannot be read", Int64(2))
    ])
    func anErrorIsTheOneOfReadingInOrder(
        words: [String], code: FailureCode, message: String, offset: Int64
    ) throws {
        let run = try FaultyRun([("ranges", Self.text(words))], jobs: 3)
        #expect(try run.execute().count(.failed) == 1)
        let failure = try #require(try run.failures()["ranges"])
        #expect(failure.code == code)
        #expect(failure.message == message)
        #expect(failure.offset == offset)
    }

    @Test func aFileThatTheHandlerDeclinesIsSkipped() throws {
        let run = try FaultyRun([("ranges", "strange words")])
        #expect(try run.execute().count(.skipped) == 1)
    }

    @Test func killedWorkersLoseNothing() throws {
        let files = (0..<6).map { file in (0..<150).map { ($0 + file) % 3 == 0 ? "slow" : "word" } }
        let run = try FaultyRun(files.enumerated().map { ("ranges-\($0)", Self.text($1)) }, jobs: 3)
        let summary = try run.execute(killing: 20, every: 5_000...60_000)
        #expect(summary.count(.recorded) == 6)
        let aggregates = try run.aggregates()
        for (number, words) in files.enumerated() { #expect(aggregates["ranges-\(number)"] == Self.found(words)) }
    }

    @Test func anInterruptionEndsTheRanges() throws {
        let run = try FaultyRun([("ranges", Self.text([String](repeating: "dawdle", count: 4_000)))])
        let summary = try run.execute(stoppingAfter: 200_000)
        #expect(summary.isInterrupted)
        #expect(summary.isBalanced)
        #expect(try run.failures().isEmpty)
    }
}
