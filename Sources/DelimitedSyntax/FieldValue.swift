/// What the bytes of a field mean, blanks around them left aside.
///
/// - A number is decimal, with `.` as its point: `12`, `-0.5`, `+3`, `.5`, `1e-3`. One that begins with a zero before
///   another digit (`00123`, `007.5`) is text: it identifies something, and reading it as a number would change it.
/// - Whole numbers beyond 64 bits are `float`; so are `nan`, `inf` and `infinity`, in any case and with a sign.
/// - `true`, `false`, `yes` and `no`, in any case, are Boolean.
/// - Dates are ISO 8601: `2024-02-29`, also with slashes; time stamps `2024-02-29T12:30`, with a space or `T`, seconds and their
///   fraction if any, and `Z` or an offset such as `+01:00` if any. They must exist in the Gregorian calendar.
/// - Dates with the year last are ``NumericDate``s: `12/31/2024`, `31.12.2024`.
public enum FieldValue: Sendable, Equatable {
    /// Nothing but blanks.
    case empty
    /// A whole number of at most 64 bits.
    case integer(Int64)
    /// Another number; not necessarily finite.
    case float(Double)
    /// A truth value.
    case boolean(Bool)
    /// A day, as its first microsecond since 1970-01-01.
    case date(microseconds: Int64)
    /// A time, in microseconds since 1970-01-01T00:00, in UTC where there is an offset and as written where not.
    case timestamp(microseconds: Int64)
    /// A day or a time with the year last, of which it may be open whether day or month comes first.
    case numericDate(NumericDate)
    /// Anything else.
    case text

    /// Reads `bytes`, which are UTF-8.
    public init(_ bytes: UnsafeRawBufferPointer) {
        let trimmed = bytes.trimmingBlanks()
        guard let first = trimmed.first else {
            self = .empty
            return
        }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            self = Self.number(trimmed) ?? Self.time(trimmed) ?? Self.numericDate(trimmed) ?? Self.word(trimmed)
        default: self = Self.word(trimmed)
        }
    }

    private static func time(_ bytes: UnsafeRawBufferPointer) -> FieldValue? {
        guard let time = CivilTime(bytes) else { return nil }
        return time.isDate ? .date(microseconds: time.microseconds) : .timestamp(microseconds: time.microseconds)
    }

    private static func numericDate(_ bytes: UnsafeRawBufferPointer) -> FieldValue? {
        NumericDate(bytes).map { .numericDate($0) }
    }

    private static func number(_ bytes: UnsafeRawBufferPointer) -> FieldValue? {
        guard let number = DecimalNumber(bytes) else { return nil }
        return number.integer.map { .integer($0) } ?? .float(number.double(of: bytes))
    }

    private static func word(_ bytes: UnsafeRawBufferPointer) -> FieldValue {
        guard bytes.count <= 9 else { return .text }
        if bytes.isWord("true") || bytes.isWord("yes") { return .boolean(true) }
        if bytes.isWord("false") || bytes.isWord("no") { return .boolean(false) }
        let isSigned = bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+")
        let magnitude = UnsafeRawBufferPointer(rebasing: bytes[(isSigned ? 1 : 0)...])
        if magnitude.isWord("nan") { return .float(.nan) }
        if magnitude.isWord("inf") || magnitude.isWord("infinity") {
            return .float(bytes[0] == UInt8(ascii: "-") ? -.infinity : .infinity)
        }
        return .text
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes without the spaces and tabs around them.
    public func trimmingBlanks() -> UnsafeRawBufferPointer {
        guard let first, let last, first <= 0x20 || last <= 0x20 else { return self }
        var start = 0
        var end = count
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }

    /// Whether the bytes spell `word`, which is in lower case, in any case.
    func isWord(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            for index in 0..<count where self[index] | 0x20 != letters[index] { return false }
            return true
        }
    }
}
