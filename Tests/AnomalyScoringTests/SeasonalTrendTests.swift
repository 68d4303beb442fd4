import AnomalyScoring
import Foundation
import Testing

@Suite struct SeasonalTrendTests {
    /// Six years of months: a line, a wave, some noise, and one value that is 25 too high.
    private static let values = [
        50.621, 53.519, 58.228, 57.327, 58.195, 55.459, 52.21, 47.58, 44.498, 44.197, 47.374, 47.991, 52.791,
        58.474, 62.287, 64.451, 62.93, 58.957, 55.556, 52.202, 48.072, 49.116, 50.537, 54.818, 56.516, 61.282,
        65.562, 67.06, 64.019, 60.763, 85.13, 53.465, 53.062, 50.883, 53.498, 56.561, 60.39, 63.83, 68.912, 70.566,
        68.148, 68.186, 63.938, 58.46, 57.091, 54.002, 57.303, 60.296, 65.2, 70.316, 71.516, 74.629, 73.002,
        67.965, 65.7, 60.938, 60.113, 58.581, 59.071, 64.915, 66.289, 70.643, 74.316, 78.493, 76.325, 73.456,
        69.305, 64.5, 63.285, 61.934, 63.58, 65.791,
    ]

    /// Reference values of statsmodels: `STL(values, period=12, seasonal=7, robust=…)`.
    @Test(
        arguments: [
            (true, 0, 49.41117078805233, 0.8596300014088575, 0.3501992105388112),
            (true, 5, 51.20613671277443, 4.334863885987265, -0.08200059876169519),
            (true, 30, 58.9590472711685, 0.33619587010766816, 25.83475685872382),
            (true, 40, 61.970913217372384, 7.868004195794421, -1.690917413166808),
            (true, 71, 70.57343618224468, -4.690345771229068, -0.09209041101561866),
            (false, 0, 49.406437212209134, 0.3927514353447542, 0.8218113524461117),
            (false, 5, 51.23829310321299, 3.5490743497785315, 0.6716325470084854),
            (false, 30, 60.76847884189908, 7.191186162102565, 17.170334995998346),
            (false, 40, 62.22487040674784, 6.091426198894065, -0.16829660564190618),
            (false, 71, 70.63720747696378, -3.8024544515791963, -1.0437530253845893),
        ] as [(Bool, Int, Double, Double, Double)])
    func agreesWithStatsmodels(isRobust: Bool, place: Int, trend: Double, seasonal: Double, residual: Double) throws {
        let cut = try #require(SeasonalTrend(Self.values, period: 12, isRobust: isRobust))
        #expect(abs(cut.trend[place] - trend) < 1e-8)
        #expect(abs(cut.seasonal[place] - seasonal) < 1e-8)
        #expect(abs(cut.residual[place] - residual) < 1e-8)
    }

    @Test func theOddValueIsTheStrangestAndIsExplained() throws {
        let cut = try #require(SeasonalTrend(Self.values, period: 12))
        let scores = cut.scores
        #expect(scores.indices.max { scores[$0].score.raw < scores[$1].score.raw } == 30)
        #expect(scores[30].score.raw > 10)
        #expect(scores[30].reason?.contains("the trend with the season") == true)
        #expect(cut.weights[30] == 0)
        #expect(scores.allSatisfy { (0...1).contains($0.score.calibrated) })
    }

    @Test func thePartsMakeTheWhole() throws {
        let cut = try #require(SeasonalTrend(Self.values, period: 12))
        for (place, value) in Self.values.enumerated() {
            #expect(abs(cut.trend[place] + cut.seasonal[place] + cut.residual[place] - value) < 1e-12)
        }
        #expect(try JSONDecoder().decode(SeasonalTrend.self, from: JSONEncoder().encode(cut)) == cut)
    }

    @Test func valuesThatNeverChangeAreOrdinary() throws {
        let same = try #require(SeasonalTrend(Array(repeating: 4, count: 20), period: 5))
        #expect(same.residual.allSatisfy { abs($0) < 1e-12 })
        #expect(same.scores.allSatisfy { $0 == .ordinary })
    }

    @Test func tooFewSeasonsHaveNone() {
        #expect(SeasonalTrend([1, 2, 3, 4, 5], period: 3) == nil)
        #expect(SeasonalTrend([1, 2, 3, 4, .infinity, 6], period: 3) == nil)
        #expect(SeasonalTrend(Array(repeating: 1, count: 9), period: 1) == nil)
    }
}
