import DelimitedSyntax

/// What all values of a column are.
public enum ColumnType: String, Codable, Sendable {
    /// Whole numbers of at most 64 bits.
    case integer
    /// Numbers.
    case float
    /// `true` and `false`, `yes` and `no`.
    case boolean
    /// Days, `2024-02-29`, `12/31/2024` or `31.12.2024`.
    case date
    /// Times, `2024-02-29T12:30:00Z`, among which there may be days.
    case timestamp
    /// Anything else.
    case text
    /// Nothing: every value is missing.
    case empty
}

/// The kinds of value met in a column.
struct ValueKinds: OptionSet, Sendable {
    let rawValue: UInt8

    static let integer = ValueKinds(rawValue: 1)
    static let float = ValueKinds(rawValue: 2)
    static let boolean = ValueKinds(rawValue: 4)
    static let date = ValueKinds(rawValue: 8)
    static let timestamp = ValueKinds(rawValue: 16)
    static let text = ValueKinds(rawValue: 32)
    static let numericDate = ValueKinds(rawValue: 64)
    static let numericTimestamp = ValueKinds(rawValue: 128)

    /// The narrowest type that has room for all of them.
    var type: ColumnType {
        if isEmpty { return .empty }
        if self == .integer { return .integer }
        if isSubset(of: [.integer, .float]) { return .float }
        if self == .boolean { return .boolean }
        if self == .date || self == .numericDate { return .date }
        if isSubset(of: [.numericDate, .numericTimestamp]) { return .timestamp }
        if isSubset(of: [.date, .timestamp]) { return .timestamp }
        return .text
    }
}

/// Which of day and month may come first in all dates of a column that have the year last.
struct DateOrder: OptionSet, Sendable {
    let rawValue: UInt8

    static let monthFirst = DateOrder(rawValue: 1)
    static let dayFirst = DateOrder(rawValue: 2)

    /// The name in results.
    var name: String {
        self == [.monthFirst, .dayFirst] ? "either" : contains(.monthFirst) ? "month-first" : "day-first"
    }
}

/// What the values of a column may be.
public enum ColumnContent: UInt8, Sendable {
    /// Texts of which any may be a number, a truth value or a time.
    case fields
    /// Numbers only; they have no lengths.
    case numbers
    /// Strings: `"12"` is text, but a date or a time stamp is one.
    case strings
}
