import ColumnProfiles
import DelimitedText
import Foundation
import HandlerAPI
import HandlerTesting
import Testing

/// Tables added up: as if their rows stood in one file.
@Suite struct RollUpTests {
    private static let header = "id,city,temp,day,code\n"

    /// The rows of a table with numbers, words, dates and gaps; `variety` is how many numbers there are to choose from.
    private func rows(_ count: Int, seed: UInt64, variety: Int) -> [String] {
        var generator = RepeatableGenerator(seed: seed)
        let cities = ["Oslo", "Bergen", "Å", "\"Tromsø, \"\"north\"\"\"", ""]
        return (0..<count).map { _ in
            let number = Int.random(in: 0..<variety, using: &generator)
            let temp = number % 9 == 0 ? "NA" : "\(Double(number) * 0.25 - 3)"
            let city = cities[Int.random(in: 0..<cities.count, using: &generator)]
            return "\(number),\(city),\(temp),2024-01-\(10 + number % 20),x\(number % 300)\n"
        }
    }

    private func handler() throws -> DelimitedTextHandler {
        try DelimitedTextHandler(options: HandlerOptions([:], for: DelimitedTextHandler.descriptor.options))
    }

    private func state(_ text: String) throws -> [UInt8] {
        try #require(try summarize(Array(text.utf8)).findings.state)
    }

    private func rolledUp(_ texts: [String]) throws -> DelimitedTextRollUp {
        let handler = try handler()
        var total = handler.emptyTotal()
        for text in texts { try handler.add(try state(text), to: &total) }
        return handler.aggregate(of: total)
    }

    private func isNear(_ a: Double?, _ b: Double?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
    }

    @Test(arguments: [(30, 50), (400, 90), (6_000, 5_000), (20_000, 12)], [1, 3, 17])
    func filesAreAsTheirRowsInOne(size: (rows: Int, variety: Int), files: Int) throws {
        let rows = rows(size.rows, seed: UInt64(files), variety: size.variety)
        let whole = try summarize(Self.header + rows.joined())
        let cut = (0..<files).map { number in
            Self.header + rows[number * rows.count / files..<(number + 1) * rows.count / files].joined()
        }
        let sum = try rolledUp(cut)
        #expect((sum.files, sum.rows, sum.columnCount) == (files, whole.rows, whole.columnCount))
        for (column, expected) in zip(sum.columns, whole.columns) {
            #expect(column.files == files)
            #expect((column.name, column.type) == (expected.name, expected.type))
            #expect((column.present, column.missing) == (expected.present, expected.missing))
            #expect((column.minimum, column.maximum) == (expected.minimum, expected.maximum))
            #expect(column.sum == expected.sum)
            #expect(isNear(column.mean, expected.mean))
            #expect(isNear(column.standardDeviation, expected.standardDeviation))
            #expect(isNear(column.excessKurtosis, expected.excessKurtosis))
            #expect(column.length == expected.length)
            #expect(column.characters == expected.characters)
            if expected.distinct.exact { #expect(column.distinct == expected.distinct) }
            if expected.frequentError == 0 { #expect(column.frequent == expected.frequent) }
            #expect(abs(column.distinct.estimate - expected.distinct.estimate) <= expected.distinct.estimate / 20)
            if let quantiles = expected.quantiles, quantiles.exact { #expect(column.quantiles == quantiles) }
        }
    }

    @Test func columnsOfOneNameAreOneWhereverTheyStand() throws {
        let sum = try rolledUp(["a,b\n1,x\n2,y\n", "b,c,a\nz,1.5,3\n", "a\n4\n5\n"])
        #expect(sum.columns.map(\.name) == ["a", "b", "c"])
        #expect(sum.columns.map(\.files) == [3, 2, 1])
        #expect(sum.columns.map(\.present) == [5, 3, 1])
        #expect(sum.columns[0].sum == .integer(15))
        #expect(sum.rows == 5)
    }

    @Test func columnsOfOneNameInATableStayTwo() throws {
        let sum = try rolledUp(["a,a\n1,x\n", "a,a\n2,y\n"])
        #expect(sum.columns.map(\.name) == ["a", "a"])
        #expect(sum.columns.map(\.type) == [.integer, .text])
    }

    @Test func aTypeThatAFileBeliesIsText() throws {
        let sum = try rolledUp(["a\n1\n2\n", "a\nx\n", "a\n3.5\n"])
        #expect(sum.columns[0].type == .text)
        #expect(sum.columns[0].present == 4)
        #expect(sum.columns[0].mean == nil)
        #expect(try rolledUp(["a\n1\n", "a\n2.5\n"]).columns[0].mean == 1.75)
    }

    @Test func aTableOfManyColumnsAddsUpWhole() throws {
        let names = (0..<500).map { "c\($0)" }.joined(separator: ",")
        let values = (0..<500).map { "\($0)" }.joined(separator: ",")
        let sum = try rolledUp(["\(names)\n\(values)\n", "\(names)\n\(values)\n\(values)\n"])
        #expect(sum.columnCount == 500)
        #expect(sum.columns.enumerated().allSatisfy { $1.sum == .integer(Int64(3 * $0)) })
    }

    @Test func whatIsNoStateIsRefusedAndAddsNothing() throws {
        let handler = try handler()
        var total = handler.emptyTotal()
        let good = try state(Self.header + rows(50, seed: 1, variety: 40).joined())
        try handler.add(good, to: &total)
        let expected = handler.aggregate(of: total)
        var generator = RepeatableGenerator(seed: 7)
        for _ in 0..<400 {
            var bad = good
            if Bool.random(using: &generator) {
                bad.removeLast(Int.random(in: 1...bad.count, using: &generator))
            } else {
                bad[Int.random(in: 0..<bad.count, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
            }
            var copy = handler.emptyTotal()
            try handler.add(good, to: &copy)
            do {
                try handler.add(bad, to: &copy)
                #expect(copy.aggregate(by: handler).files == 2)
            } catch {
                #expect(copy.aggregate(by: handler) == expected)
            }
        }
    }
}

extension TableTotal {
    fileprivate func aggregate(by handler: DelimitedTextHandler) -> DelimitedTextRollUp { handler.aggregate(of: self) }
}
