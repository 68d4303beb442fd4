import DelimitedSyntax
import DelimitedText
import HandlerAPI
import HandlerTesting
import Testing

/// Holds the profile of many values at once against one made field by field.
@Suite struct ReferenceTests {
    private static let options: [String: OptionValue] = [
        "header": .text("no"), "delimiter": .text("comma"), "quote": .text("double"), "missing": .text(""),
        "frequent_values": .integer(256),
    ]

    /// Texts of the characters that matter, up to several blocks of 64 long.
    @Test(arguments: 1...200)
    func cutsAsTheReaderDoes(seed: UInt64) throws {
        var generator = RepeatableGenerator(seed: seed)
        let alphabet = Array("aaaab1,,,\"\"\n\r é".unicodeScalars)
        let length = Int.random(in: 1...400, using: &generator)
        var text = String.UnicodeScalarView()
        for _ in 0..<length { text.append(alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]) }
        let bytes = Array(String(text).utf8)
        guard let expected = try? records(of: bytes), !expected.rows.isEmpty else { return }
        let (table, findings) = try summarize(bytes, options: Self.options)
        let body = expected.rows.dropFirst(table.preambleRecords)
        try #require(findings.partialReason == nil)
        #expect(table.rows == body.count)
        #expect(table.blankLines == expected.blank)
        #expect(table.dialect.lineEnding == expected.endings)
        for column in table.columns {
            let index = try #require(column.index)
            let values = body.compactMap { $0.count >= index ? $0[index - 1] : nil }
                .filter { !$0.allSatisfy { $0 == " " } }
            #expect(column.present == values.count)
            let counts = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
            let found = Dictionary(uniqueKeysWithValues: column.frequent.map { ($0.value, $0.count) })
            #expect(found == counts)
            #expect(column.distinct.estimate == counts.count)
            let lengths = values.map(\.unicodeScalars.count)
            #expect(column.length?.minimum == lengths.min() && column.length?.maximum == lengths.max())
        }
    }

    /// Every number is the one that the standard library reads, whatever way it was read.
    @Test(arguments: 1...100)
    func readsNumbersAsTheStandardLibraryDoes(seed: UInt64) throws {
        var generator = RepeatableGenerator(seed: seed)
        let values = (0..<20).map { _ in Self.number(&generator) }
        let text = values.map { "\($0)\n" }.joined()
        let column = try summarize(Array(text.utf8), options: Self.options).aggregate.columns[0]
        let numbers = values.compactMap(Double.init)
        #expect(column.type == .float || column.type == .integer, "\(values)")
        let low = try #require(numbers.min())
        switch column.minimum {
        case .number(let value): #expect(value == low)
        case .integer(let value): #expect(Double(value) == low)
        default: Issue.record("no minimum: \(values)")
        }
    }

    private static func number(_ generator: inout RepeatableGenerator) -> String {
        let sign = ["", "", "-"][Int.random(in: 0..<3, using: &generator)]
        let whole = String(Int.random(in: 1...9, using: &generator)) + digits(0...11, &generator)
        let fraction = digits(0...9, &generator)
        return sign + whole + (fraction.isEmpty ? "" : "." + fraction)
    }

    private static func digits(_ count: ClosedRange<Int>, _ generator: inout RepeatableGenerator) -> String {
        (0..<Int.random(in: count, using: &generator)).reduce("") { text, _ in
            text + String(Int.random(in: 0...9, using: &generator))
        }
    }
}
