import AnomalyScoring
import Glibc
import HandlerTesting
import Testing

/// How numbers of files go together, and which files' do not.
@Suite struct UsualRelationsTests {
    /// Files whose numbers go together in one way or another.
    enum Population: CaseIterable {
        case line, fallingLine, curve, sum, fan, seasons, heavyTails, skewedNoise, counts, twoSorts, nothing

        /// The eight numbers of a file: the first four go together, if any do.
        ///
        /// - Parameter contrary: whether one is as it would be with the opposite of another.
        func numbers(_ chance: inout Chance, contrary: Bool) -> [Double] {
            let rest = (0..<4).map { _ in 3 * chance.normal() }
            let (free, side) = (chance.normal(), Bool.random(using: &chance.generator) ? 1.5 : -1.5)
            let (factor, turned) = contrary ? (side, -side) : (free, free)
            func noise(_ size: Double) -> Double { size * chance.normal() }
            let related: [Double] =
                switch self {
                case .line: [factor, turned, factor, factor].map { 10 + 2 * $0 + noise(0.2) }
                case .fallingLine: [factor, -turned, factor, -factor].map { 5 * $0 + noise(0.4) }
                case .curve: [factor, exp(turned), atan(factor), factor].map { $0 + noise(0.1) }
                case .sum: sum(factor, contrary, &chance)
                case .fan: [factor, turned, factor, factor].map { exp(0.7 * $0) * (1 + noise(0.05)) }
                case .seasons:
                    [factor, turned, factor, factor].map { ($0 > 0 ? 5 : 0) + noise(0.5) }
                case .heavyTails:
                    (0..<4).map { _ in factor + 0.2 * chance.normal() / max(abs(chance.normal()), 0.3) }
                case .skewedNoise:
                    (0..<4).map { _ in 3 * factor - 0.5 * log(Double.random(in: 1e-9..<1, using: &chance.generator)) }
                case .counts:
                    [factor, turned, factor, factor].map { (exp($0) * 400 + noise(20)).rounded(.down) }
                case .twoSorts:
                    related(factor, Int.random(in: 0..<33, using: &chance.generator) == 0 ? -factor : factor, &chance)
                case .nothing: (0..<4).map { _ in 3 * chance.normal() }
                }
            return related + rest
        }

        private func sum(_ factor: Double, _ contrary: Bool, _ chance: inout Chance) -> [Double] {
            let other = contrary ? factor / 3 : chance.normal()
            let total = contrary ? -factor : factor + other
            return [factor, total, other, chance.normal()].map { 10 * $0 + 0.5 * chance.normal() }
        }

        private func related(_ factor: Double, _ other: Double, _ chance: inout Chance) -> [Double] {
            [factor, other, factor, other].map { $0 + 0.1 * chance.normal() }
        }

        /// Those in which a contrary file shows.
        static let telling: [Population] = [.line, .fallingLine, .sum, .fan, .counts]
    }

    /// Numbers by chance.
    struct Chance {
        var generator: RepeatableGenerator

        mutating func normal() -> Double {
            let size = (-2 * log(Double.random(in: .leastNonzeroMagnitude..<1, using: &generator))).squareRoot()
            return size * cos(Double.random(in: 0..<(2 * .pi), using: &generator))
        }
    }

    /// What is learned of files, as a comparison of a store does it.
    private struct Norm {
        let usual: [UsualNumbers]
        let relations: UsualRelations?

        init(_ files: [[Double]], _ nature: UsualNumbers.Nature) throws {
            let sample = Array(files.prefix(2_048))
            usual = try files[0].indices.map { index in
                try #require(UsualNumbers(sample.map { $0[index] }, nature, comparisons: files.count * files[0].count))
            }
            let columns = usual.indices.map { [usual] index in sample.map { usual[index].position(of: $0[index]) } }
            relations = UsualRelations(columns, groups: Array(columns.indices), files: files.count)
        }

