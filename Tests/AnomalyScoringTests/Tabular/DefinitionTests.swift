import AnomalyScoring
import Foundation
import HandlerTesting
import Testing

/// Scores that are computed by columns, in passes and from tables, held against their definitions, which look at each value and all
/// others.
@Suite struct DefinitionTests {
    /// A column that is ordered or counted in a way of its own.
    struct Column: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let value: @Sendable (Int, inout RepeatableGenerator) -> Double
    }

    private static let columns = [
        Column(testDescription: "even") { _, chance in Double.random(in: -3..<3, using: &chance) },
        Column(testDescription: "whole numbers") { _, chance in Double(Int.random(in: -4...4, using: &chance)) },
        Column(testDescription: "two zeroes") { row, _ in row.isMultiple(of: 3) ? 0 : row.isMultiple(of: 2) ? -0.0 : 1
        },
        // Hundreds of values that no step tells from each other, and some far from them.
        Column(testDescription: "a spike beside even ones") { row, chance in
            row.isMultiple(of: 2) ? Double.random(in: -9..<9, using: &chance) : 1 + Double(row * 7_919 % 1_000) * 1e-13
        },
        Column(testDescription: "falling, nearly equal") { row, _ in 5 - Double(row) * 1e-12 },
        Column(testDescription: "very unlike magnitudes") { _, chance in
            pow(10, Double.random(in: -300..<300, using: &chance)) * (Bool.random(using: &chance) ? 1 : -1)
        },
        Column(testDescription: "missing and infinite") { row, chance in
            let value = Double.random(in: 0..<1, using: &chance)
            return row.isMultiple(of: 11) ? .nan : row.isMultiple(of: 97) ? .infinity : value
        },
        Column(testDescription: "constant") { _, _ in 7 },
    ]

    /// More rows than are ordered by one pass alone, and no multiple of what is taken at once.
    private static func table(_ count: Int = 3_001) throws -> NumberTable {
        var chance = RepeatableGenerator(seed: 31)
        return try NumberTable(
            names: columns.map(\.testDescription),
            columns: columns.map { column in (0..<count).map { column.value($0, &chance) } })
    }

    /// Many rows are sent down a tree at once, a few follow its cuts one by one.
    @Test(arguments: [(100, 256), (40, 33), (9, 2), (20, 700), (3, 256)])
    func manyRowsComeToTheLeavesThatFewComeTo(trees: Int, sampleSize: Int) throws {
        let table = try Self.table()
        let fitted = try IsolationForest.fit(
            table, options: .init(trees: trees, sampleSize: sampleSize, seed: 5), threads: 2)
        #expect(fitted.rawScores == (try Self.scoresByPieces(table, fitted.detector)))
    }

    /// Columns from 0 to 1 are scaled for oblique cuts by 1.
    @Test func manyRowsComeToTheLeavesOfObliqueCuts() throws {
        var chance = RepeatableGenerator(seed: 33)
        let columns = (0..<3).map { _ in [0, 1] + (0..<2_999).map { _ in Double.random(in: 0...1, using: &chance) } }
        let table = try NumberTable(names: ["a", "b", "c"], columns: columns)
        let fitted = try IsolationForest.fit(table, options: .init(trees: 20, cuts: .oblique))
        #expect(fitted.rawScores == (try Self.scoresByPieces(table, fitted.detector)))
    }

    private static func scoresByPieces(_ table: NumberTable, _ forest: IsolationForest) throws -> [Double] {
        try stride(from: 0, to: table.rowCount, by: 600).flatMap { start in
            let rows = start..<min(start + 600, table.rowCount)
            let columns = table.names.indices.map { column in rows.map { table[row: $0, column: column] } }
            return forest.rawScores(try NumberTable(names: table.names, columns: columns), threads: 1)
        }
    }

    /// The negative logarithm of the share of values, of those that are there, that are not greater than each.
    private func tail(_ values: [Double]) -> [Double] {
        let sorted = values.filter { !$0.isNaN }.sorted()
        return values.map { value in
            let upTo = sorted.partitioningIndex { $0 > value }
            return -log(Double(upTo) / Double(sorted.count))
        }
    }

    /// The sign of the third central moment of the finite values.
    private func skew(_ values: [Double]) -> Double {
        let finite = values.filter(\.isFinite)
        let unit = finite.map(abs).max() ?? 1
        let mean = finite.reduce(0) { $0 + $1 / unit } / Double(finite.count)
        let squares = finite.reduce(0) { $0 + pow($1 / unit - mean, 2) } / Double(finite.count)
        guard squares > pow(Double.ulpOfOne * mean, 2) else { return 0 }
        let moment = finite.reduce(0) { $0 + pow($1 / unit - mean, 3) }
        return moment > 0 ? 1 : moment < 0 ? -1 : 0
    }

    private func definition(of values: [Double], average: Bool) -> [Double] {
        let (left, right, skew) = (tail(values), tail(values.map { -$0 }), skew(values))
        let parts = zip(left, right).map { left, right in
            let skewed = skew < 0 ? left : skew > 0 ? right : left + right
            return max(average ? (left + right) / 2 : max(left, right), skewed)
        }
        let there = zip(values, parts).filter { !$0.0.isNaN }.map(\.1)
        let mean = there.reduce(0, +) / Double(there.count)
        return zip(values, parts).map { $0.isNaN ? mean : $1 }
    }

    @Test(arguments: [false, true], [1, 3])
    func tailsAreSharesOfValues(average: Bool, threads: Int) throws {
        let table = try Self.table()
        let found =
            average
            ? try COPOD.fit(table, threads: threads).rawScores : try ECOD.fit(table, threads: threads).rawScores
        var wanted = [Double](repeating: 0, count: table.rowCount)
        for column in Self.columns.indices {
            let values = (0..<table.rowCount).map { table[row: $0, column: column] }
            for (row, part) in definition(of: values, average: average).enumerated() { wanted[row] += part }
        }
        for row in wanted.indices { #expect(abs(found[row] - wanted[row]) < 1e-10, "row \(row)") }
    }

    /// What all rows of a long table contribute together is more than what one row's sum has room for.
    @Test(arguments: [1.0, 1_000])
    func missingValuesAreAsOddAsOthersInTheMean(steps: Double) throws {
        let count = 400_000
        let values = (0..<count).map { row in (Double(row * 7_919 % count) / steps).rounded(.down) } + [.nan]
        let scores = try ECOD.fit(try NumberTable(names: ["a"], columns: [values])).rawScores
        let mean = scores.dropLast().reduce(0, +) / Double(count)
        #expect(abs(scores[count] - mean) < 1e-9)
    }

    /// Columns of whole numbers have values on the edges of bins, others have none; where there are more bins, both are.
    @Test(arguments: [2, 10, 16, 17, 255], [1, 2])
    func histogramsAreSharesByWidth(bins: Int, threads: Int) throws {
        var chance = RepeatableGenerator(seed: 32)
        let columns = (0..<8).map { index in
            (0..<2_003).map { _ in
                let value = Double.random(in: -1..<1, using: &chance)
                let curved = index == 4 ? -100 - value : value * value * value
                return index.isMultiple(of: 3) ? (value * 20).rounded() : curved
            }
        }
        let table = try NumberTable(names: columns.indices.map { "\($0)" }, columns: columns)
        let found = try HBOS.fit(table, options: .init(bins: bins), threads: threads).rawScores
        var wanted = [Double](repeating: 0, count: table.rowCount)
        for column in columns {
            for (row, part) in histogram(column, bins).enumerated() { wanted[row] += part }
        }
        for row in wanted.indices { #expect(abs(found[row] - wanted[row]) < 1e-10, "row \(row)") }
    }

    /// Values are counted in the bin that begins at them, and scored by the bin that ends at them.
    private func histogram(_ values: [Double], _ bins: Int) -> [Double] {
        let (low, high) = (values.min() ?? 0, values.max() ?? 0)
        let step = (high - low) / Double(bins)
        let edges = (0..<bins).map { low + Double($0) * step } + [high]
        var counts = [Double](repeating: 0, count: bins)
        for value in values { counts[min(edges.partitioningIndex { $0 > value } - 1, bins - 1)] += 1 }
        return values.map { value in
            let bin = max(edges.partitioningIndex { $0 >= value } - 1, 0)
            return -log2(counts[bin] / Double(values.count) / (edges[bin + 1] - edges[bin]) + 0.1)
        }
    }
}

extension [Double] {
    /// The first index from which on a condition holds, of which it holds for all that follow.
    fileprivate func partitioningIndex(_ holds: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
