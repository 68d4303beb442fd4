import AnomalyScoring
import Foundation
import Testing

@Suite struct QualityTestsTests {
    private func flags(_ values: [Double], _ limits: QualityLimits, times: [Int]? = nil) -> [QualityTests.Flags] {
        var tests = QualityTests(limits)
        var found = values.enumerated().compactMap { index, value in
            tests.take(SeriesPoint(time: times?[index] ?? index * 60, value: value))
        }
        if let last = tests.finish() { found.append(last) }
        return found
    }

    private func flags(
        _ test: QualityTests.Test, _ values: [Double], _ limits: QualityLimits, times: [Int]? = nil
    ) -> [Int] {
        flags(values, limits, times: times).map { $0.flags[test]?.rawValue ?? 0 }
    }

    @Test func everyPointHasEveryFlagOnce() {
        let found = flags([1, 2, .nan, 3], QualityLimits())
        #expect(found.count == 4)
        #expect(found.allSatisfy { $0.flags.count == QualityTests.Test.allCases.count })
        #expect(found.map(\.worst) == [.notEvaluated, .notEvaluated, .missing, .notEvaluated])
        #expect(flags([], QualityLimits()).isEmpty)
    }

    @Test func aSpikeIsHeldAgainstItsNeighbours() {
        let limits = QualityLimits(suspectSpike: 1, badSpike: 3)
        #expect(flags(.spike, [10, 10, 12.5, 10, 10, 14, 10], limits) == [2, 3, 3, 3, 3, 4, 2])
        #expect(flags(.spike, [10, 10.5, 11, 11.5], limits) == [2, 1, 1, 2])
        #expect(flags(.spike, [10, .nan, 10, 11, 12], limits) == [2, 9, 2, 1, 2])
        let found = flags([10, 14, 10], limits)[1]
        #expect(found.reasons == ["14 is 4 from the mean of its neighbours; expected at most 3"])
        #expect(found.score.score == AnomalyScore(raw: 4, calibrated: 1))
    }

    @Test func aGapIsALongTimeOrNone() {
        let limits = QualityLimits(longestGap: 100)
        #expect(flags(.gap, [1, 1, 1, 1, 1], limits, times: [0, 60, 161, 261, 261]) == [2, 1, 4, 1, 4])
    }

    @Test func theSensorsRangeIsHarderThanTheExpected() {
        let limits = QualityLimits(sensorRange: -5...40, expectedRange: 0...30)
        #expect(flags(.grossRange, [-5.1, -5, 0, 30, 30.1, 41], limits) == [4, 3, 1, 1, 3, 4])
    }

    @Test func aFlatLineIsSuspectAndThenBad() {
        let limits = QualityLimits(flatTolerance: 0.15)
        #expect(flags(.flatLine, [1, 1.1, 1, 1.05, 1, 1, 2, 2.2, 2.4], limits) == [1, 1, 3, 3, 4, 4, 1, 1, 1])
        // A drift that stays within the tolerance of the value before is no flat line.
        #expect(flags(.flatLine, [1, 1.08, 1.16, 1.24, 1.32], limits) == [1, 1, 1, 1, 1])
    }

    @Test func aRateOfChangeIsMeasuredByTheLastPoints() {
        let limits = QualityLimits(rateOfChange: 3, rateWindow: 4)
        #expect(flags(.rateOfChange, [1, 2, 1, 2, 1, 3, 1], limits) == [2, 2, 2, 2, 1, 3, 1])
    }

    @Test func goesOnFromItsState() throws {
        let limits = QualityLimits(longestGap: 90, suspectSpike: 1, rateOfChange: 2, rateWindow: 3, flatTolerance: 0)
        let values: [Double] = [1, 1, 1, 5, 1, 2, 2, 2, 2, 9]
        var tests = QualityTests(limits)
        for value in values[..<5] { _ = tests.take(SeriesPoint(value: value)) }
        var again = try JSONDecoder().decode(QualityTests.self, from: JSONEncoder().encode(tests))
        #expect(again == tests)
        for value in values[5...] {
            #expect(again.take(SeriesPoint(value: value)) == tests.take(SeriesPoint(value: value)))
        }
    }
}
