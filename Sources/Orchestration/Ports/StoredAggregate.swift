import FoundationEssentials
import HandlerAPI

/// An aggregate whose type only its handler knows.
public protocol StoredAggregate: Sendable {
    /// Whether aggregates of this kind add up.
    var isMergeable: Bool { get }

    /// The JSON text that is kept, with keys in a fixed order.
    func json() throws -> String

    /// This aggregate with `other` added; `nil` where they do not add up.
    func merged(with other: any StoredAggregate) -> (any StoredAggregate)?
}

struct AggregateBox<Value: Codable & Sendable>: StoredAggregate {
    let value: Value

    var isMergeable: Bool { value is any Mergeable }

    func json() throws -> String {
        if let text = (value as? any JSONTextConvertible)?.jsonText { return text }
        return String(decoding: try JSONText.encoder().encode(value), as: UTF8.self)
    }

    func merged(with other: any StoredAggregate) -> (any StoredAggregate)? {
        if let text = other as? AggregateText {
            return text.restore.flatMap { try? $0(text.text) }.flatMap { merged(with: $0) }
        }
        guard let other = other as? AggregateBox<Value>, let sum = value as? any Mergeable else { return nil }
        return Self.add(other.value, to: sum).map(AggregateBox.init)
    }

    private static func add<Sum: Mergeable>(_ value: Value, to sum: Sum) -> Value? {
        guard let addend = value as? Sum else { return nil }
        var total = sum
        total.merge(addend)
        return total as? Value
    }
}

/// An aggregate that came as JSON text from another process. It is decoded only where it is to be added up.
struct AggregateText: StoredAggregate {
    let text: String
    let restore: (@Sendable (String) throws -> any StoredAggregate)?

    init(json text: String, restore: (@Sendable (String) throws -> any StoredAggregate)?) {
        self.text = text
        self.restore = restore
    }

    var isMergeable: Bool { restore != nil }

    func json() -> String { text }

    func merged(with other: any StoredAggregate) -> (any StoredAggregate)? {
        guard let restore, let own = try? restore(text) else { return nil }
        if let other = other as? AggregateText { return (try? restore(other.text)).flatMap { own.merged(with: $0) } }
        return own.merged(with: other)
    }
}

/// How JSON is written everywhere: keys sorted, slashes plain, so that equal values are equal text.
public enum JSONText {
    /// An encoder that writes on one line. A number JSON cannot express becomes text, so that no record is lost to it.
    public static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return encoder
    }

    /// A decoder that reads back what the encoder writes.
    public static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return decoder
    }
}
