import AnomalyScoring
import Foundation
import HandlerTesting
import Testing

@Suite struct BayesianChangePointTests {
    /// The probability that the last stretch has at most `length` points, by all ways to cut the values, with the likelihood of a
    /// stretch in closed form.
    private func reference(_ values: [Double], hazard: Double, deviation: Double, length: Int) -> Double {
        func likelihood(_ part: ArraySlice<Double>) -> Double {
            let n = Double(part.count)
            let mean = part.reduce(0, +) / n
            let squares = part.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let (strength, shape, scale) = (0.01, 1.0, deviation * deviation)
            let laterScale = scale + squares / 2 + strength * n * mean * mean / (2 * (strength + n))
            let laterShape = shape + n / 2
            let gammas = lgamma(laterShape) - lgamma(shape)
            let scales = shape * log(scale) - laterShape * log(laterScale)
            let strengths = 0.5 * log(strength / (strength + n))
            return exp(gammas + scales + strengths - n / 2 * log(2 * Double.pi))
        }
        var (total, short) = (0.0, 0.0)
        for pattern in 0..<(1 << (values.count - 1)) {
            let cuts = (1..<values.count).filter { pattern >> ($0 - 1) & 1 == 1 }
            let bounds = [0] + cuts + [values.count]
            var weight = pow(hazard, Double(cuts.count)) * pow(1 - hazard, Double(values.count - 1 - cuts.count))
            for (start, end) in zip(bounds, bounds.dropFirst()) { weight *= likelihood(values[start..<end]) }
            total += weight
            if values.count - (cuts.last ?? 0) <= length { short += weight }
        }
        return short / total
    }

    @Test func agreesWithTheSumOverAllWaysToCut() {
        let values = [0.3, -0.5, 0.1, 0.4, 4.8, 5.3, 5.1, 4.9, 0.2, 0.1]
        for count in 1...values.count {
            var detector = BayesianChangePoint(expectedRun: 20, deviation: 0.5, recent: 2)
            _ = detector.scores(of: values[..<count].map { SeriesPoint(value: $0) })
            for length in 1...count {
                let expected = reference(Array(values[..<count]), hazard: 0.05, deviation: 0.5, length: length)
                #expect(abs(detector.probability(ofRunUpTo: length) - expected) < 1e-5)
            }
        }
    }

    private static func steps(_ means: [Double], each length: Int) -> [SeriesPoint] {
        var generator = RepeatableGenerator(seed: 3)
        return means.flatMap { mean in
            (0..<length).map { _ in
                let noise = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
                return SeriesPoint(value: mean + noise)
            }
        }
    }

    @Test func everyStepIsSeenWithinAFewPointsAndNothingElse() {
        var detector = BayesianChangePoint()
        let scores = detector.scores(of: Self.steps([0, 8, 3, 12], each: 200))
        let alarms = scores.indices.filter { scores[$0].score.raw >= 0.5 }
        #expect(Set(alarms.map { $0 / 200 }) == [1, 2, 3])
        #expect(alarms.allSatisfy { $0 % 200 < 10 })
        #expect(detector.likeliestRun >= 195 && detector.likeliestRun <= 205)
        #expect(scores[alarms[0]].reason?.contains("from a mean of") == true)
        #expect(scores.allSatisfy { (0...1).contains($0.score.raw) && $0.score.raw == $0.score.calibrated })
    }

    @Test func theStateIsBoundedAndCanBeTakenUp() throws {
        let points = Self.steps([0, 5], each: 500)
        var whole = BayesianChangePoint()
        let scores = whole.scores(of: points)
        var first = BayesianChangePoint()
        _ = first.scores(of: points[..<750])
        let state = try JSONEncoder().encode(first)
        #expect(state.count < 150_000)
        var second = try JSONDecoder().decode(BayesianChangePoint.self, from: state)
        #expect(second.scores(of: points[750...]) == Array(scores[750...]))
    }

    @Test func missingValuesTeachNothing() {
        var detector = BayesianChangePoint()
        let before = detector
        #expect(detector.take(SeriesPoint(value: .nan)) == .ordinary)
        #expect(detector == before)
    }
}
