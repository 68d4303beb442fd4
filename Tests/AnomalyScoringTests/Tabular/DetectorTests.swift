import AnomalyScoring
import Foundation
import Testing

@Suite struct DetectorTests {
    private static let cloud = Samples.cloud(160, 4)

    @Test(arguments: DetectorContract.all)
    func findsTheRowFarOff(detector: DetectorContract) throws {
        let calibrated = try detector.calibrated(try Samples.table(Self.cloud))
        let last = try #require(calibrated.last)
        #expect(calibrated.filter { $0 >= last }.count == 1)
        #expect(last > 0.98)
        #expect(calibrated.allSatisfy { (0...1).contains($0) })
    }

    @Test(arguments: DetectorContract.all)
    func calibratedScoresAreSharesOfLessStrangeRows(detector: DetectorContract) throws {
        let table = try Samples.table(Self.cloud)
        let (raw, calibrated) = (try detector.raw(table, 1), try detector.calibrated(table))
        let order = raw.indices.sorted { raw[$0] < raw[$1] }
        #expect(order.map { calibrated[$0] } == order.map { calibrated[$0] }.sorted())
        // The upper tenth lies on a fitted curve.
        for row in raw.indices {
            let less = raw.reduce(0) { $0 + ($1 < raw[row] ? 1 : 0) }
            let equal = raw.reduce(0) { $0 + ($1 == raw[row] ? 1 : 0) }
            #expect(abs(calibrated[row] - (Double(less) + Double(equal) / 2) / Double(raw.count)) < 0.06)
        }
    }

    /// More rows than are looked at one by one, whose strangeness rises and falls with their places.
    @Test func ofManyRowsToo() throws {
        let count = 131_072
        let values = (0..<count).map { row in row.isMultiple(of: 2) ? 0 : Double(row &* 7_919 % count) }
        let fitted = try RobustZScore.fit(try NumberTable(names: ["a"], columns: [values]))
        let (raw, calibrated) = (fitted.rawScores, fitted.scores.map(\.calibrated))
        let order = raw.indices.sorted { raw[$0] < raw[$1] }
        for place in stride(from: count / 2 + 1_000, to: count * 89 / 100, by: 1_777) {
            let share = Double(place) / Double(count)
            #expect(abs(calibrated[order[place]] - share) < 0.01)
        }
        #expect(order.map { calibrated[$0] } == order.map { calibrated[$0] }.sorted())
    }

    @Test(arguments: DetectorContract.all)
    func doesNotDependOnTheNumberOfThreads(detector: DetectorContract) throws {
        let table = try Samples.table(Samples.cloud(400, 3, seed: 3))
        let raw = try detector.raw(table, 1)
        #expect(try detector.raw(table, 1) == raw)
        #expect(try detector.raw(table, 2) == raw)
        #expect(try detector.raw(table, 7) == raw)
        let others = try Samples.table(Samples.cloud(300, 3, seed: 4))
        #expect(try detector.others(table, others, 3) == detector.others(table, others, 1))
    }

    @Test(arguments: DetectorContract.all)
    func comesBackFromJSONAndScoresTheSame(detector: DetectorContract) throws {
        let table = try Samples.table(Self.cloud)
        let others = try Samples.table(Samples.cloud(50, 4, seed: 5) + [[.nan, 0, .infinity, -.infinity]])
        let stored = try detector.stored(table)
        #expect(try detector.revived(stored, others) == detector.others(table, others, 1))
    }

    @Test(arguments: DetectorContract.all)
    func refusesAnotherVersionAnotherNameAndDamage(detector: DetectorContract) throws {
        let table = try Samples.table(Array(Self.cloud.suffix(40)))
        let text = try #require(String(data: try detector.stored(table), encoding: .utf8))
        func error(_ old: String, _ new: String) throws -> DetectorError? {
            #expect(text.contains(old))
            let data = Data(text.replacingOccurrences(of: old, with: new).utf8)
            return #expect(throws: DetectorError.self) { try detector.revived(data, table) }
        }
        let name = detector.testDescription
        #expect(try error("\"version\":1", "\"version\":2") == .otherVersion(found: 2, expected: 1))
        #expect(
            try error("\"name\":\"\(name)\"", "\"name\":\"other\"") == .otherDetector(found: "other", expected: name))
        for (old, new) in [("\"training\"", "\"draining\""), ("\"calibration\":{", "\"calibration\":{\"scale\":-1,")] {
            guard case .damaged(_, let reason) = try error(old, new) else {
                Issue.record("\(old) was not found damaged")
                continue
            }
            #expect(!reason.isEmpty)
        }
    }

    @Test(arguments: DetectorContract.all)
    func namesTheColumnThatIsStrange(detector: DetectorContract) throws {
        var rows = Samples.cloud(160, 4)
        rows[159] = [0, 0, 40, 0]
        let explanation = try detector.explain(try Samples.table(rows), 159)
        let first = try #require(explanation.drivers.first)
        #expect(first.feature == "c")
        #expect(first.value == 40)
        #expect(first.expected.upperBound < 5 && first.expected.lowerBound > -5)
        #expect(abs(explanation.drivers.reduce(0) { $0 + $1.weight } - 1) < 1e-9)
        #expect(explanation.drivers.map(\.weight) == explanation.drivers.map(\.weight).sorted(by: >))
        #expect(explanation.sentence.hasPrefix("`c` 40, others -"))
    }

    @Test(arguments: DetectorContract.all)
    func saysWhichTableItCannotUse(detector: DetectorContract) throws {
        let none = try NumberTable(names: [], rowCount: 3, columnMajor: [])
        #expect(throws: DetectorError.noColumns) { try detector.raw(none, 1) }
        let one = try Samples.table([[1, 2]])
        #expect(throws: DetectorError.tooFewRows(found: 1, needed: 2)) { try detector.raw(one, 1) }
        let table = try Samples.table(Self.cloud)
        let renamed = try NumberTable(names: ["a", "b", "c", "x"], columns: [[1], [2], [3], [4]])
        #expect(
            throws: DetectorError.otherColumns(found: ["a", "b", "c", "x"], expected: ["a", "b", "c", "d"])
        ) { try detector.others(table, renamed, 1) }
        #expect(throws: DetectorError.noSuchRow(160, rowCount: 160)) { try detector.explain(table, 160) }
    }
}
