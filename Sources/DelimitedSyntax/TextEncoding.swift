/// How the bytes of a text stand for characters.
public enum TextEncoding: String, Sendable, CaseIterable {
    /// UTF-8, of which ASCII is a part.
    case utf8 = "utf-8"
    /// UTF-8 after a byte order mark.
    case utf8WithMark = "utf-8-bom"
    /// UTF-16, low byte first, with or without a byte order mark.
    case utf16LittleEndian = "utf-16le"
    /// UTF-16, high byte first, with or without a byte order mark.
    case utf16BigEndian = "utf-16be"
    /// ISO 8859-1: a byte is a code point.
    case latin1 = "iso-8859-1"

    /// Whether UTF-8 comes out as it went in.
    public var isUTF8: Bool { self == .utf8 || self == .utf8WithMark }

    /// The encoding that a name such as `utf-8`, `us-ascii`, `utf-16le` or `iso-8859-1` stands for, in any case.
    public init?(charset: String) {
        switch charset.lowercased() {
        case "utf-8", "utf8", "us-ascii", "ascii": self = .utf8
        case "utf-8-bom": self = .utf8WithMark
        case "utf-16le": self = .utf16LittleEndian
        case "utf-16be", "utf-16": self = .utf16BigEndian
        case "iso-8859-1", "latin1", "latin-1": self = .latin1
        default: return nil
        }
    }

    /// How many bytes of this encoding `text`, whole characters of UTF-8, was made from, without a byte order mark.
    public func sourceLength(ofUTF8 text: UnsafeRawBufferPointer) -> Int {
        if isUTF8 { return text.count }
        let characters = text.count { $0 & 0xc0 != 0x80 }
        return self == .latin1 ? characters : 2 * (characters + text.count { $0 >= 0xf0 })
    }

    /// How many bytes of this encoding an ASCII character takes.
    public func sourceLength(of character: UInt8) -> Int64 {
        self == .utf16LittleEndian || self == .utf16BigEndian ? 2 : 1
    }

    /// Guesses the encoding of a text from its first bytes; `nil` where they are no text.
    ///
    /// A byte order mark decides. Without one, zero bytes in every second place mean UTF-16, and bytes that are valid
    /// UTF-8 mean UTF-8. Anything else is taken as Latin-1, as long as there are no control characters: every sequence
    /// of bytes is valid Latin-1, so there is nothing else to check.
    ///
    /// - Parameters:
    ///   - prefix: The first bytes; a few KiB are enough.
    ///   - isWholeFile: Whether nothing follows, so that a character cut in two is a fault.
    public static func guess(_ prefix: UnsafeRawBufferPointer, isWholeFile: Bool) -> TextEncoding? {
        let survey = TextSurvey(prefix)
        if prefix.starts(with: [0xef, 0xbb, 0xbf]) { return survey.hasControls ? nil : .utf8WithMark }
        if prefix.starts(with: [0xff, 0xfe]) { return .utf16LittleEndian }
        if prefix.starts(with: [0xfe, 0xff]) { return .utf16BigEndian }
        if survey.hasZero { return guessUTF16(prefix) }
        if survey.hasControls { return nil }
        guard survey.isBeyondASCII else { return .utf8 }
        var check = UTF8Check()
        check.feed(prefix)
        if isWholeFile { check.finish() }
        return check.firstFault == nil ? .utf8 : .latin1
    }

    /// Text of mostly Western characters in UTF-16 has a zero in most of its high bytes and none in its low ones.
    private static func guessUTF16(_ prefix: UnsafeRawBufferPointer) -> TextEncoding? {
        let pairs = prefix.count / 2
        guard pairs >= 2 else { return nil }
        var zeros = (even: 0, odd: 0)
        for index in 0..<pairs {
            if prefix[2 * index] == 0 { zeros.even += 1 }
            if prefix[2 * index + 1] == 0 { zeros.odd += 1 }
        }
        if zeros.even == 0, zeros.odd * 2 > pairs { return .utf16LittleEndian }
        if zeros.odd == 0, zeros.even * 2 > pairs { return .utf16BigEndian }
        return nil
    }
}