        func surprises(in file: [Double]) -> [UsualRelations.Surprise] {
            let far = usual.indices.filter { usual[$0].isFar(file[$0]) }
            return relations?.surprises(in: zip(usual, file).map { $0.position(of: $1) }, besides: Set(far)) ?? []
        }
    }

    @Test(arguments: Population.allCases, [50, 200, 10_000])
    func ofManyGoodFilesNextToNoneIsTold(population: Population, size: Int) throws {
        var told = 0
        for seed in 0..<(size < 1_000 ? 3 : 1) {
            var chance = Chance(generator: RepeatableGenerator(seed: UInt64(size + seed)))
            let files = (0..<size).map { _ in population.numbers(&chance, contrary: false) }
            let norm = try Norm(files, .measures)
            told += files.count { !norm.surprises(in: $0).isEmpty }
        }
        #expect(told <= 1, "of \(size < 1_000 ? 3 * size : size)")
    }

    @Test(arguments: Population.telling, [1_000, 5_000])
    func aFileIsToldThatOnlyTheCombinationMakesStrange(population: Population, size: Int) throws {
        var chance = Chance(generator: RepeatableGenerator(seed: UInt64(size)))
        var files = (0..<size).map { _ in population.numbers(&chance, contrary: false) }
        let places = [3, size / 2, size - 1]
        for place in places { files[place] = population.numbers(&chance, contrary: true) }
        let norm = try Norm(files, .measures)
        for place in places {
            let surprise = try #require(norm.surprises(in: files[place]).first)
            #expect(surprise.index < 4 && surprise.partners.allSatisfy { $0 < 4 })
            #expect(([surprise.index] + surprise.partners).contains(1), "the number that is contrary")
            #expect(surprise.score.calibrated > 0.98)
            let position = norm.usual[surprise.index].position(of: files[place][surprise.index])
            #expect(!surprise.expected.contains(position))
        }
    }

    @Test func nothingIsToldTwice() throws {
        var chance = Chance(generator: RepeatableGenerator(seed: 5))
        var files = (0..<400).map { _ in Population.line.numbers(&chance, contrary: false) }
        files[7] = Population.line.numbers(&chance, contrary: true)
        let norm = try Norm(files, .measures)
        let relations = try #require(norm.relations)
        let positions = zip(norm.usual, files[7]).map { $0.position(of: $1) }
        #expect(relations.surprises(in: positions).count == 1)
        #expect(relations.surprises(in: positions, besides: [1]).isEmpty)
        var incomplete = positions
        incomplete[1] = .nan
        #expect(relations.surprises(in: incomplete).isEmpty)
    }

    @Test func fewFilesAndUnrelatedNumbersSayNothing() throws {
        var chance = Chance(generator: RepeatableGenerator(seed: 6))
        let few = (0..<49).map { _ in Population.line.numbers(&chance, contrary: false) }
        #expect(try Norm(few, .measures).relations == nil)
        let unrelated = (0..<500).map { _ in Population.nothing.numbers(&chance, contrary: false) }
        #expect(try Norm(unrelated, .measures).relations == nil)
        #expect(UsualRelations([], groups: [], files: 1) == nil)
        let constant = [[Double]](repeating: [Double](repeating: 1, count: 100), count: 3)
        #expect(UsualRelations(constant, groups: [0, 1, 2], files: 100) == nil)
    }

    @Test(arguments: [UsualNumbers.Nature.measures, .counts, .shares])
    func aPositionLeadsBackToItsNumber(nature: UsualNumbers.Nature) throws {
        var chance = Chance(generator: RepeatableGenerator(seed: 7))
        let numbers = (0..<300).map { _ -> Double in
            let number = exp(2 * chance.normal())
            return nature == .counts ? number.rounded() : nature == .shares ? 1 / (1 + number) : number
        }
        let usual = try #require(UsualNumbers(numbers, nature))
        for number in numbers {
            let back = usual.number(at: usual.position(of: number))
            #expect(abs(back - number) <= 1e-9 * max(1, number))
        }
        #expect(usual.position(of: .nan).isNaN)
    }
}
