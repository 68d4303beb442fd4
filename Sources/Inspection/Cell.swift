import Orchestration

/// One value of a listing.
public enum Cell: Sendable, Equatable {
    /// Text.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// A number.
    case number(Double)
    /// A truth value.
    case boolean(Bool)
    /// JSON text, passed through as it is.
    case json(String)
    /// No value.
    case missing

    /// The value, or `missing`.
    public static func optional(_ text: String?) -> Cell { text.map(Cell.text) ?? .missing }
    /// The value, or `missing`.
    public static func optional(_ number: Int64?) -> Cell { number.map(Cell.integer) ?? .missing }

    /// A value of SQL; bytes are written in hexadecimal.
    init(_ value: QueryValue) {
        switch value {
        case .null: self = .missing
        case .integer(let number): self = .integer(number)
        case .number(let number): self = .number(number)
        case .text(let text): self = .text(text)
        case .bytes(let bytes): self = .text(Self.hexadecimal(bytes))
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The value as plain text, for a table or CSV.
    public var plain: String {
        switch self {
        case .text(let value): value
        case .integer(let value): String(value)
        case .number(let value): "\(value)"
        case .boolean(let value): String(value)
        case .json(let value): value
        case .missing: ""
        }
    }

    func add(to object: inout JSONObject, as key: String) {
        switch self {
        case .text(let value): object.add(key, value)
        case .integer(let value): object.add(key, value)
        case .number(let value): object.add(key, value)
        case .boolean(let value): object.add(key, value)
        case .json(let value): object.addRaw(key, value)
        case .missing: object.addRaw(key, "null")
        }
    }
}
