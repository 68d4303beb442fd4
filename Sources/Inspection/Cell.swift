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
