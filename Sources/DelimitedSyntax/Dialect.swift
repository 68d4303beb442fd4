/// The ASCII character between two fields.
public enum Delimiter: String, Sendable, CaseIterable {
    /// `,`
    case comma
    /// A horizontal tab.
    case tab
    /// `;`
    case semicolon
    /// `|`
    case pipe

    /// The character's code.
    public var byte: UInt8 {
        switch self {
        case .comma: UInt8(ascii: ",")
        case .tab: UInt8(ascii: "\t")
        case .semicolon: UInt8(ascii: ";")
        case .pipe: UInt8(ascii: "|")
        }
    }
}

/// The ASCII character around a field that holds delimiters or line ends.
public enum Quote: String, Sendable, CaseIterable {
    /// `"`
    case double
    /// `'`
    case single
    /// Quotes are characters like all others.
    case none

    /// The character's code, `nil` where there is none.
    public var byte: UInt8? {
        switch self {
        case .double: UInt8(ascii: "\"")
        case .single: UInt8(ascii: "'")
        case .none: nil
        }
    }
}

/// How a delimited text is cut into records and fields.
public struct Dialect: Sendable, Equatable {
    /// What separates fields.
    public var delimiter: Delimiter
    /// What encloses fields.
    public var quote: Quote
    /// Whether the first record after the preamble names the columns.
    public var hasHeader: Bool
    /// How bytes stand for characters.
    public var encoding: TextEncoding
    /// How many records come before the table: comment lines and titles.
    public var preambleRecords: Int

    /// Makes a dialect; without arguments that of RFC 4180 with a header.
    public init(
        delimiter: Delimiter = .comma, quote: Quote = .double, hasHeader: Bool = true, encoding: TextEncoding = .utf8,
        preambleRecords: Int = 0
    ) {
        self.delimiter = delimiter
        self.quote = quote
        self.hasHeader = hasHeader
        self.encoding = encoding
        self.preambleRecords = preambleRecords
    }
}
