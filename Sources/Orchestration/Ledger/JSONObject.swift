import HandlerAPI

/// Writes one JSON object on one line, with its keys in the order they are added.
///
/// Listings promise an order of keys and pass stored JSON through as it is; an encoder of the standard kind can do
/// neither.
public struct JSONObject: Sendable, CustomStringConvertible {
    private var body = ""

    /// Makes an empty object.
    public init() {}

    /// The JSON text.
    public var description: String { "{" + body + "}" }

    /// Adds text; `nil` becomes null.
    public mutating func add(_ key: String, _ value: String?) {
        addRaw(key, value.map(Self.quote) ?? "null")
    }

    /// Adds a whole number; `nil` becomes null.
    public mutating func add(_ key: String, _ value: Int64?) {
        addRaw(key, value.map(String.init) ?? "null")
    }

    /// Adds a whole number.
    public mutating func add(_ key: String, _ value: Int) { addRaw(key, String(value)) }

    /// Adds a number; one that JSON cannot express becomes null.
    public mutating func add(_ key: String, _ value: Double) {
        addRaw(
            key,
            value.isFinite
                ? (value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)") : "null")
    }

    /// Adds a truth value.
    public mutating func add(_ key: String, _ value: Bool) { addRaw(key, String(value)) }

    /// Adds an object.
    public mutating func add(_ key: String, _ value: JSONObject) { addRaw(key, value.description) }

    /// Adds a list of texts.
    public mutating func add(_ key: String, _ values: [String]) {
        addRaw(key, "[" + values.map(Self.quote).joined(separator: ",") + "]")
    }

    /// Adds text that is JSON already.
    public mutating func addRaw(_ key: String, _ json: String) {
        if !body.isEmpty { body += "," }
        body += Self.quote(key) + ":" + json
    }

    /// `text` as a JSON string (RFC 8259).
    public static func quote(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0x7F }) else {
            return "\"" + text + "\""
        }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
