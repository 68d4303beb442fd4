import DelimitedSyntax
import DelimitedText
import HandlerAPI
import HandlerTesting

extension FuzzTarget {
    /// A field's value is the one that its text spells.
    static let fieldValues = FuzzTarget(
        "field-values",
        seeds: Seeds(
            made: texts(
                "12", "-0.5", "+3", "1e-300", "00123", "9223372036854775808", "0.1e23", "nan", "-inf", "yes",
                "2024-02-29", "2024-02-29T12:30:15.250+01:00", "1900-02-29", "0000-01-01 23:59:60Z", "\t 7 ", "1.",
                "12/31/2024 4:05 PM",
                "29.02.2024", "2024/02/29", "12/31/1012 4:06 PM"))
    ) { input in
        let value = input.bytes.withUnsafeBytes { FieldValue($0) }
        let text = String(decoding: input.bytes, as: UTF8.self).trimmingBlanks()
        switch value {
        case .empty: try require(text.isEmpty, "'\(text)' is empty")
        case .integer(let number): try requireEqual(Int64(text), number, "the integer '\(text)'")
        case .float(let number):
            let isWord = text.contains { "nN".contains($0) }
            let expected = isWord && text.lowercased().hasSuffix("nan") ? Double.nan : Double(text)
            try requireEqual(expected?.bitPattern, number.bitPattern, "the number '\(text)'")
        case .boolean: try require(["true", "false", "yes", "no"].contains(text.lowercased()), "'\(text)'")
        case .date(let time):
            try requireEqual(day(of: time), text.replacing("/", with: "-"), "the day '\(text)'")
        case .numericDate(let date): try checkNumericDate(date, text)
        case .timestamp(let time): try checkTimestamp(time, text)
        case .text: try require(Int64(text).map { text != "\($0)" } ?? true, "'\(text)' is text")
        }
    }

    private static let microsecondsOfDay: Int64 = 86_400_000_000

    /// The day of a time in microseconds, as ISO 8601 writes it, found by counting years and months.
    private static func day(of time: Int64) -> String {
        // Times before 1970 are less than 0: they belong to the day that began before them.
        let sinceMidnight = (time % microsecondsOfDay + microsecondsOfDay) % microsecondsOfDay
        var days = Int((time - sinceMidnight) / microsecondsOfDay) + 719_528
        var year = 0
        func length(_ year: Int) -> Int { isLeap(year) ? 366 : 365 }
        while days >= 146_097 {
            days -= 146_097
            year += 400
        }
        while days >= length(year) {
            days -= length(year)
            year += 1
        }
        var month = 0
        let months = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        while days >= months[month] {
            days -= months[month]
            month += 1
        }
        func padded(_ number: Int, _ width: Int) -> String {
            String(repeating: "0", count: max(0, width - "\(number)".count)) + "\(number)"
        }
        return "\(padded(year, 4))-\(padded(month + 1, 2))-\(padded(days + 1, 2))"
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// A time is within a day, and an offset of a day, of its date.
    private static func checkTimestamp(_ time: Int64, _ text: String) throws {
        let date = Array(text.utf8.prefix(10)).withUnsafeBytes { FieldValue($0) }
        guard case .date(let start) = date else { throw BrokenProperty("'\(text)' is a time without a date") }
        let range = start - microsecondsOfDay...start + 2 * microsecondsOfDay
        try require(range.contains(time), "'\(text)' is \(time)")
    }

    /// A date with the year last names the days that its figures do, in either order.
    private static func checkNumericDate(_ date: NumericDate, _ text: String) throws {
        let figures = text.prefix { !" T".contains($0) }.split { "/.-".contains($0) }.compactMap { Int($0) }
        try require(figures.count == 3, "'\(text)' has a date of three figures")
        for (time, month, dayOfMonth) in [
            (date.monthFirst, figures[0], figures[1]), (date.dayFirst, figures[1], figures[0]),
        ] {
            guard let time else { continue }
            let parts = day(of: time).split(separator: "-").compactMap { Int($0) }
            try requireEqual(parts, [figures[2], month, dayOfMonth], "the day '\(text)'")
        }
    }

    /// What the probe is sure is a table, the handler can read.
    static let dialects = FuzzTarget(
        "dialects",
        seeds: Seeds(
            examples: ["delimited-text", "store/tables"],
            corpus: ["hostile/csv_spectrum/csvs", "hostile/go_fuzz/csv", "quality"],
            made: texts("a\tb\n1\t\"2\n3\t4\"\n", "a;b\n'1;2';3\n'4';'5'\n", "# c\na|b|c\n1|2|3\n4|5|6\n"))
    ) { input in
        let bytes = Array(input.bytes)
        guard let guess = bytes.withUnsafeBytes({ DialectSniffer.sniff($0, isWholeFile: true) }) else { return }
        let again = bytes.withUnsafeBytes { DialectSniffer.sniff($0, isWholeFile: true) }
        try requireEqual(guess, again, "a second guess")
        try require(guess.fieldCount > 0 && guess.dialect.preambleRecords >= 0, "\(guess)")
        guard guess.strength == .strong else { return }
        let type: MediaType = guess.dialect.delimiter == .tab ? "text/tab-separated-values" : "text/csv"
        let handler = try DelimitedTextHandler(
            options: HandlerOptions([:], for: DelimitedTextHandler.descriptor.options))
        let outcome = HandlerOutcome(of: handler, on: InMemoryContent(bytes), mediaType: type)
        if let error = outcome.error { throw BrokenProperty("the handler says of a \(guess): \(error)") }
    }
}

extension String {
    /// The text without spaces and tabs around it.
    fileprivate func trimmingBlanks() -> String {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        let trimmed = utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        return String(decoding: Array(trimmed), as: UTF8.self)
    }
}
