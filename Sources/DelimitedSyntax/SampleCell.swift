/// What a sniffer needs to know of a field. It holds no memory of its own, as a sample has thousands.
struct SampleCell {
    /// The kinds of value told apart.
    enum Kind {
        case empty, number, time, boolean, text
    }

    let kind: Kind
    let isQuoted: Bool
    /// The first and the last byte of the first 64; 0 where there is none.
    let first: UInt8
    let last: UInt8
    /// The hash of the first 64 bytes, for comparing.
    let hash: UInt64
    let length: Int
    let words: Int
    /// Whether a colon and a space follow each other in the first 64 bytes.
    let hasColonAndSpace: Bool
    /// Whether it consists of dashes and colons alone, as below the header of a table of Markdown.
    let isRule: Bool
    let startsWithSpace: Bool
    /// Whether nothing in it speaks against having been cut out rightly.
    let isClean: Bool
    /// Whether it has characters that belong to program text or markup.
    let looksLikeCode: Bool

    /// Whether the kind says more than that it is text.
    var isTyped: Bool { kind == .number || kind == .time || kind == .boolean }
    /// Whether a single quote opens and closes it.
    var startsWithApostrophe: Bool { length > 1 && first == UInt8(ascii: "'") && last == first }

    /// Looks at a field that `delimiter` has cut out.
    init(_ field: Field, delimiter: UInt8) {
        let trimmed = field.bytes.trimmingBlanks()
        isQuoted = field.isQuoted
        let beginning = UnsafeRawBufferPointer(rebasing: trimmed.prefix(64))
        first = beginning.first ?? 0
        last = beginning.last ?? 0
        hash = Self.hash(beginning)
        length = trimmed.count
        startsWithSpace = !field.isQuoted && field.bytes.first == UInt8(ascii: " ")
        kind = Self.kind(trimmed)
        words = kind == .text ? Self.words(trimmed) : 1
        isClean = kind != .text || Self.isClean(trimmed, delimiter: delimiter, isQuoted: field.isQuoted)
        looksLikeCode = kind == .text && !field.isQuoted && Self.looksLikeCode(trimmed)
        hasColonAndSpace = kind == .text && Self.hasColonAndSpace(beginning)
        isRule = kind == .text && beginning.allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") }
    }

    /// FNV-1a (Fowler, Noll and Vo) over eight bytes at a time: names of columns need telling apart, no more.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var index = 0
        while index + 8 <= bytes.count {
            hash = (hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0x0000_0100_0000_01b3
            hash ^= hash >> 32
            index += 8
        }
        while index < bytes.count {
            hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3
            index += 1
        }
        return hash ^ UInt64(bytes.count)
    }

    private static func hasColonAndSpace(_ bytes: UnsafeRawBufferPointer) -> Bool {
        for index in 1..<max(1, bytes.count)
        where bytes[index] == UInt8(ascii: " ") && bytes[index - 1] == UInt8(ascii: ":") {
            return true
        }
        return false
    }

    private static func kind(_ bytes: UnsafeRawBufferPointer) -> Kind {
        switch FieldValue(bytes) {
        case .empty: .empty
        case .integer, .float: .number
        case .boolean: .boolean
        case .date, .timestamp, .numericDate: .time
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
