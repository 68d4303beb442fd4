import Glibc
import HandlerAPI
import Orchestration
import Testing

@testable import HandlerHosting

@Suite struct RetryPolicyTests {
    private let limits = WorkLimits(HandlerLimits(wallTime: .seconds(8), memory: .mebibytes(64)))

    private let crash = WorkerLoss(end: .signalled(SIGSEGV), excess: nil, job: 0, lastWords: "oops")
    private let kill = WorkerLoss(end: .signalled(SIGKILL), excess: nil, job: 0, lastWords: "")
    private let stall = WorkerLoss(
        end: .signalled(SIGKILL), excess: Excess(code: .stalled, message: "it made no progress"), job: 0, lastWords: "")

    /// What comes of these losses: the wall time in seconds of each next try, then the code of the failure.
    private func course(_ losses: [WorkerLoss], gotFurther: Bool = false) -> (tries: [Double], failure: Failure?) {
        var policy = RetryPolicy(.handle, limits)
        var tries: [Double] = []
        for loss in losses {
            switch policy.next(after: loss, gotFurther: gotFurther) {
            case .tryAgain(let limits): tries.append(limits.wallTime.seconds)
            case .giveUp(let failure): return (tries, failure)
            }
        }
        return (tries, nil)
    }

    @Test func aFaultIsTriedAgainUnderTighterLimitsAndThenQuarantined() {
        let course = course([stall, crash])
        #expect(course.tries == [2])
        #expect(course.failure?.code == .quarantined)
        #expect(course.failure?.attempt == 2)
        #expect(course.failure?.message.hasPrefix("stalled: it made no progress. Again alone") == true)
        #expect(course.failure?.message.contains("crashed: its process was ended by signal 11 (SIGSEGV): oops") == true)
    }

    @Test func beingKilledIsNobodysFault() {
        let course = course([kill, kill, crash, kill, kill, crash])
        #expect(course.tries == [8, 8, 2, 2, 2])
        #expect(course.failure?.code == .quarantined)
        #expect(course.failure?.attempt == 6)
    }

    @Test func beingKilledForEverEndsUnlessTheJobGetsFurther() {
        let many = Array(repeating: kill, count: 1_000)
        #expect(course(many).tries.count == 99)
        #expect(course(many).failure?.code == .crashed)
        #expect(course(many, gotFurther: true).failure == nil)
    }

    @Test func anInterruptionIsNotTriedAgain() {
        let stopped = WorkerLoss(end: .signalled(SIGKILL), excess: .interruption, job: 0, lastWords: "")
        #expect(course([stopped]).tries.isEmpty)
        #expect(course([crash, stopped]).failure?.code == FailureCode("interrupted"))
    }
}
