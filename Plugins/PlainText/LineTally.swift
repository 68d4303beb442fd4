/// Counts lines, words and line ends of characters that come one by one.
///
/// Lengths are counted twice, in characters and in the units they are written in, because whether bytes from 0x80 on are
/// UTF-8 is known only at the end.
struct LineTally {
    private(set) var lines = 0
    private(set) var words = 0
    private(set) var emptyLines = 0
    private(set) var controlCharacters = 0
    private(set) var endings = LineEndings()
    private(set) var longest = LongestLine()
    private(set) var longestInUnits = LongestLine()
    private(set) var endsWithNewline = false
    private var length = 0
    private var lengthInUnits = 0
    private var isInWord = false
    private var follows = false

    /// Takes in `count` characters of ASCII that are neither white space nor control characters.
    mutating func addPrintable(_ count: Int) {
        addWide(characters: count, units: count)
    }

    /// Takes in characters, or parts of one, of a word.
    mutating func addWide(characters: Int, units: Int) {
        if follows { endAtCarriageReturn() }
        length += characters
        lengthInUnits += units
        if !isInWord {
            isInWord = true
            words += 1
        }
    }

    /// Takes in a character that ASCII has as white space or control character.
    mutating func addSpecial(_ byte: UInt8) {
        if byte == 0x0A { return addLineFeed() }
        if follows { endAtCarriageReturn() }
        switch byte {
        case 0x0D:
            follows = true
            isInWord = false
        case 0x20, 0x09, 0x0B, 0x0C:
            if byte == 0x0B || byte == 0x0C { controlCharacters += 1 }
            length += 1
            lengthInUnits += 1
            isInWord = false
        default:
            controlCharacters += 1
            addWide(characters: 1, units: 1)
        }
    }

    private mutating func addLineFeed() {
        if follows { endings.crlf += 1 } else { endings.lf += 1 }
        follows = false
        endLine()
    }

    private mutating func endAtCarriageReturn() {
        follows = false
        endings.cr += 1
        endLine()
    }

    private mutating func endLine() {
        lines += 1
        isInWord = false
        if lengthInUnits == 0 { emptyLines += 1 }
        if length > longest.characters { longest = LongestLine(characters: length, line: lines) }
        if lengthInUnits > longestInUnits.characters {
            longestInUnits = LongestLine(characters: lengthInUnits, line: lines)
        }
        length = 0
        lengthInUnits = 0
    }

    /// Ends the text.
    mutating func finish() {
        if follows { endAtCarriageReturn() }
        endsWithNewline = lines > 0 && lengthInUnits == 0
        if lengthInUnits > 0 { endLine() }
    }

    /// The summary of a text of `characters`.
    func summary(
        bytes: Int64, characters: Int, encoding: String, invalid: Int, longest: LongestLine
    ) -> TextSummary {
        TextSummary(
            bytes: bytes, characters: characters, lines: lines, words: words, emptyLines: emptyLines,
            encoding: encoding, invalidSequences: invalid, controlCharacters: controlCharacters, longestLine: longest,
            lineEndings: endings, endsWithNewline: endsWithNewline)
    }
}
