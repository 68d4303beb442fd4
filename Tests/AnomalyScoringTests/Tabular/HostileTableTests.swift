import AnomalyScoring
import Testing

/// Tables that no detector expects. Each gives finite scores or an error that says why not.
@Suite struct HostileTableTests {
    private static let greatest = Double.greatestFiniteMagnitude
    private static let far = Double.infinity
    private static let none = Double.nan

    /// A table as rows.
    struct Table: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let rows: [[Double]]

        init(_ name: String, _ count: Int, _ row: (Double) -> [Double]) {
            testDescription = name
            rows = (0..<count).map { row(Double($0)) }
        }

        init(_ name: String, _ rows: [[Double]]) {
            testDescription = name
            self.rows = rows
        }
    }

    private static func parity(_ number: Double) -> Double { number.truncatingRemainder(dividingBy: 2) }

    private static let tables: [Table] = [
        Table("two rows", 2) { [$0, $0 + 2] },
        Table("two equal rows", 2) { _ in [1, 2] },
        Table("all equal", 30) { _ in [5, 5, 5] },
        Table("constant column", 50) { [$0, 7] },
        Table("nothing but missing", 30) { _ in [none, none] },
        Table("a column missing", 40) { [parity($0), none] },
        Table("one value there", 20) { [$0 == 0 ? 1 : none, none] },
        Table("infinities", 40) { [$0, $0 == 3 ? far : $0 == 5 ? -far : 1] },
        Table("nothing but infinities", 20) { [parity($0) == 0 ? far : -far] },
        Table("greatest numbers", 40) { [parity($0) == 0 ? greatest : -greatest, $0] },
        Table("smallest numbers", 40) { [$0 * .leastNonzeroMagnitude, $0] },
        Table("very unlike magnitudes", 60) { [$0 * 1e-300, $0 * 1e300] },
        Table("a far value", 60) { [$0 == 0 ? 1e200 : parity($0) * 1e-200] },
        Table("more columns than rows", Samples.cloud(6, 30)),
        Table("a column twice", 60) { [$0, parity($0), $0, parity($0)] },
        Table("many duplicates", 90) { [parity($0), parity($0 + 1)] },
        Table("negative zero", 30) { [parity($0) == 0 ? 0.0 : -0.0, $0] },
    ]

    @Test(arguments: DetectorContract.all, tables)
    func getsAVerdictOrAnError(detector: DetectorContract, hostile: Table) throws {
        let table = try Samples.table(hostile.rows)
        let width = table.columnCount
        let others = try Samples.table(
            [.nan, .infinity, -.infinity, Self.greatest, 0, .leastNonzeroMagnitude].map {
                Array(repeating: $0, count: width)
            })
        do {
            let verdict = try detector.verdict(table, others)
            #expect(verdict.raw.count == table.rowCount && verdict.raw.allSatisfy(\.isFinite))
            for score in verdict.others { #expect(score.raw.isFinite && (0...1).contains(score.calibrated)) }
            #expect(verdict.explanation.drivers.allSatisfy { $0.weight.isFinite && $0.weight >= 0 })
            #expect(verdict.revived == verdict.others)
        } catch DetectorError.noCovariance {
            #expect(detector.testDescription == "robust-mahalanobis")
        }
    }

    @Test(arguments: DetectorContract.all)
    func aMissingValueIsNotStrange(detector: DetectorContract) throws {
        let table = try Samples.table(Samples.cloud(100, 3))
        let scores = try detector.others(table, try Samples.table([[.nan, .nan, .nan], [25, .nan, .nan]]), 1)
        #expect(scores[0].calibrated < 0.95)
        #expect(scores[1].raw > scores[0].raw)
    }

    @Test func tablesMustBeEven() throws {
        #expect(throws: DetectorError.unevenColumns) { try NumberTable(names: ["a", "b"], columns: [[1], [2, 3]]) }
        #expect(throws: DetectorError.unevenColumns) { try NumberTable(names: ["a"], columns: []) }
        #expect(throws: DetectorError.unevenColumns) { try NumberTable(names: ["a"], rowCount: 2, columnMajor: [1]) }
        #expect(throws: DetectorError.unevenColumns) { try NumberTable(names: ["a"], rowCount: -1, columnMajor: []) }
        #expect(throws: DetectorError.unevenColumns) {
            try NumberTable(names: ["a", "b"], rowCount: .max, columnMajor: [])
        }
    }

    @Test func optionsAreLookedAt() throws {
        let table = try Samples.table(Samples.rows)
        #expect(throws: DetectorError.self) { try HBOS.fit(table, options: .init(bins: 1)) }
        #expect(throws: DetectorError.self) { try HBOS.fit(table, options: .init(bins: 256)) }
        #expect(throws: DetectorError.self) { try IsolationForest.fit(table, options: .init(trees: 0)) }
        #expect(throws: DetectorError.self) { try IsolationForest.fit(table, options: .init(sampleSize: 1)) }
        #expect(throws: DetectorError.self) { try NearestNeighbours.fit(table, options: .init(neighbours: 0)) }
        #expect(throws: DetectorError.self) { try NearestNeighbours.fit(table, options: .init(sampleSize: 1)) }
        #expect(throws: DetectorError.self) { try RobustMahalanobis.fit(table, options: .init(starts: 0)) }
        #expect(throws: DetectorError.self) { try LocalOutlierFactor.fit(table, options: .init(neighbours: 0)) }
    }
}
