import Glibc

/// A compiled regular expression: POSIX extended ones, with `\d`, `\D`, `(?:…)`, and `(?i)` in front.
///
/// The C library's matcher takes time in proportion to the text where there are no back references, so that whoever asks
/// cannot keep a server busy with a short one. These are refused, and so are repeats whose expansion would fill memory.
final class RegularExpression: @unchecked Sendable {
    // `@unchecked`: matching changes nothing but what the C library guards by a lock of its own.
    private static let longestPattern = 4_096
    private static let mostCopies = 20_000
    /// The characters of a text are those of UTF-8, whatever the locale of the process is. Nothing changes it once it is made, so
    /// all threads may read it.
    nonisolated(unsafe) private static let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)

    private var compiled = regex_t()

    /// Compiles `pattern`.
    init(_ pattern: String) throws(RegularExpressionError) {
        guard pattern.utf8.count <= Self.longestPattern else {
            throw RegularExpressionError(pattern, "it is longer than \(Self.longestPattern) bytes")
        }
        let translated = try PatternTranslation.posix(pattern, mostCopies: Self.mostCopies)
        let flags = REG_EXTENDED | REG_NOSUB | (translated.ignoresCase ? REG_ICASE : 0)
        let code = Self.inUTF8 { regcomp(&compiled, translated.text, flags) }
        guard code == 0 else {
            var message = [CChar](repeating: 0, count: 256)
            regerror(code, nil, &message, message.count)
            let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw RegularExpressionError(pattern, String(decoding: text, as: UTF8.self))
        }
    }

    deinit { regfree(&compiled) }

    /// Whether some part of `text` matches.
    func matches(_ text: String) -> Bool { Self.inUTF8 { regexec(&compiled, text, 0, nil, 0) == 0 } }

    private static func inUTF8<Result>(_ body: () -> Result) -> Result {
        let previous = uselocale(locale)
        defer { uselocale(previous) }
        return body()
    }
}

/// What is wrong with a regular expression.
struct RegularExpressionError: Error, CustomStringConvertible {
    let description: String

    init(_ pattern: String, _ fault: String) { description = "the regular expression '\(pattern)': \(fault)" }
}
