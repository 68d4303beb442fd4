@testable import DelimitedText

import DelimitedSyntax
import HandlerAPI
import HandlerTesting
import Testing

/// Reading a table in ranges gives what reading it whole does.
@Suite struct RangeTests {
    private static let handler = try? DelimitedTextHandler(
        options: HandlerOptions(["frequent_values": .integer(256)], for: DelimitedTextHandler.descriptor.options))

    /// A table in which quotes, delimiters and line ends of all kinds stand within quotes, and rows are ragged.
    static func table(rows: Int, seed: UInt64) -> [UInt8] {
        var generator = RepeatableGenerator(seed: seed)
        let texts = [
            "plain", "\"quoted\"", "\"with, delimiter\"", "\"line\nend\"", "\"\"\"all\"\", of\r\nit\"", "\"\n\n,\n\"",
            "",
            "é", "\"two \"\"quotes\"\"\"", " blank ", "\",\"",
        ]
        var text = "number,first,second,amount\n"
        for row in 0..<rows {
            let first = texts[Int.random(in: 0..<texts.count, using: &generator)]
            let second = texts[Int.random(in: 0..<texts.count, using: &generator)]
            let amount = Double(Int.random(in: -9_999...9_999, using: &generator)) / 8
            text += "\(row),\(first),\(second),\(amount)"
            text += row % 17 == 0 ? ",more" : ""
            text += row % 5 == 0 ? "\r\n" : "\n"
            if row % 23 == 0 { text += "\(row)\n\n" }
        }
        return Array(text.utf8)
    }

    private func file(_ bytes: [UInt8]) -> FileContent {
        FileContent(path: "table", mediaType: "text/csv", source: InMemoryContent(bytes))
    }

