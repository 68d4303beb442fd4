import HandlerTesting

/// Text to work on, the same in every run.
struct SampleText {
    private var chance: RepeatableGenerator

    /// Starts the sequence of `seed`.
    init(seed: UInt64) { chance = RepeatableGenerator(seed: seed) }

    /// A number from 0 up to `limit`, which is not reached.
    mutating func below(_ limit: Int) -> Int { Int(truncatingIfNeeded: chance.next() % UInt64(limit)) }

    /// A whole number of one to `digits` digits.
    mutating func integer(digits: Int = 9) -> String {
        var limit = 1
        for _ in 0...below(digits) { limit *= 10 }
        return String(below(limit))
    }

    /// A number with one to four digits before the point and four behind it, one of four negative.
    mutating func decimal() -> String {
        let fraction = String(below(10_000))
        let zeros = String(repeating: "0", count: 4 - fraction.count)
        return (below(4) == 0 ? "-" : "") + integer(digits: 4) + "." + zeros + fraction
    }

    /// A day of the years 2000 to 2029.
    mutating func date() -> String { "20\(two(below(30)))-\(two(1 + below(12)))-\(two(1 + below(28)))" }

    /// A day with the year last and the day first.
    mutating func numericDate() -> String { "\(two(1 + below(28))).\(two(1 + below(12))).20\(two(below(30)))" }

    /// A time in UTC to the second.
    mutating func timestamp() -> String { date() + "T\(two(below(24))):\(two(below(60))):\(two(below(60)))Z" }

    /// A word of three to ten letters.
    mutating func word() -> String {
        String((0..<3 + below(8)).map { _ in Character(Unicode.Scalar(UInt8(97 + below(26)))) })
    }

    /// Words with commas, and now and then a quote, a line end or a letter beyond ASCII.
    mutating func prose(words: Int) -> String {
        (0..<words).map { _ in
            switch below(100) {
            case 0: "\"\(word())\""
            case 1: word() + ".\n"
            case 2: "é" + word()
            case 3..<10: word() + ","
            default: word()
            }
        }.joined(separator: " ")
    }

    /// A table: a header, and `rows` rows of what `field` makes for each column.
    mutating func table(
        rows: Int, columns: Int, field: (inout SampleText, _ column: Int) -> String
    ) -> [UInt8] {
        var text = (0..<columns).map { "column_\($0)" }.joined(separator: ",") + "\n"
        for _ in 0..<rows {
            for column in 0..<columns {
                let value = field(&self, column)
                text += column == 0 ? "" : ","
                text += value.contains(where: { ",\"\n".contains($0) }) ? Self.quoted(value) : value
            }
            text += "\n"
        }
        return Array(text.utf8)
    }

    private static func quoted(_ value: String) -> String {
        "\"" + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
