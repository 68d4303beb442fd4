import HandlerAPI

/// What can be said of a text without reading it.
public struct TextSummary: Codable, Sendable, Equatable {
    /// How many files these are.
    public internal(set) var files = 1
    /// The number of bytes.
    public internal(set) var bytes: Int64
    /// The number of Unicode scalars, line ends included, a byte order mark not.
    public internal(set) var characters: Int
    /// The number of lines; a last one without an end counts.
    public internal(set) var lines: Int
    /// The number of runs of characters other than ASCII white space.
    public internal(set) var words: Int
    /// Lines without a character.
    public internal(set) var emptyLines: Int
    /// `ascii`, `utf-8`, `utf-8-bom`, `utf-16le`, `utf-16be`, `iso-8859-1`, `unknown-8bit`; of several files that
    /// differ, `mixed`.
    public internal(set) var encoding: String
    /// Byte sequences that are invalid in the encoding.
    public internal(set) var invalidSequences: Int
    /// ASCII control characters other than tab, LF and CR.
    public internal(set) var controlCharacters: Int
    /// The longest line, the first such.
    public internal(set) var longestLine: LongestLine
    /// How lines end.
    public internal(set) var lineEndings: LineEndings
    /// Whether the last line has an end.
    public internal(set) var endsWithNewline: Bool

    enum CodingKeys: String, CodingKey {
        case files, bytes, characters, lines, words, encoding
        case emptyLines = "empty_lines"
        case invalidSequences = "invalid_sequences"
        case controlCharacters = "control_characters"
        case longestLine = "longest_line"
        case lineEndings = "line_endings"
        case endsWithNewline = "ends_with_newline"
    }
}

/// A text's longest line.
public struct LongestLine: Codable, Sendable, Equatable {
    /// Its length without its end, in characters; 0 in a text without lines.
    public internal(set) var characters = 0
    /// Its number, from 1; 0 in a text without characters.
    public internal(set) var line = 0

    enum CodingKeys: String, CodingKey {
        case characters, line
    }
}

/// How often each kind of line end occurs.
public struct LineEndings: Codable, Sendable, Equatable {
    /// Line feeds on their own (Unix).
    public internal(set) var lf = 0
    /// Carriage returns with a line feed (Windows).
    public internal(set) var crlf = 0
    /// Carriage returns on their own.
    public internal(set) var cr = 0

    enum CodingKeys: String, CodingKey {
        case lf, crlf, cr
    }
}

extension TextSummary: Mergeable {
    /// Adds the counts of `other`; its line numbers follow those of this text.
    public mutating func merge(_ other: TextSummary) {
        if other.longestLine.characters > longestLine.characters {
            longestLine = LongestLine(
                characters: other.longestLine.characters, line: lines + other.longestLine.line)
        }
        encoding = Self.common(encoding, other.encoding)
        files += other.files
        bytes += other.bytes
        characters += other.characters
        lines += other.lines
        words += other.words
        emptyLines += other.emptyLines
        invalidSequences += other.invalidSequences
        controlCharacters += other.controlCharacters
        lineEndings.lf += other.lineEndings.lf
        lineEndings.crlf += other.lineEndings.crlf
        lineEndings.cr += other.lineEndings.cr
        endsWithNewline = other.endsWithNewline
    }

    /// ASCII is a part of the encodings that have single bytes for it.
    private static func common(_ first: String, _ second: String) -> String {
        let names = Set([first, second])
        if names.count == 1 { return first }
        let other = names.subtracting(["ascii"])
        if other.count == 1, let name = other.first, ["utf-8", "iso-8859-1", "unknown-8bit"].contains(name) {
            return name
        }
        return "mixed"
    }
}
