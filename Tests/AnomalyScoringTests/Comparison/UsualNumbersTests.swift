import AnomalyScoring
import Glibc
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

    /// Numbers as files have them, and one that is out of the ordinary among them.
    enum Population: CaseIterable {
        case normal, uniform, exponential, mirroredExponential, logNormal, narrowLogNormal, poisson, geometric, rounded

        var stranger: Double {
            switch self {
            case .normal: 100
            case .mirroredExponential: 0
            case .uniform, .narrowLogNormal: 1_000
            case .poisson: 10_000
            case .exponential, .rounded, .logNormal: 1e6
            case .geometric: 1e8
            }
        }

        var nature: UsualNumbers.Nature { self == .poisson || self == .geometric ? .counts : .measures }

        func number(_ generator: inout RepeatableGenerator) -> Double {
            let exponential = -log(Double.random(in: .leastNonzeroMagnitude..<1, using: &generator))
            let angle = Double.random(in: 0..<(2 * .pi), using: &generator)
            let normal = (2 * exponential).squareRoot() * cos(angle)
            return switch self {
            case .normal: 10 + normal
            case .uniform: 20 + 10 * angle / (2 * .pi)
            case .exponential: exponential
            case .mirroredExponential: 30 - exponential
            case .logNormal: exp(normal)
            case .narrowLogNormal: exp(0.3 * normal)
            case .poisson: max(0, (100 + 10 * normal).rounded())
            case .geometric: (20 * exponential).rounded(.down)
            // Of many such numbers, some are zero for having been written down with four decimals.
            case .rounded: (exponential * 1e4).rounded(.down) / 1e4
            }
        }
    }

    @Test(arguments: Population.allCases, [8, 20, 100, 400, 1_000, 20_000])
    func ofManyGoodFilesNextToNoneIsFarAndAStrangerIs(population: Population, size: Int) throws {
        var generator = RepeatableGenerator(seed: UInt64(size))
        let columns = size < 10_000 ? 100 : 20
        var far = 0
        for _ in 0..<columns {
            var numbers = (0..<size).map { _ in population.number(&generator) }
            let strange = try #require(
                UsualNumbers(
                    Array(numbers.prefix(2_048)) + [population.stranger], population.nature,
                    comparisons: size * columns))
            if size >= 20 { #expect(strange.isFar(population.stranger)) }
            if size >= 20 { #expect(!strange.expected.contains(population.stranger)) }
            let usual = try #require(
                UsualNumbers(Array(numbers.prefix(2_048)), population.nature, comparisons: size * columns))
            numbers.removeAll { !usual.isFar($0) }
            far += numbers.count
        }
        #expect(far <= (size < 100 ? columns / 20 : 2), "of \(size * columns)")
    }

    @Test func twoStrangersAmongFewDoNotHideEachOther() throws {
        let numbers = (0..<10).map { Double(100 + $0) } + [1_000, 1_100]
        let usual = try #require(UsualNumbers(numbers, .measures, comparisons: 600))
        #expect(usual.isFar(1_000) && usual.isFar(1_100) && !usual.isFar(112))
    }

    @Test func theMoreAreComparedTheFartherIsFar() throws {
        var generator = RepeatableGenerator(seed: 4)
        let numbers = (0..<1_000).map { _ in Population.mirroredExponential.number(&generator) }
        let limits = try [1, 1_000, 1_000_000].map { comparisons in
            let usual = try #require(UsualNumbers(numbers, .measures, comparisons: comparisons))
            return stride(from: 30.0, through: -100, by: -0.01).first(where: usual.isFar) ?? -.infinity
        }
        #expect(limits == limits.sorted(by: >) && Set(limits).count == 3)
        // An exponential tail of mean one has a tenth of a number beyond 2.3, and 2.3 more for each tenfold number.
        #expect((5...15).contains(limits[2]), "near 30 - log(1e7), or farther")
    }
}
