/// The number that `field` spells in decimal digits, with sign, point and exponent as needed; `nil` for anything else,
/// for a number beyond ±1e100, and for the words and hexadecimal forms that C would take.
func decimalNumber(_ field: UnsafeRawBufferPointer) -> Double? {
    guard let parts = DecimalParts(field) else { return nil }
    if let exact = parts.exactValue { return exact }
    guard let value = Double(String(decoding: field, as: UTF8.self)), abs(value) <= 1e100 else { return nil }
    return value
}

/// Powers of ten that a `Double` holds exactly.
private let exactPowersOfTen: [Double] = (0...22).reduce(into: []) { powers, _ in
    powers.append((powers.last ?? 0.1) * 10)
}

/// A number's digits and the place of its point.
private struct DecimalParts {
    private var digits: UInt64 = 0
    private var digitCount = 0
    private var fractionCount = 0
    private var isNegative = false
    private var hasExponent = false

    /// Reads all of `field`, or nothing.
    init?(_ field: UnsafeRawBufferPointer) {
        var index = 0
        if let first = field.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            index = 1
        }
        var seenPoint = false
        while index < field.count {
            let byte = field[index]
            if byte == UInt8(ascii: "."), !seenPoint {
                seenPoint = true
            } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                take(byte, afterPoint: seenPoint)
            } else {
                break
            }
            index += 1
        }
        guard digitCount > 0 else { return nil }
        if index < field.count {
            guard Self.isExponent(field[index...]) else { return nil }
            hasExponent = true
        }
    }

    private mutating func take(_ byte: UInt8, afterPoint: Bool) {
        digitCount += 1
        if digitCount <= 18 { digits = digits * 10 + UInt64(byte - UInt8(ascii: "0")) }
        if afterPoint { fractionCount += 1 }
    }

    private static func isExponent(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard let mark = bytes.first, mark | 0x20 == UInt8(ascii: "e") else { return false }
        var rest = bytes.dropFirst()
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.count <= 4 && rest.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The value where one division of exact numbers yields it correctly rounded (Clinger, PLDI 1990); else `nil`.
    var exactValue: Double? {
        guard !hasExponent, digitCount <= 18, digits < 1 << 53, fractionCount <= 22 else { return nil }
        let value = Double(digits) / exactPowersOfTen[fractionCount]
        return isNegative ? -value : value
    }
}
