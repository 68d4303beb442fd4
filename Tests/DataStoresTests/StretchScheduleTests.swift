import HandlerTesting
import Testing

@testable import DataStores

/// The order and the bounds of work on stretches, in runs made by chance.
@Suite struct StretchScheduleTests {
    /// Plays readers that finish in any order; `faults` come to nothing.
    private struct Play {
        var generator: RepeatableGenerator
        let sizes: [Int64]
        let faults: Set<Int>
        var schedule: StretchSchedule<Int>
        var underWay: [Int] = []
        var taken: [Int] = []
        var most = (count: 0, bytes: Int64(0))

        init(seed: UInt64, faults count: Int) {
            var generator = RepeatableGenerator(seed: seed)
            let sizes = (0..<Int.random(in: 1...60, using: &generator)).map { _ in
                Int64([0, 1, 10, 100, 500].randomElement(using: &generator) ?? 0)
            }
            faults = Set((0..<count).map { _ in Int.random(in: 0..<sizes.count, using: &generator) })
            self.sizes = sizes
            self.generator = generator
            schedule = StretchSchedule(sizes, bounds: .init(count: 6, bytes: 300))
        }

        /// Plays to the end; returns from where the rest is to be read in one go.
        mutating func play() -> Int {
            while true {
                if Bool.random(using: &generator), let number = schedule.give() { begin(number) }
                if Bool.random(using: &generator) { finishOne() }
                guard Bool.random(using: &generator) else { continue }
                switch schedule.step() {
                case .take(let number): taken.append(number)
                case .unpack(let number): begin(number)
                case .readOn(let number): return number
                case nil: finishOne()
                }
            }
        }

        private mutating func begin(_ number: Int) {
            underWay.append(number)
            let ahead = taken.count...number
            most = (max(most.count, ahead.count), max(most.bytes, ahead.count > 1 ? sizes[ahead].reduce(0, +) : 0))
        }

        private mutating func finishOne() {
            guard let place = underWay.indices.randomElement(using: &generator) else { return }
            let number = underWay.remove(at: place)
            schedule.finish(number, faults.contains(number) ? nil : number)
        }
    }

    @Test(arguments: 0..<3) func allIsTakenInOrderUpToTheFirstFault(faults: Int) {
        for seed in UInt64(0)..<300 {
            var play = Play(seed: seed, faults: faults)
            let end = play.play()
            #expect(end == play.faults.min() ?? play.sizes.count)
            #expect(play.taken == Array(0..<end))
            #expect(play.most.count <= 6 && play.most.bytes <= 300)
            #expect(play.schedule.rest == 0)
        }
    }

    @Test func aStretchBeyondTheBoundsIsUnpackedAlone() {
        var schedule = StretchSchedule<Int>([1_000, 5], bounds: .init(count: 9, bytes: 10))
        #expect(schedule.give() == 0)
        #expect(schedule.give() == nil)
        schedule.finish(0, 0)
        guard case .take(0)? = schedule.step() else {
            Issue.record("the first was not to be taken")
            return
        }
        #expect(schedule.give() == 1)
    }

    @Test func nothingIsGivenOutOnceItIsClosed() {
        var schedule = StretchSchedule<Int>([1, 1, 1], bounds: .init(count: 9, bytes: 10))
        #expect(schedule.give() == 0)
        schedule.close()
        #expect(schedule.give() == nil)
        #expect(schedule.rest == 0)
    }
}
