import AnomalyScoring
import Foundation
import HandlerTesting
import Testing

@Suite struct RecordDetectorTests {
    /// Two weeks of a day's rhythm with some noise, a value each quarter of an hour.
    private static func rhythm(_ count: Int = 1_344, seed: UInt64 = 5) -> [SeriesPoint] {
        var generator = RepeatableGenerator(seed: seed)
        return (0..<count).map { index in
            let value = 20 + 10 * sin(Double(index % 96) / 96 * 2 * .pi) + Double.random(in: -1...1, using: &generator)
            return SeriesPoint(time: 1_396_310_400 + index * 900, value: value)
        }
    }

    @Test func nothingLaterChangesAScore() {
        let points = Self.rhythm()
        var whole = RecordDetector()
        let all = whole.scores(of: points)
        for count in [1, 149, 151, 400, 999] {
            var beginning = RecordDetector()
            #expect(beginning.scores(of: points[..<count]) == Array(all[..<count]))
        }
    }

    @Test func goesOnFromItsStateAsIfNothingHadBeen() throws {
        let points = Self.rhythm()
        var whole = RecordDetector()
        let all = whole.scores(of: points)
        var first = RecordDetector()
        _ = first.scores(of: points[..<700])
        var second = try JSONDecoder().decode(RecordDetector.self, from: JSONEncoder().encode(first))
        #expect(second.scores(of: points[700...]) == Array(all[700...]))
    }

    @Test func theStateIsBounded() throws {
        var detector = RecordDetector()
        var sizes: [Int] = []
        for part in 0..<4 {
            _ = detector.scores(of: Self.rhythm(20_000, seed: UInt64(part)))
            sizes.append(try JSONEncoder().encode(detector).count)
        }
        #expect(sizes.allSatisfy { $0 < 100_000 })
        #expect(abs(sizes[3] - sizes[1]) < 2_000)
    }

    @Test func aSpikeStandsOut() throws {
        var points = Self.rhythm()
        points[1_000].value = 45
        var detector = RecordDetector()
        let scores = detector.scores(of: points)
        #expect(scores[1_000].score.raw > 0.5)
        #expect(scores[1_000].score.calibrated > 0.999)
        #expect(scores[1_000].reason?.contains(", above all ") == true)
        #expect(scores[700..<1_000].allSatisfy { $0.score.raw < RecordDetector.threshold })
    }

    /// In the evening 28 is strange, though it is usual in the morning.
    @Test func whatIsStrangeOnlyAtItsHourStandsOut() throws {
        var points = Self.rhythm()
        for index in 1_032..<1_040 { points[index].value = 28 }
        #expect(points[1_032].time.map { $0 / 3_600 % 24 } == 18)
        var detector = RecordDetector()
        let scores = detector.scores(of: points)
        #expect((1_032..<1_040).contains { scores[$0].score.raw > 0.5 })
        #expect(scores[1_032].reason?.contains("usual at this hour") == true)
        var clockless = RecordDetector()
        let without = clockless.scores(of: points.map { SeriesPoint(value: $0.value) })
        #expect(without[1_032].score.raw < scores[1_032].score.raw)
    }

    @Test func aRhythmThatStopsStandsOut() {
        let points = Self.rhythm().enumerated().map { index, point in
            SeriesPoint(value: index < 1_000 ? point.value : 20)
        }
        var detector = RecordDetector()
        #expect(detector.scores(of: points)[1_000..<1_060].contains { $0.score.raw > RecordDetector.threshold })
    }

    @Test func valuesThatNeverChangeAreOrdinaryUntilOneDoes() {
        for value in [0.1, 1e9, -3.3] {
            var detector = RecordDetector()
            let same = detector.scores(of: Array(repeating: SeriesPoint(time: 0, value: value), count: 2_000))
            #expect(same.allSatisfy { $0 == .ordinary })
            #expect(detector.take(SeriesPoint(time: 0, value: value * 1.01)).score.raw == 10)
        }
    }

    @Test func missingValuesTeachNothing() {
        let points = Self.rhythm()
        let holes = points.flatMap { [SeriesPoint(time: $0.time, value: .nan), $0] }
        var (plain, holed) = (RecordDetector(), RecordDetector())
        let scores = holed.scores(of: holes)
        #expect(stride(from: 0, to: holes.count, by: 2).allSatisfy { scores[$0] == .ordinary })
        #expect(stride(from: 1, to: holes.count, by: 2).map { scores[$0] } == plain.scores(of: points))
    }

    @Test func calibratedScoresAreShares() {
        var points = Self.rhythm()
        for index in stride(from: 200, to: 1_300, by: 90) { points[index].value *= Double(index) / 100 }
        var detector = RecordDetector()
        for score in detector.scores(of: points) {
            #expect((0...1).contains(score.score.calibrated))
            #expect((0...10).contains(score.score.raw))
            #expect((score.reason == nil) == (score.score.raw == 0))
        }
    }
}
