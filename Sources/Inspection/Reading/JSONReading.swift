/// Goes through JSON text once, checks it, and notes what is where.
struct JSONReading {
    /// As deep as `JSONSerialization` goes; more than any handler keeps.
    private static let deepest = 512

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// What was met.
    private(set) var tokens: [JSONTape.Token]

    /// - Parameter tokens: An array for its memory.
    init(_ bytes: UnsafeBufferPointer<UInt8>, reusing tokens: consuming [JSONTape.Token]) {
        self.bytes = bytes
        self.tokens = tokens
        self.tokens.removeAll(keepingCapacity: true)
    }

    /// Goes through all of it; `false` where it is not one JSON text.
    mutating func readAll() -> Bool {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        skipBlanks()
        guard value(depth: 0) else { return false }
        skipBlanks()
        return position == bytes.count
    }

    /// What stands here; zero, which JSON has nowhere, behind the end.
    private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipBlanks() {
        while next <= 0x20, next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) -> Bool {
        switch next {
        case UInt8(ascii: "\""): text()
        case UInt8(ascii: "{"): container(.object, end: UInt8(ascii: "}"), depth: depth)
        case UInt8(ascii: "["): container(.array, end: UInt8(ascii: "]"), depth: depth)
        case UInt8(ascii: "t"): word("true", .boolean)
        case UInt8(ascii: "f"): word("false", .boolean)
        case UInt8(ascii: "n"): word("null", .null)
        default: number()
        }
    }

    private mutating func note(_ kind: JSONTape.Kind, from start: Int, isPlain: Bool = true) {
        tokens.append(
            JSONTape.Token(
                kind: kind, isPlain: isPlain, start: UInt32(truncatingIfNeeded: start),
                length: UInt32(truncatingIfNeeded: position - start),
                next: UInt32(truncatingIfNeeded: tokens.count + 1)))
    }

    /// The list or object that begins here.
    private mutating func container(_ kind: JSONTape.Kind, end: UInt8, depth: Int) -> Bool {
        guard depth < Self.deepest else { return false }
        let index = tokens.count
        note(kind, from: position)
        position += 1
        skipBlanks()
        var count: UInt32 = 0
        while !take(end) {
            if kind == .object {
                guard text(), nextAfterBlanks(is: UInt8(ascii: ":")) else { return false }
                skipBlanks()
            }
            guard value(depth: depth + 1) else { return false }
            count += 1
            if nextAfterBlanks(is: UInt8(ascii: ",")) {
                skipBlanks()
            } else if next != end {
                return false
            }
        }
        tokens[index].length = count
        tokens[index].next = UInt32(truncatingIfNeeded: tokens.count)
        return true
    }

    private mutating func nextAfterBlanks(is byte: UInt8) -> Bool {
        skipBlanks()
        return take(byte)
    }

    private mutating func word(_ word: StaticString, _ kind: JSONTape.Kind) -> Bool {
        let start = position
        let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        for letter in letters { guard take(letter) else { return false } }
        note(kind, from: start)
        return true
    }
}

// MARK: - Texts and numbers

extension JSONReading {
    /// The text that begins here.
    private mutating func text() -> Bool {
        guard take(UInt8(ascii: "\"")) else { return false }
        let start = position
        var (isEscaped, all) = (false, UInt8(0))
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                note(.text, from: start, isPlain: !isEscaped && all < 0x80)
                position += 1
                return true
            }
            guard byte >= 0x20 else { return false }
            position += 1
            all |= byte
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                guard let length = JSONEscapes.length(behindBackslash: bytes[position...]) else { return false }
                position += length
            }
        }
        return false
    }

    /// The number that begins here.
    private mutating func number() -> Bool {
        let start = position
        _ = take(UInt8(ascii: "-"))
        let isZero = next == UInt8(ascii: "0")
        let digits = takeDigits()
        guard digits == 1 || digits > 1 && !isZero else { return false }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            guard takeDigits() > 0 else { return false }
        }
        var hasExponent = false
        if next | 0x20 == UInt8(ascii: "e") {
            (isInteger, hasExponent) = (false, true)
            position += 1
            if !take(UInt8(ascii: "-")) { _ = take(UInt8(ascii: "+")) }
            guard takeDigits() > 0 else { return false }
        }
        note(isInteger ? .integer : .number, from: start)
        // Only such numbers can be too large to be held.
        guard hasExponent || digits > 300 else { return true }
        return JSONNumber.value(UnsafeBufferPointer(rebasing: bytes[start..<position])).isFinite
    }

    private mutating func takeDigits() -> Int {
        let start = position
        while next &- UInt8(ascii: "0") < 10 { position += 1 }
        return position - start
    }
}
