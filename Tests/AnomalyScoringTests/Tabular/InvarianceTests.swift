import AnomalyScoring
import Testing

/// What scores must not depend on.
@Suite struct InvarianceTests {
    private static let rows = Samples.cloud(120, 3, seed: 11)

    private func expect(_ found: [Double], _ wanted: [Double], within tolerance: Double = 1e-9) {
        #expect(found.count == wanted.count)
        for (left, right) in zip(found, wanted) { #expect(abs(left - right) <= tolerance * max(1, abs(right))) }
    }

    /// Detectors without choices by chance.
    static let withoutChance: [DetectorContract] = DetectorContract.all.filter {
        ["ecod", "copod", "hbos", "local-outlier-factor", "principal-components", "robust-z-score"]
            .contains($0.testDescription)
    }

    @Test(arguments: withoutChance)
    func theOrderOfRowsDoesNotMatter(detector: DetectorContract) throws {
        let forward = try detector.raw(try Samples.table(Self.rows), 1)
        let backward = try detector.raw(try Samples.table(Self.rows.reversed()), 1)
        expect(backward.reversed(), forward)
    }

    @Test(arguments: withoutChance.filter { $0.testDescription != "hbos" })
    func theUnitsOfColumnsDoNotMatter(detector: DetectorContract) throws {
        let scaled = Self.rows.map { [$0[0] * 1_024, $0[1] / 64 - 3, $0[2] * 1e-3 + 20] }
        let found = try detector.raw(try Samples.table(scaled), 1)
        expect(found, try detector.raw(try Samples.table(Self.rows), 1), within: 1e-6)
    }

    @Test func aSeedMakesTheSameForestAndAnotherSeedAnother() throws {
        let table = try Samples.table(Self.rows)
        let first = try IsolationForest.fit(table, options: .init(seed: 1)).rawScores
        #expect(try IsolationForest.fit(table, options: .init(seed: 1)).rawScores == first)
        #expect(try IsolationForest.fit(table, options: .init(seed: 2)).rawScores != first)
    }

    @Test(arguments: DetectorContract.all.filter { ["ecod", "hbos", "robust-z-score"].contains($0.testDescription) })
    func rowsLearnedFromScoreTheSameWhenTheyComeAgain(detector: DetectorContract) throws {
        let table = try Samples.table(Self.rows)
        expect(try detector.others(table, table, 2).map(\.raw), try detector.raw(table, 1))
    }

    /// Fewer values are not worth another thread.
    @Test func millionsOfValuesScoreTheSameOnSeveralThreads() throws {
        let count = 1_500_000
        let columns = [7_919, 104_729, 611_953].map { step in
            var column = [Double](repeating: 0.3, count: count)
            for row in stride(from: 0, to: count, by: 100) { column[row] = Double(row &* step % 10_007) / 10_007 }
            return column
        }
        let table = try NumberTable(names: ["a", "b", "c"], columns: columns)
        let (alone, shared) = (try HBOS.fit(table, threads: 1), try HBOS.fit(table, threads: 3))
        #expect(shared.rawScores == alone.rawScores && shared.detector == alone.detector)
    }

    @Test func farFromAllIsStrangerThanJustBeyondAll() throws {
        let table = try Samples.table(Self.rows)
        let scores = try RobustZScore.fit(table).detector.score(
            try Samples.table([[30, 0, 0], [60, 0, 0], [90, 0, 0]]))
        #expect(scores[0].calibrated < scores[1].calibrated && scores[1].calibrated < scores[2].calibrated)
        #expect(scores[2].calibrated <= 1)
    }

    @Test func neighboursAreThoseThatAreNearest() throws {
        let rows = Samples.cloud(200, 9, seed: 13) + Samples.cloud(100, 9, seed: 13)
        let found = try NearestNeighbours.fit(
            try Samples.table(rows), options: .init(neighbours: 4, scaling: .none)
        ).rawScores
        let wanted = rows.indices.map { row in
            let squares = rows.indices.filter { $0 != row }.map { other in
                zip(rows[row], rows[other]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            }
            return squares.sorted()[3].squareRoot()
        }
        expect(found, wanted, within: 1e-12)
    }

    @Test func aSentenceSaysValueAndRange() {
        typealias Driver = Explanation.Driver
        let explanation = Explanation(drivers: [
            Driver(feature: "temp", value: 31.8, expected: 3.1...14.2, weight: 0.7),
            Driver(feature: "depth", value: 5, expected: 1...9, weight: 0.2),
            Driver(feature: "salt", value: 35, expected: 30...36, weight: 0.1),
        ])
        #expect(
            explanation.sentence
                == "`temp` 31.8, others 3.1…14.2; `depth` 5, others 1…9, is unusual beside the other values")
        #expect(Explanation(drivers: []).sentence == "nothing stands out")
    }
}
