import Testing

@testable import Orchestration

@Suite struct LaneScheduleTests {
    @Test(arguments: 0..<250 as Range<UInt64>)
    func everyJobRunsThroughItsChainWithinTheBounds(seed: UInt64) {
        var simulation = LaneSimulation(seed: seed)
        #expect(simulation.run() == true, "nobody can go on")
        #expect(simulation.faults.prefix(3) == [])
        #expect(simulation.runs == simulation.expectedRuns)
    }

    private func number(_ next: LaneSchedule<Int>.Next) -> Int? {
        if case .run(let job, _, _) = next { job } else { nil }
    }

    private func isFinished(_ next: LaneSchedule<Int>.Next) -> Bool {
        if case .finished = next { true } else { false }
    }

    @Test func takesTheLanesInTurn() {
        var schedule = LaneSchedule<Int>(Array(repeating: .init(count: 9, bytes: 9, concurrency: 9), count: 3))
        for job in 0..<6 { #expect(schedule.submit(job, to: job / 2, bytes: 1) == true) }
        #expect((0..<6).map { _ in number(schedule.next()) } == [0, 2, 4, 1, 3, 5])
    }

    @Test func aFullLaneTakesNothingUntilAJobWasTaken() {
        var schedule = LaneSchedule<Int>([.init(count: 1, bytes: 10, concurrency: 1)])
        #expect(schedule.submit(1, to: 0, bytes: 1) == true)
        #expect(schedule.submit(2, to: 0, bytes: 1) == false)
        #expect(number(schedule.next()) == 1)
        #expect(schedule.submit(2, to: 0, bytes: 1) == true)
    }

    @Test func runsNoMoreJobsAtOnceThanTheLaneAllows() {
        var schedule = LaneSchedule<Int>([.init(count: 9, bytes: 90, concurrency: 2)])
        for job in 0..<3 { _ = schedule.submit(job, to: 0, bytes: 1) }
        #expect(number(schedule.next()) == 0)
        #expect(number(schedule.next()) == 1)
        #expect(number(schedule.next()) == nil)
        schedule.finish(lane: 0)
        #expect(number(schedule.next()) == 2)
    }

    @Test func finishesOnlyWhenClosedAndIdle() {
        var schedule = LaneSchedule<Int>([.init(count: 1, bytes: 1, concurrency: 1)])
        #expect(!isFinished(schedule.next()))
        _ = schedule.submit(1, to: 0, bytes: 1)
        schedule.close()
        #expect(number(schedule.next()) == 1)
        #expect(!isFinished(schedule.next()), "the running job may pass on")
        schedule.pass(2, to: 0, bytes: 1)
        schedule.finish(lane: 0)
        #expect(number(schedule.next()) == 2)
        schedule.finish(lane: 0)
        #expect(isFinished(schedule.next()))
    }

    @Test func aFastHandlerThatDeclinesDoesNotFloodASlowOne() {
        var schedule = LaneSchedule<Int>([
            .init(count: 2, bytes: 100, concurrency: 2), .init(count: 2, bytes: 100, concurrency: 1),
        ])
        schedule.pass(-1, to: 1, bytes: 1)
        #expect(number(schedule.next()) == -1, "the slow handler is at work from now on")
        for job in 0..<50 {
            _ = schedule.submit(job, to: 0, bytes: 1, next: 1)
            guard let job = number(schedule.next()) else { continue }
            schedule.pass(job, to: 1, bytes: 1)
            schedule.finish(lane: 0)
        }
        #expect(schedule.depths[1] == 3, "one more than its bound, by the one thread that passes on")
        schedule.finish(lane: 1)
        #expect(number(schedule.next()) == 0)
    }
}
