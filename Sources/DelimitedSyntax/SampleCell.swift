/// What a sniffer needs to know of a field.
struct SampleCell {
    /// The kinds of value told apart.
    enum Kind {
        case empty, number, time, boolean, text
    }

    let kind: Kind
    let isQuoted: Bool
    /// The value, for comparing; cut at 64 bytes.
    let key: [UInt8]
    let length: Int
    let words: Int
    let startsWithSpace: Bool
    /// Whether nothing in it speaks against having been cut out rightly.
    let isClean: Bool
    /// Whether it has characters that belong to program text or markup.
    let looksLikeCode: Bool

    /// Whether the kind says more than that it is text.
    var isTyped: Bool { kind == .number || kind == .time || kind == .boolean }
    /// Whether a single quote opens and closes it.
    var startsWithApostrophe: Bool { key.count > 1 && key.first == UInt8(ascii: "'") && key.last == key.first }

    /// Looks at a field that `delimiter` has cut out.
    init(_ field: Field, delimiter: UInt8) {
        let trimmed = field.bytes.trimmingBlanks()
        isQuoted = field.isQuoted
        key = Array(trimmed.prefix(64))
        length = trimmed.count
        startsWithSpace = !field.isQuoted && field.bytes.first == UInt8(ascii: " ")
        kind = Self.kind(trimmed)
        words = kind == .text ? Self.words(trimmed) : 1
        isClean = kind != .text || Self.isClean(trimmed, delimiter: delimiter, isQuoted: field.isQuoted)
        looksLikeCode = kind == .text && !field.isQuoted && Self.looksLikeCode(trimmed)
    }

    private static func kind(_ bytes: UnsafeRawBufferPointer) -> Kind {
        switch FieldValue(bytes) {
        case .empty: .empty
        case .integer, .float: .number
        case .boolean: .boolean
        case .date, .timestamp: .time
        case .text: isNumberLike(bytes) ? .number : .text
        }
    }

    /// Digits with a leading zero, or with a comma for a point: no number to ``FieldValue``, but no name either.
    private static func isNumberLike(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var commas = 0
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): continue
            case UInt8(ascii: "-") where index == 0 && bytes.count > 1: continue
            case UInt8(ascii: ",") where index > 0 && index + 1 < bytes.count: commas += 1
            default: return false
            }
        }
        return commas <= 1
    }

    private static func words(_ bytes: UnsafeRawBufferPointer) -> Int {
        bytes.count { $0 == UInt8(ascii: " ") } + 1
    }

    private static func isClean(_ bytes: UnsafeRawBufferPointer, delimiter: UInt8, isQuoted: Bool) -> Bool {
        var last: UInt8 = 0
        for byte in bytes {
            let isOther = isDelimiter(byte) && byte != delimiter
            if !isQuoted, isOther || byte == UInt8(ascii: "\"") { return false }
            // `";"` within quotes: two fields of another delimiter.
            if isOther, last == UInt8(ascii: "\"") { return false }
            if byte == UInt8(ascii: "\""), isDelimiter(last), last != delimiter { return false }
            last = byte
        }
        return true
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "\t")
            || byte == UInt8(ascii: "|")
    }

    private static func looksLikeCode(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var depth = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="),
                UInt8(ascii: "\\"), UInt8(ascii: "`"):
                return true
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            if depth < 0 { return true }
        }
        return depth != 0
    }
}
