/// Writes JSON text (RFC 8259) on one line into one buffer, key by key in the order given.
///
/// An encoder that serves any type spends most of its time on finding out what it encodes. Where an aggregate is written for
/// each of very many small files, its handler can write it by hand: see ``JSONTextConvertible``.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.object { writer in
///     writer.member("rows", 3)
///     writer.member("name", "a \"quoted\" name")
/// }
/// writer.text    // {"rows":3,"name":"a \"quoted\" name"}
/// ```
public struct JSONWriter {
    private var bytes: [UInt8] = []
    private var needsComma = false

    /// Makes a writer that has written nothing.
    public init() { bytes.reserveCapacity(4_096) }

    /// What was written.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Writes an object whose members `body` writes.
    public mutating func object(_ body: (inout JSONWriter) -> Void) { enclose("{", "}", body) }

    /// Writes an array whose elements `body` writes.
    public mutating func array(_ body: (inout JSONWriter) -> Void) { enclose("[", "]", body) }

    /// Begins a member; its value must be written next.
    public mutating func key(_ key: StaticString) {
        separate()
        append("\"")
        append(key)
        append("\":")
        needsComma = false
    }

    /// Writes a whole number.
    public mutating func value(_ value: some FixedWidthInteger) {
        separate()
        var description = value.description
        description.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// Writes a truth value.
    public mutating func value(_ value: Bool) {
        separate()
        append(value ? "true" : "false")
    }

    /// Writes a number in the fewest digits that give it back; `null` where JSON cannot express it.
    public mutating func value(_ value: Double) {
        separate()
        guard value.isFinite else { return append("null") }
        var description = value.description
        description.withUTF8 { digits in
            // A whole number is written without a fraction of zero.
            bytes.append(contentsOf: digits.suffix(2).elementsEqual([0x2e, 0x30]) ? digits.dropLast(2) : digits[...])
        }
    }

    /// Writes text.
    public mutating func value(_ value: String) {
        separate()
        append("\"")
        var value = value
        value.withUTF8 { text in
            guard text.contains(where: Self.isSpecial) else { return bytes.append(contentsOf: text) }
            for byte in text { appendEscaped(byte) }
        }
        append("\"")
    }

    /// Writes a member that is a whole number.
    public mutating func member(_ key: StaticString, _ value: some FixedWidthInteger) {
        self.key(key)
        self.value(value)
    }

    /// Writes a member that is a truth value.
    public mutating func member(_ key: StaticString, _ value: Bool) {
        self.key(key)
        self.value(value)
    }

    /// Writes a member that is a number, if there is one.
    public mutating func member(_ key: StaticString, _ value: Double?) {
        guard let value else { return }
        self.key(key)
        self.value(value)
    }

    /// Writes a member that is text.
    public mutating func member(_ key: StaticString, _ value: String) {
        self.key(key)
        self.value(value)
    }

    /// Writes a member of an object: a list of whole numbers.
    public mutating func member(_ key: StaticString, _ values: [Int]) {
        self.key(key)
        array { writer in
            for value in values { writer.value(value) }
        }
    }

    private mutating func enclose(_ open: StaticString, _ close: StaticString, _ body: (inout JSONWriter) -> Void) {
        separate()
        append(open)
        needsComma = false
        body(&self)
        append(close)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { append(",") }
        needsComma = true
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x08: append("\\b")
        case 0x09: append("\\t")
        case 0x0a: append("\\n")
        case 0x0c: append("\\f")
        case 0x0d: append("\\r")
        case ..<0x20:
            append(byte < 0x10 ? "\\u000" : "\\u001")
            bytes.append(contentsOf: String(byte & 0x0f, radix: 16).utf8)
        default: bytes.append(byte)
        }
    }
}

/// A value that writes itself as JSON, faster than an encoder would.
///
/// What it writes must be what `JSONEncoder` would with sorted keys and slashes left as they are, byte for byte.
public protocol JSONTextConvertible {
    /// Writes the value.
    func write(to writer: inout JSONWriter)
}

extension JSONTextConvertible {
    /// The value as JSON text on one line.
    public var jsonText: String {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.text
    }
}