    /// The result of reading `bytes` in ranges of `size` bytes and so many columns, of which the last are cut into `taper` parts
    /// at most, `order` saying which is read first.
    private func result(
        _ bytes: [UInt8], size: Int64, columns: Int = 512, taper: Int64 = 4, order: ([Int]) -> [Int] = { $0 }
    ) throws -> DelimitedTextAggregate {
        let handler = try #require(Self.handler)
        var plan = try handler.plan(for: file(bytes))
        plan.usualRangeSize = size
        plan.bytesOfColumn = 0
        plan.mostColumns = columns
        plan.taper = taper
        let count = handler.rangeCount(of: plan)
        var parts = [Int: TablePart]()
        for number in order(Array(0..<count)) {
            let part = try handler.range(number, of: file(bytes), by: plan)
            parts[number] = try handler.part(from: handler.encoded(part), by: plan)
        }
        var whole = try #require(parts[0])
        for number in 1..<max(1, count) {
            try handler.join(try #require(parts[number]), ofRange: number, to: &whole, of: file(bytes), by: plan)
        }
        var findings = Findings()
        return try handler.finish(whole, of: file(bytes), by: plan, reporting: &findings)
    }

    @Test(arguments: 1...5)
    func givesTheSameBytesInAnyOrder(seed: UInt64) throws {
        let bytes = Self.table(rows: 400, seed: seed)
        for size in [300, 1_000, 4_096] as [Int64] {
            let inOrder = try result(bytes, size: size).jsonText
            #expect(try result(bytes, size: size) { $0.reversed() }.jsonText == inOrder)
            var generator = RepeatableGenerator(seed: seed)
            #expect(try result(bytes, size: size) { $0.shuffled(using: &generator) }.jsonText == inOrder)
        }
    }

    @Test(arguments: 1...5)
    func agreesWithOneRange(seed: UInt64) throws {
        let bytes = Self.table(rows: 200, seed: seed)
        let whole = try result(bytes, size: Int64(bytes.count))
        #expect(whole.rows == 209)
        for size in stride(from: Int64(61), to: 2_000, by: 97) {
            let parts = try result(bytes, size: size)
            #expect(parts.rows == whole.rows && parts.blankLines == whole.blankLines)
            #expect(parts.raggedShort == whole.raggedShort && parts.raggedLong == whole.raggedLong)
            #expect(parts.dialect == whole.dialect)
            for (part, column) in zip(parts.columns, whole.columns) {
                #expect(part.present == column.present && part.missing == column.missing)
                #expect(part.minimum == column.minimum && part.maximum == column.maximum && part.sum == column.sum)
                #expect(part.distinct == column.distinct && part.frequent == column.frequent)
                #expect(part.quantiles == column.quantiles && part.length == column.length)
                let difference = abs((part.standardDeviation ?? 0) - (column.standardDeviation ?? 0))
                #expect(difference <= 1e-13 * (column.standardDeviation ?? 0))
            }
        }
    }

    /// What is known of several ranges goes to another process and back like what is known of one.
    @Test(arguments: [1, 3, 512])
    func mayBeHandedOnBehindAnyRange(columns: Int) throws {
        let handler = try #require(Self.handler)
        let bytes = Self.table(rows: 400, seed: 6)
        var plan = try handler.plan(for: file(bytes))
        (plan.usualRangeSize, plan.bytesOfColumn, plan.mostColumns, plan.taper) = (1_000, 0, columns, 4)
        let expected = try result(bytes, size: 1_000, columns: columns).jsonText
        #expect(handler.firstPassCount(of: plan) > 5)
        for place in 1...handler.firstPassCount(of: plan) {
            var whole = try handler.range(0, of: file(bytes), by: plan)
            for number in 1..<handler.rangeCount(of: plan) {
                if number == place { whole = try handler.part(from: handler.encoded(whole), by: plan) }
                let part = try handler.range(number, of: file(bytes), by: plan)
                try handler.join(part, ofRange: number, to: &whole, of: file(bytes), by: plan)
            }
            var findings = Findings()
            let table = try handler.finish(whole, of: file(bytes), by: plan, reporting: &findings)
            #expect(table.jsonText == expected, "behind range \(place)")
        }
    }

    @Test(arguments: 1...3)
    func columnsMayBeSummarisedInTurn(columns: Int) throws {
        let bytes = Self.table(rows: 200, seed: 7)
        for size in [150, 700, 100_000] as [Int64] {
            let atOnce = try result(bytes, size: size, taper: 1)
            #expect(atOnce.columns.count == 4)
            #expect(try result(bytes, size: size, columns: columns, taper: 1) { $0.reversed() } == atOnce)
        }
    }

    /// However many columns there are, each is summarised in one turn, and no turn has more than it may.
    @Test(arguments: [1, 2, 3, 10, 134])
    func everyColumnHasItsTurn(most: Int) {
        let dialect = Dialect(delimiter: .comma, quote: .double, hasHeader: true, encoding: .utf8)
        for count in (1...300).map({ $0 * $0 % 997 + 1 }) {
            var plan = TablePlan(dialect: dialect, columnCount: count, size: 1 << 20)
            plan.mostColumns = most
            var end = 0
            for number in 0..<plan.rangeCount {
                let range = plan.range(number)
                if range.isFirst { #expect(range.columns.lowerBound == end) }
                #expect(1...most ~= range.columns.count, "\(range.columns) of \(count)")
                end = range.columns.upperBound
            }
            #expect(end == count)
        }
    }

    /// Text that looks the other way round: every guess that a range begins outside quotes, or within, is wrong.
    @Test func repairsRangesThatAreMisjudged() throws {
        let row = "1,\"a\n\",\"b\n2,\"\"x\"\",\n\",y\n"
        let bytes = Array(("n,p,q,r\n" + String(repeating: row, count: 100)).utf8)
        let whole = try result(bytes, size: Int64(bytes.count))
        #expect(whole.rows == 100)
        for size in 20...90 { #expect(try result(bytes, size: Int64(size)) == whole) }
    }

    @Test func readsARecordLongerThanARange() throws {
        let long = "\"" + String(repeating: "line\n", count: 500) + "\""
        let bytes = Array("a,b\n1,\(long)\n2,x\n3,\(long)\n4,y\n".utf8)
        let whole = try result(bytes, size: 50)
        #expect(whole.rows == 4)
        #expect(whole == (try result(bytes, size: 1 << 20)))
    }

    @Test(arguments: [1, 512])
    func stopsAtAnOpenQuoteInALaterRange(columns: Int) throws {
        let rows = String(repeating: "1,abc\n", count: 100)
        let bytes = Array(("a,b\n" + rows + "2,\"open\n" + rows).utf8)
        let handler = try #require(Self.handler)
        var plan = try handler.plan(for: file(bytes))
        plan.usualRangeSize = 100
        plan.bytesOfColumn = 0
        plan.mostColumns = columns
        var whole = try handler.range(0, of: file(bytes), by: plan)
        for number in 1..<handler.rangeCount(of: plan) {
            let part = try handler.range(number, of: file(bytes), by: plan)
            try handler.join(part, ofRange: number, to: &whole, of: file(bytes), by: plan)
        }
        var findings = Findings()
        let table = try handler.finish(whole, of: file(bytes), by: plan, reporting: &findings)
        #expect(table.rows == 100)
        #expect(table.columns.map(\.present) == [100, 100])
        #expect(findings.partialReason?.code == .corrupt)
        #expect(findings.partialReason?.offset == 604)
    }

    @Test(arguments: ["a,b\n", "a,b", "", "\n\n\n", "a,b\r\n1,2\r\n", "a,b\r1,2\r3,4\r"])
    func readsTheSmallestTables(text: String) throws {
        #expect(try result(Array(text.utf8), size: 1) == result(Array(text.utf8), size: 100))
    }
}
