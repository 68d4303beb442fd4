/// Turns numbers as they stand in JSON into the nearest `Double`.
enum JSONNumber {
    /// Powers of ten that 64 bits hold.
    private static let powers: [UInt64] = (0..<20).map { exponent in
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    /// The value of a number that is sound; infinite where it is too large for one.
    static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> Double {
        let isNegative = bytes.first == UInt8(ascii: "-")
        var (digits, count, decimals, isFraction) = (UInt64(0), 0, 0, false)
        for byte in isNegative ? bytes.dropFirst() : bytes[...] {
            if byte == UInt8(ascii: ".") {
                isFraction = true
                continue
            }
            let digit = byte &- UInt8(ascii: "0")
            // Exponents, and more digits than 64 bits hold, are rare.
            guard digit < 10, count < 19 else { return Double(String(decoding: bytes, as: UTF8.self)) ?? .infinity }
            digits = digits &* 10 &+ UInt64(digit)
            if digits != 0 { count += 1 }
            if isFraction { decimals += 1 }
        }
        guard decimals < powers.count else { return Double(String(decoding: bytes, as: UTF8.self)) ?? .infinity }
        let size = quotient(digits, powers[decimals])
        return isNegative ? -size : size
    }

    /// The nearest `Double` to `number / power`.
    private static func quotient(_ number: UInt64, _ power: UInt64) -> Double {
        // Both are held exactly, so the division rounds once.
        if number | power < 1 << 53 { return Double(number) / Double(power) }
        // The first 63 bits or more of the quotient, the last one set where anything follows: more than a Double has, so that the
        // conversion rounds as the whole quotient would.
        let (up, down) = (number.leadingZeroBitCount, power.leadingZeroBitCount)
        let (divisor, dividend) = (power << down, number << up)
        let (bits, rest) = divisor.dividingFullWidth((dividend >> 1, dividend << 63))
        return Double(sign: .plus, exponent: down - up - 63, significand: Double(bits | (rest == 0 ? 0 : 1)))
    }
}
