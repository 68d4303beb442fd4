/// A line of a count series: a day, a comma and a count, as in `2021-01-20,29`.
///
/// White space around a field, and double quotes, mean nothing. A count without a value is missing. `29.0` is written for 29 by
/// programs that keep a column with missing values as one of fractions.
public enum CountLine: Sendable, Equatable {
    /// Nothing but white space.
    case blank
    /// A day with its count; `nil` where the count is missing.
    case row(day: CivilDay, count: Int?)
    /// Something else.
    case fault(Fault)

    /// Why a line is no row of a count series.
    public enum Fault: Sendable, Equatable {
        /// Other than two fields.
        case fields(Int)
        /// The first field is no day.
        case day(String)
        /// The second field is a number below zero.
        case negative(String)
        /// The second field is a number with a fraction.
        case fractional(String)
        /// The second field is no number.
        case notANumber(String)
        /// The second field is a number beyond ``largestCount``.
        case tooLarge(String)
    }

    /// The largest count taken; sums of a million of them are still exact.
    public static let largestCount = 1_000_000_000

    /// Reads all of a line, given without its line feed.
    public init(_ line: UnsafeRawBufferPointer) {
        let line = Self.trimmed(line)
        guard !line.isEmpty else {
            self = .blank
            return
        }
        guard let comma = line.firstIndex(of: UInt8(ascii: ",")),
            !line[(comma + 1)...].contains(UInt8(ascii: ","))
        else {
            self = .fault(.fields(line.count { $0 == UInt8(ascii: ",") } + 1))
            return
        }
        let first = Self.unquoted(UnsafeRawBufferPointer(rebasing: line[..<comma]))
        let second = Self.unquoted(UnsafeRawBufferPointer(rebasing: line[(comma + 1)...]))
        guard let day = CivilDay(first) else {
            self = .fault(.day(Self.excerpt(first)))
            return
        }
        switch Self.count(second) {
        case .success(let count): self = .row(day: day, count: count)
        case .failure(let fault): self = .fault(fault.value)
        }
    }

    private struct Refusal: Error { let value: Fault }

    private static func count(_ field: UnsafeRawBufferPointer) -> Result<Int?, Refusal> {
        guard !field.isEmpty else { return .success(nil) }
        let isNegative = field.first == UInt8(ascii: "-")
        let digits = field.dropFirst(isNegative ? 1 : 0)
        let whole = digits.prefix { isDigit($0) }
        let rest = digits.dropFirst(whole.count)
        let fraction = rest.dropFirst()
        let text = excerpt(field)
        guard !whole.isEmpty, rest.isEmpty || rest.first == UInt8(ascii: "."), fraction.allSatisfy(isDigit) else {
            return .failure(Refusal(value: .notANumber(text)))
        }
        if !fraction.allSatisfy({ $0 == UInt8(ascii: "0") }) { return .failure(Refusal(value: .fractional(text))) }
        var value = 0
        for digit in whole {
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
            if value > largestCount { return .failure(Refusal(value: .tooLarge(text))) }
        }
        if isNegative, value > 0 { return .failure(Refusal(value: .negative(text))) }
        return .success(value)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0d }
        guard let start = bytes.firstIndex(where: { !isSpace($0) }),
            let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(rebasing: bytes[start...last])
    }

    private static func unquoted(_ field: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let field = trimmed(field)
        let quote = UInt8(ascii: "\"")
        guard field.count >= 2, field.first == quote, field.last == quote else { return field }
        return trimmed(UnsafeRawBufferPointer(rebasing: field[1..<field.count - 1]))
    }

    /// The field for a message: printable, and not long.
    private static func excerpt(_ field: UnsafeRawBufferPointer) -> String {
        let shown = field.prefix(24).map { (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: shown, as: UTF8.self) + (field.count > 24 ? "…" : "")
    }
}

extension CountLine.Fault: CustomStringConvertible {
    /// Whether a word without figures stands for the day, as in a header.
    var isName: Bool {
        if case .day(let text) = self { !text.utf8.contains { (0x30...0x39).contains($0) } } else { false }
    }

    /// Whether there is a number, though none of things counted.
    var isMeasurement: Bool {
        switch self {
        case .negative, .fractional: true
        case .fields, .day, .notANumber, .tooLarge: false
        }
    }

    /// What was found and what was expected.
    public var description: String {
        switch self {
        case .fields(let count): "\(count) \(count == 1 ? "field" : "fields"); expected a day and a count"
        case .day(let text): "'\(text)' is no day; expected one as 2021-01-31"
        case .negative(let text): "the count '\(text)' is negative; expected 0 or more"
        case .fractional(let text): "the count '\(text)' has a fraction; expected a whole number"
        case .notANumber(let text): "the count '\(text)' is no number; expected a whole number"
        case .tooLarge(let text): "the count '\(text)' is larger than \(CountLine.largestCount)"
        }
    }
}
