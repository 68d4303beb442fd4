import AnomalyScoring
import HandlerTesting
import Testing

/// What is usual of numbers, and what is far from it.
@Suite struct UsualNumbersTests {
    private func normal(_ count: Int, seed: UInt64 = 1) -> [Double] {
        var generator = RepeatableGenerator(seed: seed)
        return (0..<count).map { _ in
            (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
        }
    }

    @Test func seldomIsAnOrdinaryNumberFar() throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            let numbers = normal(200, seed: seed)
            let usual = try #require(UsualNumbers(numbers, .measures))
            #expect(numbers.allSatisfy { usual.distance(of: $0) < UsualNumbers.farDistance })
            #expect(usual.expected == numbers.min()!...numbers.max()!)
            #expect(usual.distance(of: 9) > UsualNumbers.farDistance)
        }
    }

    @Test func heavyTailsAreUsualWhereTheyAreSeen() throws {
        let tailed = normal(500).map { $0 / max(abs(normal(1, seed: UInt64(abs($0) * 1e6) + 1)[0]), 0.01) }
        let usual = try #require(UsualNumbers(tailed, .measures))
        let far = tailed.count { usual.distance(of: $0) >= UsualNumbers.farDistance }
        #expect(far <= tailed.count / 50)
    }

    @Test(arguments: [8, 30, 100, 1_000]) func aFewStrangersDoNotHideThemselves(count: Int) throws {
        let strangers = max(1, count / 60)
        let usual = try #require(
            UsualNumbers(normal(count) + Array(repeating: 50, count: strangers), .measures))
        #expect(usual.distance(of: 50) > UsualNumbers.farDistance)
        #expect(usual.expected.upperBound < 7)
    }

    @Test func skewedNumbersAreComparedByTheirLogarithms() throws {
        let sizes = (0..<200).map { Double(1 << ($0 % 20)) }
        let usual = try #require(UsualNumbers(sizes, .counts))
        #expect(usual.distance(of: 3_000_000) < UsualNumbers.farDistance)
        #expect(usual.distance(of: 1e18) > UsualNumbers.farDistance)
    }

    @Test func countsSpreadByChance() throws {
        let usual = try #require(UsualNumbers(Array(repeating: 100, count: 50), .counts))
        #expect(usual.distance(of: 130) < UsualNumbers.farDistance)
        #expect(usual.distance(of: 200) > UsualNumbers.farDistance)
    }

    @Test func ofEqualMeasuresOnlyTheirNumberSpeaks() throws {
        let few = try #require(UsualNumbers(Array(repeating: 0.5, count: 10), .measures))
        let many = try #require(UsualNumbers(Array(repeating: 0.5, count: 200), .measures))
        #expect(few.distance(of: 0.5) == 0)
        #expect(few.distance(of: 0.6) < UsualNumbers.farDistance)
        #expect(many.distance(of: 0.6) > UsualNumbers.farDistance)
        #expect(abs(UsualNumbers.score(distance: many.distance(of: 0.6)).calibrated - (1 - 1.0 / 202)) < 1e-12)
    }

    @Test func tooFewNumbersSayNothing() {
        #expect(UsualNumbers([1, 2, 3, 4, 5, 6, 7], .measures) == nil)
        #expect(UsualNumbers([1, 2, 3, 4, 5, 6, 7, .nan, .infinity], .measures) == nil)
        #expect(UsualNumbers([1, 2, 3, 4, 5, 6, 7, 8], .measures) != nil)
    }

    @Test func theScoreRisesWithTheDistance() {
        let distances = stride(from: 0, through: 40, by: 0.25)
        let scores = distances.map { UsualNumbers.score(distance: $0).calibrated }
        #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
        #expect(scores.allSatisfy { (0...1).contains($0) })
        #expect(UsualNumbers.score(distance: .infinity).calibrated == 1)
    }

    @Test func whatIsNoNumberIsFarFromAll() throws {
        let usual = try #require(UsualNumbers(normal(20).map { $0 + 100 }, .measures))
        #expect(usual.distance(of: .nan) == .infinity)
    }
}
