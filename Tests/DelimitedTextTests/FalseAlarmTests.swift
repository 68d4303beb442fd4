import Foundation
import HandlerAPI
import HandlerTesting
import Testing

@testable import DelimitedText

/// Columns in which nothing is wrong raise few alarms or none, whatever their shape; what is planted in them is found.
@Suite struct FalseAlarmTests {
    /// Columns of clean values, and how many alarms 20,000 of them may raise.
    static let shapes: [(name: String, alarms: Int, value: @Sendable (Int, inout RepeatableGenerator) -> String)] = [
        ("normal", 0, { _, generator in "\(StrangeTable.normal(&generator))" }),
        ("uniform", 0, { _, generator in "\(Double.random(in: 0..<1, using: &generator))" }),
        ("exponential", 2, { _, generator in "\(-log(Double.random(in: 1e-300..<1, using: &generator)))" }),
        ("lognormal", 10, { _, generator in "\(exp(StrangeTable.normal(&generator)))" }),
        ("rounded", 0, { _, generator in "\(Int(StrangeTable.normal(&generator).rounded()))" }),
        ("identifiers", 0, { row, _ in "\(1_000_000 + row)" }),
        ("constant", 0, { _, _ in "7" }),
        ("two_values", 0, { _, generator in Int.random(in: 0..<50, using: &generator) == 0 ? "1" : "0" }),
        ("codes", 0, { _, generator in "c\(Int.random(in: 0..<20_000, using: &generator))" }),
        ("categories", 0, { _, generator in "kind \(Int.random(in: 0..<30, using: &generator))" }),
        ("many_rare", 0, { row, generator in row % 60 == 0 ? "k\(row % 7_000)" : "usual" }),
    ]

    private static let names = shapes.map(\.name)

    private func anomalies(planting planted: [String: [Int: String]] = [:], seed: UInt64) throws -> [Anomaly] {
        var generator = RepeatableGenerator(seed: seed)
        var text = Self.names.joined(separator: ",") + "\n"
        for row in 0..<20_000 {
            let fields = Self.shapes.map { shape in
                let value = shape.value(row, &generator)
                return planted[shape.name]?[row] ?? value
            }
            text += fields.joined(separator: ",") + "\n"
        }
        let options: [String: OptionValue] = ["anomalies": .boolean(true), "maximum_anomalies": .integer(1_000)]
        return try summarize(Array(text.utf8), options: options).findings.anomalies
    }

    @Test(arguments: 1...3)
    func cleanColumnsRaiseFew(seed: UInt64) throws {
        let anomalies = try anomalies(seed: seed)
        for shape in Self.shapes {
            let count = anomalies.count { $0.subject.hasSuffix("column \(shape.name)") }
            #expect(count <= shape.alarms, "\(shape.name): \(count)")
        }
    }

    @Test func plantedValuesAreFound() throws {
        let planted: [String: [Int: String]] = [
            "normal": [17: "8.5", 9_000: "-9"], "uniform": [4: "3.5"], "exponential": [19_999: "60"],
            "lognormal": [3_333: "900"], "identifiers": [12_345: "-99999999"], "constant": [5: "8"],
            "two_values": [77: "2"], "categories": [1_234: "kond 7", 15_000: "kond 7"],
        ]
        let subjects = Set(try anomalies(planting: planted, seed: 5).map(\.subject))
        for (column, values) in planted {
            // Of a rare value the first row is reported.
            let rows = column == "categories" ? [1_234] : Array(values.keys)
            for row in rows { #expect(subjects.contains("row \(row + 1), column \(column)"), "\(column) \(row)") }
        }
    }

    /// With the sizes of tables that median and spread are unsure of, at most one clean table in twenty raises an
    /// alarm.
    @Test(arguments: [10, 20, 40, 50, 200, 1_000])
    func smallTablesRaiseFew(rows: Int) throws {
        var generator = RepeatableGenerator(seed: UInt64(rows))
        let (tables, options) = (300, ["anomalies": .boolean(true), "header": .text("yes")] as [String: OptionValue])
        let alarming = try (0..<tables).filter { _ in
            let text = "v\n" + (0..<rows).map { _ in "\(StrangeTable.normal(&generator))\n" }.joined()
            return try !summarize(Array(text.utf8), options: options).findings.anomalies.isEmpty
        }
        // 15 are expected at most; 27 would be three standard deviations more.
        #expect(alarming.count <= 27)
    }

    @Test(arguments: [
        (0.25, 0.6744897501960817), (0.5, 0), (0.05, 1.6448536269514726), (0.0015, 2.967737925341783),
        (1e-9, 5.9978070150076865), (1e-20, 9.262340089798405),
    ])
    func knowsNormalQuantiles(tail: Double, expected: Double) {
        #expect(abs(NormalDistribution.quantile(beyond: tail) - expected) <= 1e-14 * max(1, expected))
    }

    @Test func theCutoffGrowsWithTheTable() {
        let cutoffs = [100, 1_000, 100_000, 5_000_000].map { RobustScale.cutoff(numbers: $0, columns: 1) }
        #expect(cutoffs == cutoffs.sorted())
        #expect(abs(cutoffs[0] - 3.85) < 1e-12)
        // The share beyond, on both sides, times the numbers is -log(0.95).
        #expect(abs(cutoffs[3] - 5.7266) < 1e-3)
        #expect(RobustScale.cutoff(numbers: 1_000, columns: 5_000) > cutoffs[1])
    }
}
