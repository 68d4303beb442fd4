import Foundation
import HandlerAPI
import HandlerTesting
import Testing

@testable import DelimitedText

/// Rows that stand out are found, and their numbers are right.
@Suite struct AnomalyTests {
    private static let on: [String: OptionValue] = ["anomalies": .boolean(true)]

    private func found(_ findings: Findings) -> [AnomalyReference.Found] {
        findings.anomalies.map { AnomalyReference.Found(subject: $0.subject, detector: $0.detector, score: $0.score) }
    }

    private func findings(_ text: String, _ options: [String: OptionValue] = on) throws -> Findings {
        try summarize(Array(text.utf8), options: options).findings
    }

    /// What comes of reading `bytes` in ranges of `size` bytes and so many columns, in any order, by way of stored
    /// parts.
    private func findings(
        _ bytes: [UInt8], size: Int64, columns: Int = 256, reversed: Bool = false, limit: Int = 1_000
    ) throws -> Findings {
        let given: [String: OptionValue] = ["anomalies": .boolean(true), "maximum_anomalies": .integer(limit)]
        let handler = try DelimitedTextHandler(
            options: HandlerOptions(given, for: DelimitedTextHandler.descriptor.options))
        let file = FileContent(path: "table", mediaType: "text/csv", source: InMemoryContent(bytes))
        var plan = try handler.plan(for: file)
        plan.usualRangeSize = size
        plan.bytesOfColumn = 0
        plan.mostColumns = columns
        plan.taper = 1
        let numbers = Array(0..<handler.rangeCount(of: plan))
        var parts = [Int: TablePart]()
        for number in reversed ? numbers.reversed() : numbers {
            let state = handler.encoded(try handler.range(number, of: file, by: plan))
            parts[number] = try handler.part(from: state, by: plan)
            #expect(handler.encoded(try #require(parts[number])) == state)
        }
        var whole = try #require(parts[0])
        for number in numbers.dropFirst() {
            try handler.join(try #require(parts[number]), ofRange: number, to: &whole, of: file, by: plan)
        }
        var findings = Findings()
        _ = try handler.finish(whole, of: file, by: plan, reporting: &findings)
        return findings
    }

    @Test func areNotLookedForByDefault() throws {
        let rows = (0..<2_000).map { "\($0 % 50),\($0 == 9 ? "odd" : "even")\n" }.joined()
        let text = "value,kind\n1e9,even\n" + rows
        #expect(try findings(text, [:]).anomalies.isEmpty)
        #expect(try findings(text).anomalies.map(\.subject) == ["row 1, column value", "row 11, column kind"])
    }

    @Test func sayWhatIsOutOfTheOrdinary() throws {
        let rows = (0..<1_200).map { "\(Double(300 + $0 % 81) / 10),\($0 % 3 == 0 ? "CTD" : "bottle")\n" }
        let text = "salinity,gear\n" + rows[..<700].joined() + "99.9,CDT\n" + rows[700...].joined()
        let anomalies = try findings(text).anomalies
        try #require(anomalies.count == 2)
        let offset = text.utf8.count - rows[700...].joined().utf8.count - "99.9,CDT\n".utf8.count
        #expect(anomalies[0].subject == "row 701, column salinity" && anomalies[0].detector == "robust-z")
        #expect(
            anomalies[0].reason == """
                salinity is 99.9 where the median is 34 and half of the numbers above it are within 2 of it: 22.2 \
                robust standard deviations above; the row begins at byte \(offset)
                """)
        #expect(anomalies[1].subject == "row 701, column gear" && anomalies[1].detector == "rare-category")
        #expect(
            anomalies[1].reason == """
                gear is 'CDT' only here in 1201 rows that have a value; the column has 3 different values; the row \
                begins at byte \(offset)
                """)
        #expect(anomalies.allSatisfy { $0.threshold == 0.5 && $0.score > 0.5 && $0.score < 1 })
    }

    @Test(arguments: 1...4)
    func agreeWithThePlainWay(seed: UInt64) throws {
        let bytes = StrangeTable.mixed(rows: 1_250, seed: seed)
        var rows = try records(of: bytes).rows
        let names = rows.removeFirst()
        let expected = AnomalyReference.anomalies(names, rows)
        #expect(expected.count > 10)
        #expect(Set(expected.map(\.detector)) == ["robust-z", "rare-category"])
        let options: [String: OptionValue] = ["anomalies": .boolean(true), "maximum_anomalies": .integer(1_000)]
        #expect(try found(summarize(bytes, options: options).findings) == expected)
        for (size, columns) in [(300, 256), (5_000, 2), (20_000, 1), (77_777, 3)] as [(Int64, Int)] {
            #expect(try found(findings(bytes, size: size, columns: columns)) == expected)
            #expect(try found(findings(bytes, size: size, columns: columns, reversed: true)) == expected)
        }
    }

    /// The order of ranges makes no difference to a single byte, also where median and spread are estimates.
    @Test func areTheSameInAnyOrder() throws {
        let bytes = StrangeTable.mixed(rows: 6_000, seed: 9)
        for columns in [1, 2, 256] {
            let inOrder = try findings(bytes, size: 30_000, columns: columns, limit: 25)
            let reversed = try findings(bytes, size: 30_000, columns: columns, reversed: true, limit: 25)
            #expect(inOrder.anomalies.count == 25)
            #expect(inOrder.anomalies == reversed.anomalies && inOrder.notes == reversed.notes)
            #expect(inOrder.anomalies == (try findings(bytes, size: 30_000, limit: 25).anomalies))
        }
    }

    @Test func giveTheOffsetOfTheirRow() throws {
        let plain = StrangeTable.mixed(rows: 1_250, seed: 3)
        for (bytes, size) in [(plain, 1_000), (plain, 1_000_000), ([0xef, 0xbb, 0xbf] + plain, 1_000)] {
            for anomaly in try findings(bytes, size: Int64(size)).anomalies {
                let offset = try #require(Int(anomaly.reason.components(separatedBy: "at byte ").last ?? ""))
                let row = String(decoding: bytes[offset...].prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self)
                // The first column numbers the rows from 0.
                #expect(anomaly.subject.hasPrefix("row \((Int(row) ?? -9) + 1), "))
            }
        }
    }

    @Test func keepTheStrangest() throws {
        let values = (0..<1_000).map { $0 % 101 } + (0..<80).map { 1_000 + $0 }
        let text = "v\n" + values.map { "\($0)\n" }.joined()
        let options: [String: OptionValue] = [
            "anomalies": .boolean(true), "maximum_anomalies": .integer(3), "header": .text("yes"),
        ]
        let few = try findings(text, options)
        #expect(few.anomalies.isEmpty)
        let fewer = "v\n" + (values[..<1_000] + [500, 900, 700, 800, 900, -400]).map { "\($0)\n" }.joined()
        let kept = try findings(fewer, options)
        #expect(kept.anomalies.map(\.subject) == [1_002, 1_005, 1_004].map { "row \($0), column v" })
        #expect(kept.notes == ["anomalies: the 3 strangest of at least 4 are kept"])
    }

    @Test func keepLargeIntegersExact() throws {
        let text = "id\n" + (1...50).map { "\($0)\n" }.joined() + "9007199254740993\n"
        let anomalies = try findings(text, ["anomalies": .boolean(true), "header": .text("yes")]).anomalies
        #expect(anomalies.count == 1)
        #expect(anomalies.first?.reason.hasPrefix("id is 9007199254740993 where the median is 26 ") == true)
    }

    @Test func numbersInAColumnOfTextAreNoOutliers() throws {
        let numbers = (0..<200).map { "\($0 % 10)\n" }.joined() + "1000000\n"
        #expect(
            try findings("v\n" + numbers, ["anomalies": .boolean(true), "header": .text("yes")]).anomalies.count == 1)
        #expect(try findings("v\n" + numbers + "late\n").anomalies.isEmpty)
        #expect(try findings("v\n" + numbers + "2024-01-01\n").anomalies.isEmpty)
    }

    @Test func valuesNotFiniteAreLeftOut() throws {
        let text = "v,w\n" + (0..<100).map { "\($0),x\n" }.joined() + "inf,x\nnan,x\n-inf,x\n1e6,x\n"
        #expect(try findings(text).anomalies.map(\.subject) == ["row 104, column v"])
    }

    @Test func survivesTheLargestNumbers() throws {
        let text = "v\n" + (0..<100).map { "\($0)\n" }.joined() + "1.7e308\n-1.7e308\n5e-324\n"
        let anomalies = try findings(text, ["anomalies": .boolean(true), "header": .text("yes")]).anomalies
        #expect(anomalies.map(\.subject) == ["row 101, column v", "row 102, column v"])
        #expect(anomalies.allSatisfy { $0.score <= 1 })
    }

    @Test func countsRowsInUTF16() throws {
        let text = "wert,ort\n" + (0..<100).map { "\($0),é\n" }.joined() + "99999,é\n"
        let bytes = ([0xfeff] + Array(text.utf16)).flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        let anomalies = try summarize(bytes, options: Self.on).findings.anomalies
        #expect(anomalies.map(\.subject) == ["row 101, column wert"])
        #expect(anomalies.first?.reason.contains("byte") == false)
    }

    @Test func conformsWithAnomalies() throws {
        let samples = [ConformanceSample("mixed", bytes: StrangeTable.mixed(rows: 60, seed: 4), mediaType: "text/csv")]
        let rules = HandlerConformance(DelimitedTextHandler.self, samples: samples, options: Self.on)
        #expect(try rules.run() == [])
    }
}
