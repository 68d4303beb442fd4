/// Reads the escapes of strings (RFC 8259, section 7).
enum StringReading {
    /// Where a string's escapes are.
    struct Escapes {
        /// The offsets of the backslashes; behind the last one that is beyond all text.
        let offsets: UnsafePointer<UInt32>
        /// The first that is not before the string.
        let first: Int
    }

    /// Writes what a string stands for to `target`, which has 32 bytes more room than the string.
    ///
    /// Half of a surrogate pair becomes U+FFFD.
    ///
    /// - Parameters:
    ///   - range: What is between the quotes, relative to `base`.
    ///   - escapes: Its escapes.
    /// - Returns: How many bytes were written, or the offset of an escape that is none.
    static func decode(
        _ base: UnsafeRawPointer, _ range: Range<Int>, _ escapes: Escapes, to target: UnsafeMutableRawPointer
    ) -> Outcome {
        var (place, written, index) = (range.lowerBound, 0, escapes.first)
        while true {
            let escape = min(Int(escapes.offsets[index]), range.upperBound)
            copy(base + place, to: target + written, escape - place)
            written += escape - place
            guard escape < range.upperBound else { return .written(written) }
            place = escape
            guard let step = decodeEscape(base, &place, range.upperBound, target + written) else {
                return .fault(escape)
            }
            written += step
            // The second half of a surrogate pair has been read with the first.
            while Int(escapes.offsets[index]) < place { index += 1 }
        }
    }

    /// What came of a string.
    enum Outcome {
        case written(Int)
        case fault(Int)
    }

    /// Copies sixteen bytes at a time; what is copied too much is written over or never looked at.
    @inline(__always)
    private static func copy(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, _ count: Int) {
        var index = 0
        while index < count {
            let block = (source + index).loadUnaligned(as: SIMD16<UInt8>.self)
            (target + index).storeBytes(of: block, as: SIMD16<UInt8>.self)
            index += 16
        }
    }

    /// Reads the escape at `place`, moves past it, and writes its UTF-8; returns how many bytes that are, `nil` if it
    /// is none.
    private static func decodeEscape(
        _ base: UnsafeRawPointer, _ place: inout Int, _ end: Int, _ target: UnsafeMutableRawPointer
    ) -> Int? {
        let kind = place + 1 < end ? base.load(fromByteOffset: place + 1, as: UInt8.self) : 0
        place += 2
        let byte: UInt8
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte = kind
        case UInt8(ascii: "b"): byte = 0x08
        case UInt8(ascii: "f"): byte = 0x0c
        case UInt8(ascii: "n"): byte = 0x0a
        case UInt8(ascii: "r"): byte = 0x0d
        case UInt8(ascii: "t"): byte = 0x09
        case UInt8(ascii: "u"): return decodeUnit(base, &place, end, target)
        default: return nil
        }
        target.storeBytes(of: byte, as: UInt8.self)
        return 1
    }

    /// Reads the four digits at `place`, and those of the other half of a surrogate pair.
    private static func decodeUnit(
        _ base: UnsafeRawPointer, _ place: inout Int, _ end: Int, _ target: UnsafeMutableRawPointer
    ) -> Int? {
        guard let unit = digits(base, place, end) else { return nil }
        place += 4
        var scalar = Unicode.Scalar(unit)
        if unit & 0xfc00 == 0xd800, place + 6 <= end,
            base.loadUnaligned(fromByteOffset: place, as: UInt16.self).littleEndian == 0x755c,
            let other = digits(base, place + 2, end), other & 0xfc00 == 0xdc00
        {
            place += 6
            scalar = Unicode.Scalar(0x10000 + (unit & 0x3ff) << 10 + other & 0x3ff)
        }
        let bytes = Unicode.UTF8.encode(scalar ?? "\u{fffd}") ?? Unicode.UTF8.encodedReplacementCharacter
        for (index, byte) in bytes.enumerated() { target.storeBytes(of: byte, toByteOffset: index, as: UInt8.self) }
        return bytes.count
    }

    /// The number that four hexadecimal digits spell.
    private static func digits(_ base: UnsafeRawPointer, _ start: Int, _ end: Int) -> UInt32? {
        guard start + 4 <= end else { return nil }
        var value: UInt32 = 0
        for index in start..<start + 4 {
            let byte = base.load(fromByteOffset: index, as: UInt8.self)
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
