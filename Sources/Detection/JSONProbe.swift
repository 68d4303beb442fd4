import HandlerAPI

/// Recognises JSON texts and lines of JSON by their grammar (RFC 8259), from the first bytes alone.
enum JSONProbe {
    /// `application/json` for one object or array, `application/x-ndjson` for two or more of them on lines of their own.
    static func mediaType(of bytes: UnsafeRawBufferPointer, isWhole: Bool) -> MediaType? {
        var grammar = JSONGrammar()
        var index = 0
        skipMark(bytes, &index)
        var texts = 0
        var lineBreaksBetween = true
        while true {
            let gap = skipBlanks(bytes, &index)
            if index >= bytes.count { break }
            if texts > 0, !gap { lineBreaksBetween = false }
            guard bytes[index] == UInt8(ascii: "{") || bytes[index] == UInt8(ascii: "[") else { return nil }
            switch grammar.readText(bytes, from: &index) {
            case .complete: texts += 1
            case .invalid: return nil
            case .unfinished:
                if isWhole { return nil }
                return decide(texts + 1, lineBreaksBetween)
            }
        }
        return texts == 0 ? nil : decide(texts, lineBreaksBetween)
    }

    private static func decide(_ texts: Int, _ lineBreaksBetween: Bool) -> MediaType? {
        if texts == 1 { return "application/json" }
        return lineBreaksBetween ? "application/x-ndjson" : nil
    }

    private static func skipMark(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// Skips white space; says whether a line break was in it.
    private static func skipBlanks(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Bool {
        var sawLineBreak = false
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) {
            if bytes[index] == 0x0A { sawLineBreak = true }
            index += 1
        }
        return sawLineBreak
    }
}

/// Follows one JSON text, byte by byte, with a stack of one bit a level.
struct JSONGrammar {
    enum Ending {
        case complete
        case unfinished
        case invalid
    }

    private enum Expectation {
        case value
        case valueOrEnd
        case keyOrEnd
        case key
        case colon
        case commaOrEnd
    }

    private static let deepest = 4_096
    private var isObject: [Bool] = []

    /// Reads one object or array; `index` ends after it.
    mutating func readText(_ bytes: UnsafeRawBufferPointer, from index: inout Int) -> Ending {
        isObject.removeAll(keepingCapacity: true)
        var expected = Expectation.value
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
                index += 1
                continue
            }
            guard let next = step(byte, expected, bytes, &index) else { return .invalid }
            if index > bytes.count { return .unfinished }
            if isObject.isEmpty { return .complete }
            expected = next
        }
        return .unfinished
    }

    /// Reads one token; `nil` where it is not expected.
    private mutating func step(
        _ byte: UInt8, _ expected: Expectation, _ bytes: UnsafeRawBufferPointer, _ index: inout Int
    ) -> Expectation? {
        switch (byte, expected) {
        case (UInt8(ascii: "{"), .value), (UInt8(ascii: "{"), .valueOrEnd): return open(object: true, &index)
        case (UInt8(ascii: "["), .value), (UInt8(ascii: "["), .valueOrEnd): return open(object: false, &index)
        case (UInt8(ascii: "}"), .keyOrEnd), (UInt8(ascii: "}"), .commaOrEnd): return close(object: true, &index)
        case (UInt8(ascii: "]"), .valueOrEnd), (UInt8(ascii: "]"), .commaOrEnd): return close(object: false, &index)
        case (UInt8(ascii: ","), .commaOrEnd):
            index += 1
            return isObject.last == true ? .key : .value
        case (UInt8(ascii: ":"), .colon):
            index += 1
            return .value
        case (UInt8(ascii: "\""), .key), (UInt8(ascii: "\""), .keyOrEnd):
            return skipString(bytes, &index) ? .colon : nil
        case (UInt8(ascii: "\""), .value), (UInt8(ascii: "\""), .valueOrEnd):
            return skipString(bytes, &index) ? .commaOrEnd : nil
        case (_, .value), (_, .valueOrEnd): return skipScalar(bytes, &index) ? .commaOrEnd : nil
        default: return nil
        }
    }

    private mutating func open(object: Bool, _ index: inout Int) -> Expectation? {
        guard isObject.count < Self.deepest else { return nil }
        isObject.append(object)
        index += 1
        return object ? .keyOrEnd : .valueOrEnd
    }

    private mutating func close(object: Bool, _ index: inout Int) -> Expectation? {
        guard isObject.popLast() == object else { return nil }
        index += 1
        return .commaOrEnd
    }

    /// Moves past a string; past the end of the bytes where it is cut off.
    private func skipString(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Bool {
        index += 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return true
            case UInt8(ascii: "\\"):
                guard skipEscape(bytes, &index) else { return false }
            case 0..<0x20: return false
            default: index += 1
            }
        }
        index = bytes.count + 1
        return true
    }

    /// Moves past `true`, `false`, `null` or a number.
    private func skipScalar(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Bool {
        let start = index
        while index < bytes.count, !",]} \t\r\n".utf8.contains(bytes[index]) {
            index += 1
            if index - start > 1_024 { return false }
        }
        if index == bytes.count { return true }
        let word = bytes[start..<index]
        return ["true", "false", "null"].contains { word.elementsEqual($0.utf8) } || Self.isNumber(word)
    }

    /// Moves past a backslash and what it stands before; what is cut off counts as valid.
    private func skipEscape(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Bool {
        index += 1
        guard index < bytes.count else { return true }
        let kind = bytes[index]
        index += 1
        guard kind == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(kind) }
        let digits = bytes[index..<min(index + 4, bytes.count)]
        index += digits.count
        return digits.allSatisfy { "0123456789abcdefABCDEF".utf8.contains($0) }
    }

    /// Whether `word` is a number: a sign, digits without a leading zero, a fraction and an exponent.
    private static func isNumber(_ word: Slice<UnsafeRawBufferPointer>) -> Bool {
        var rest = word
        func takeDigits() -> Int {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        func take(_ characters: String) -> Bool {
            guard let first = rest.first, characters.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = take("-")
        let hasLeadingZero = rest.first == UInt8(ascii: "0")
        let digits = takeDigits()
        guard digits == 1 || digits > 1 && !hasLeadingZero else { return false }
        if take("."), takeDigits() == 0 { return false }
        if take("eE") {
            _ = take("+-")
            if takeDigits() == 0 { return false }
        }
        return rest.isEmpty
    }
}
