import Foundation
import HandlerTesting
import Testing

@testable import AnomalyScoring

@Suite struct PoissonSwitchPointTests {
    /// British coal-mining disasters by year from 1851 on (Jarrett, Biometrika 66(1), 1979).
    private static let coal = [
        4, 5, 4, 0, 1, 4, 3, 4, 0, 6, 3, 3, 4, 0, 2, 6, 3, 3, 5, 4, 5, 3, 1, 4, 4, 1, 5, 5, 3, 4, 2, 5, 2, 2, 3, 4, 2,
        1,
        3, 2, 2, 1, 1, 1, 1, 3, 0, 0, 1, 0, 1, 1, 0, 0, 3, 1, 0, 3, 2, 2, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 2, 1, 0, 0,
        0,
        1, 1, 0, 2, 3, 3, 1, 1, 2, 1, 1, 1, 1, 2, 4, 2, 0, 0, 1, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1,
    ]

    /// Reference values by the closed form with scipy.
    @Test func agreesOnTheClassicSeries() throws {
        let point = try #require(PoissonSwitchPoint(Self.coal))
        #expect(abs(point.position - 39.394940071347506) < 1e-9)
        #expect(abs(point.rateBefore - 3.1015065326533344) < 1e-10)
        #expect(abs(point.rateAfter - 0.9427706713240734) < 1e-10)
        #expect(point.mode == 41)
        #expect(abs(point.modeProbability - 0.23595434745467195) < 1e-11)
        #expect(abs(try #require(point.logBayesFactor) - 28.59679878811646) < 1e-9)
        #expect(abs(point.posterior.reduce(0, +) - 1) < 1e-12)
    }

    /// The moments of the mixture by sums over the posterior that use nothing of the type but the posterior.
    @Test func deviationsAreThoseOfTheMixture() throws {
        let point = try #require(PoissonSwitchPoint(Self.coal))
        let prior = Double(Self.coal.count) / Double(Self.coal.reduce(0, +))
        var (first, second) = (0.0, 0.0)
        for (index, weight) in point.posterior.enumerated() {
            let shape = Double(Self.coal[...index].reduce(0, +)) + 1
            let rate = Double(index + 1) + prior
            first += weight * shape / rate
            second += weight * shape * (shape + 1) / rate / rate
        }
        #expect(abs(point.rateBeforeDeviation - (second - first * first).squareRoot()) < 1e-9)
    }

    @Test func theIntervalHoldsItsMass() throws {
        let point = try #require(PoissonSwitchPoint(Self.coal))
        for mass in [0.5, 0.8, 0.95, 0.99] {
            let interval = point.interval(of: mass)
            let held = point.posterior[(interval.lowerBound - 1)..<interval.upperBound].reduce(0, +)
            #expect(held >= mass)
            #expect(point.posterior[..<(interval.lowerBound - 1)].reduce(0, +) <= (1 - mass) / 2)
            #expect(point.posterior[interval.upperBound...].reduce(0, +) <= (1 - mass) / 2)
        }
        #expect(point.interval(of: 0.95) == 36...46)
    }

    @Test func aSwitchIsCertainWhereItIsPlainAndUnlikelyWhereThereIsNone() throws {
        let plain = try #require(PoissonSwitchPoint(Array(repeating: 30, count: 20) + Array(repeating: 10, count: 20)))
        #expect(plain.switchProbability > 1 - 1e-12)
        #expect(plain.interval(of: 0.95) == 20...20)
        #expect(plain.probability(ofRatio: 2, isDrop: true, at: 5...35) > 0.999)
        #expect(plain.probability(ofRatio: 4, isDrop: true, at: 5...35) < 0.02)
        #expect(plain.probability(ofRatio: 2, isDrop: false, at: 5...35) < 1e-9)
        #expect(plain.probability(ofRatio: 2, isDrop: true, at: 21...35) < 1e-3)
        let steady = try #require(PoissonSwitchPoint(Array(repeating: 20, count: 40)))
        #expect(steady.switchProbability < 0.2)
    }

    /// The probability of a ratio against draws from the posterior.
    @Test func theProbabilityOfARatioIsThatOfDraws() throws {
        let counts = Array(repeating: 7, count: 9) + Array(repeating: 3, count: 8)
        let point = try #require(PoissonSwitchPoint(counts))
        let prior = Double(counts.count) / Double(counts.reduce(0, +))
        var generator = RepeatableGenerator(seed: 11)
        func gamma(_ shape: Int, _ rate: Double) -> Double {
            (0..<shape).reduce(0) { sum, _ in
                sum - log(Double.random(in: .leastNonzeroMagnitude..<1, using: &generator))
            }
                / rate
        }
        var hits = 0
        let draws = 20_000
        for _ in 0..<draws {
            var left = Double.random(in: 0..<1, using: &generator)
            let place =
                (point.posterior.firstIndex {
                    left -= $0; return left < 0
                } ?? 0) + 1
            let before = gamma(counts[..<place].reduce(0, +) + 1, Double(place) + prior)
            let after = gamma(counts[place...].reduce(0, +) + 1, Double(counts.count - place) + prior)
            if before >= 2 * after, (5...12).contains(place) { hits += 1 }
        }
        let expected = Double(hits) / Double(draws) * point.switchProbability
        #expect(abs(point.probability(ofRatio: 2, isDrop: true, at: 5...12) - expected) < 0.02)
    }

    @Test func countsWithoutAnyHaveNoPosteriorAndOneRowHasNoSwitch() throws {
        #expect(PoissonSwitchPoint([]) == nil)
        #expect(PoissonSwitchPoint([0, 0, 0]) == nil)
        let one = try #require(PoissonSwitchPoint([29]))
        #expect(one.switchProbability == 0)
        #expect(one.logBayesFactor == nil)
        #expect(one.position == 0.5)
        #expect(one.interval(of: 0.95) == 1...1)
    }

    @Test func comesBackFromJSONAsItWas() throws {
        let point = try #require(PoissonSwitchPoint(Self.coal))
        #expect(try JSONDecoder().decode(PoissonSwitchPoint.self, from: JSONEncoder().encode(point)) == point)
    }
}

@Suite struct BetaDistributionTests {
    /// Reference values of scipy.special.betainc.
    @Test(
        arguments: [
            (2.0, 3.0, 0.4, 0.5247999999999999),
            (0.5, 0.5, 0.1, 0.20483276469913345),
            (620.5, 31.0, 0.97, 0.9911105126398086),
            (1.0, 400.0, 0.001, 0.3298140939932596),
            (40000.0, 90000.0, 0.3085, 0.7361218023873773),
            (601.0, 207.0, 0.66, 1.227232047127333e-07),
            (3000000.0, 5000000.0, 0.3751, 0.7204831757092554),
        ])
    func agreesWithScipy(first: Double, second: Double, bound: Double, probability: Double) {
        let tolerance = first + second > 1e6 ? 1e-3 : 1e-10 * max(1e-3, probability)
        #expect(abs(BetaDistribution(first, second).probability(below: bound) - probability) < tolerance)
        #expect(
            abs(BetaDistribution(second, first).probability(below: 1 - bound) - 1 + probability) < max(tolerance, 1e-10)
        )
    }

    @Test func isCertainAtTheEnds() {
        #expect(BetaDistribution(2, 3).probability(below: 0) == 0)
        #expect(BetaDistribution(2, 3).probability(below: 1) == 1)
    }
}
