import HandlerAPI
import Testing

@testable import Orchestration

/// How the ranges of a file are shared out.
@Suite(.timeLimit(.minutes(5))) struct RangeShareTests {
    private func share(_ count: Int, threads: Int = 2) throws -> RangeShare {
        let handler = try RegisteredHandler(WordHandler.self, settings: HandlerSettings(), lane: 0)
        let file = OpenFile(descriptor: -1, size: 0)
        let request = HandlerRequest(
            handler: handler, path: .root, verdict: Verdict(mediaType: "text/plain", basis: ""), file: file)
        return RangeShare(request, ranges: 0..<count, threads: threads)
    }

    private func part(_ number: Int) -> RangePart { RangePart(number: number, content: number) }

    @Test func theLeaderReadsAllAloneWhereNobodyHelps() throws {
        let share = try share(3)
        for expected in 0..<3 {
            guard case .read(expected, let parts) = share.step() else { return #expect(Bool(false), "\(expected)") }
            #expect(parts.isEmpty)
        }
        #expect(share.isOver)
        guard case .finish = share.step() else { return #expect(Bool(false)) }
        #expect(share.takeRange() == nil)
    }

    @Test func whatHelpersFindComesToTheLeader() throws {
        let share = try share(4)
        #expect(share.takeRange() == 0)
        guard case .read(1, _) = share.step() else { return #expect(Bool(false)) }
        share.finish(part(0))
        #expect(share.takeRange() == 2)
        guard case .read(3, let first) = share.step() else { return #expect(Bool(false)) }
        #expect(first.map(\.number) == [0])
        share.finish(part(2))
        guard case .read(nil, let second) = share.step() else { return #expect(Bool(false)) }
        #expect(second.map(\.number) == [2])
        guard case .finish = share.step() else { return #expect(Bool(false)) }
    }

    @Test func helpersDoNotRunFarAhead() throws {
        let share = try share(100)
        for number in 0..<4 {
            #expect(share.takeRange() == number)
            share.finish(part(number))
        }
        let helper = try WorkerThread { _ = share.takeRange() }
        guard case .read(let number, let parts) = share.step() else { return #expect(Bool(false)) }
        // The helper may have taken a range in between, now that there is room.
        #expect(number == 4 || number == 5)
        #expect(parts.count == 4)
        helper.join()
    }

    @Test func troubleOfAHelperReachesTheLeaderAndStopsAll() throws {
        let share = try share(100)
        #expect(share.takeRange() == 0)
        share.fail(.error)
        #expect(share.isOver)
        #expect(share.takeRange() == nil)
        guard case .trouble(.error) = share.step() else { return #expect(Bool(false)) }
    }

    @Test func aHelperThatWaitsGoesHomeWhenTheLeaderEnds() throws {
        let share = try share(100)
        while let number = share.takeRange(), number < 3 { share.finish(part(number)) }
        share.finish(part(3))
        let helper = try WorkerThread { #expect(share.takeRange() == nil) }
        share.end()
        helper.join()
    }
}
