/// What stands behind backslashes in texts of JSON.
enum JSONEscapes {
    /// How many bytes behind a backslash belong to it; `nil` where they are no escape, or name half of a pair of surrogates.
    static func length(behindBackslash bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        switch bytes.first {
        case UInt8(ascii: "u"):
            guard let unit = unit(bytes) else { return nil }
            if Unicode.Scalar(unit) != nil { return 5 }
            let second = bytes.dropFirst(5)
            guard UTF16.isLeadSurrogate(unit), second.first == UInt8(ascii: "\\"),
                let low = self.unit(second.dropFirst()), UTF16.isTrailSurrogate(low)
            else { return nil }
            return 11
        case .some(let letter): return byte(escapedAs: letter) == nil ? nil : 1
        case nil: return nil
        }
    }

    /// A text of sound escapes, as it is meant.
    static func decoded(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let length = length(behindBackslash: rest), let letter = rest.first else {
                text.append(byte)
                continue
            }
            if let escaped = self.byte(escapedAs: letter) {
                text.append(escaped)
            } else {
                let units = [unit(rest), unit(rest.dropFirst(6))].prefix(length == 11 ? 2 : 1).compactMap(\.self)
                text.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
            }
            rest = rest.dropFirst(length)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func byte(escapedAs letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The code that `u` and four digits name.
    private static func unit(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> UInt16? {
        guard bytes.first == UInt8(ascii: "u"), bytes.count >= 5 else { return nil }
        var unit: UInt16 = 0
        for byte in bytes.dropFirst().prefix(4) {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}
