/// Reads a text of 16-bit units.
struct UTF16Reader {
    private let isBigEndian: Bool
    private var tally = LineTally()
    private var characters = 0
    private var invalid = 0
    private var half: UInt8?
    private var hasHighSurrogate = false

    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    /// Takes in the next bytes; a unit may lie in two chunks.
    mutating func add(_ chunk: UnsafeRawBufferPointer) {
        for byte in chunk {
            guard let first = half else {
                half = byte
                continue
            }
            half = nil
            let (high, low) = isBigEndian ? (first, byte) : (byte, first)
            add(UInt16(high) << 8 | UInt16(low))
        }
    }

    private mutating func add(_ unit: UInt16) {
        if hasHighSurrogate {
            hasHighSurrogate = false
            // The second half of a pair; the character was counted with the first.
            if (0xDC00...0xDFFF).contains(unit) { return }
            invalid += 1
        }
        characters += 1
        switch unit {
        case 0x21...0x7E: tally.addPrintable(1)
        case 0...0x20, 0x7F: tally.addSpecial(UInt8(unit))
        case 0xD800...0xDBFF:
            hasHighSurrogate = true
            tally.addWide(characters: 1, units: 1)
        case 0xDC00...0xDFFF:
            invalid += 1
            tally.addWide(characters: 1, units: 1)
        default: tally.addWide(characters: 1, units: 1)
        }
    }

    /// Ends the text and returns what it is.
    mutating func finish(bytes: Int64) -> TextSummary {
        if hasHighSurrogate { invalid += 1 }
        if half != nil { invalid += 1 }
        tally.finish()
        return tally.summary(
            bytes: bytes, characters: characters, encoding: isBigEndian ? "utf-16be" : "utf-16le", invalid: invalid,
            longest: tally.longest)
    }
}
