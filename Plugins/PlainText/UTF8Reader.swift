/// Reads a text of bytes: ASCII, UTF-8, or an encoding with a byte a character.
struct UTF8Reader {
    private var tally = LineTally()
    private var characters = 0
    private var units = 0
    private var multibyte = 0
    private var invalid = 0
    /// Whether bytes 0x80…0x9F occur, which ISO 8859 leaves to control characters.
    private var hasC1 = false
    private var hasHigh = false
    /// How many bytes the sequence begun still needs, and the values its next byte may have (Unicode, table 3-7).
    private var needed = 0
    private var next: ClosedRange<UInt8> = 0x80...0xBF

    /// Takes in the next bytes.
    mutating func add(_ chunk: UnsafeRawBufferPointer) {
        units += chunk.count
        var index = 0
        while index < chunk.count {
            let start = index
            while index < chunk.count, chunk[index] > 0x20, chunk[index] < 0x7F { index += 1 }
            if index > start {
                breakOff()
                tally.addPrintable(index - start)
                characters += index - start
            } else {
                add(chunk[index])
                index += 1
            }
        }
    }

    private mutating func add(_ byte: UInt8) {
        if byte < 0x80 {
            breakOff()
            characters += 1
            tally.addSpecial(byte)
            return
        }
        hasHigh = true
        if byte < 0xA0 { hasC1 = true }
        if needed > 0, next.contains(byte) { return proceed() }
        breakOff()
        begin(byte)
    }

    /// Takes in a byte that continues the sequence.
    private mutating func proceed() {
        needed -= 1
        next = 0x80...0xBF
        if needed == 0 { multibyte += 1 }
        finishCharacter(isComplete: needed == 0)
    }

    /// Takes in a byte from 0x80 on that starts a sequence, or is invalid.
    private mutating func begin(_ byte: UInt8) {
        switch byte {
        case 0xC2...0xDF: needed = 1
        case 0xE0...0xEF: needed = 2
        case 0xF0...0xF4: needed = 3
        default: invalid += 1
        }
        switch byte {
        case 0xE0: next = 0xA0...0xBF
        case 0xED: next = 0x80...0x9F
        case 0xF0: next = 0x90...0xBF
        case 0xF4: next = 0x80...0x8F
        default: next = 0x80...0xBF
        }
        finishCharacter(isComplete: needed == 0)
    }

    private mutating func finishCharacter(isComplete: Bool) {
        if isComplete { characters += 1 }
        tally.addWide(characters: isComplete ? 1 : 0, units: 1)
    }

    /// Counts a sequence that was not completed as one invalid character.
    private mutating func breakOff() {
        guard needed > 0 else { return }
        needed = 0
        invalid += 1
        characters += 1
        tally.addWide(characters: 1, units: 0)
    }

    /// Ends the text and returns what it is.
    mutating func finish(bytes: Int64, hasByteOrderMark: Bool) -> TextSummary {
        breakOff()
        tally.finish()
        // Bytes of another encoding hardly ever make valid UTF-8; more valid than invalid ones is damaged UTF-8.
        if hasByteOrderMark || invalid == 0 || multibyte > invalid {
            let name = hasByteOrderMark ? "utf-8-bom" : hasHigh ? "utf-8" : "ascii"
            return tally.summary(
                bytes: bytes, characters: characters, encoding: name, invalid: invalid, longest: tally.longest)
        }
        return tally.summary(
            bytes: bytes, characters: units, encoding: hasC1 ? "unknown-8bit" : "iso-8859-1", invalid: 0,
            longest: tally.longestInUnits)
    }
}
