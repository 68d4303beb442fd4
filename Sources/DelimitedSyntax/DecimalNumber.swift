/// A decimal number read from its bytes without making a string of it.
///
/// Up to 2^53 as digits and up to 10^22 as power of ten, the digits and the power are exact in a `Double` and one
/// division or multiplication rounds correctly (Clinger, "How to Read Floating Point Numbers Accurately", PLDI 1990).
/// All else goes the standard library's slower way.
struct DecimalNumber {
    private var digits: UInt64 = 0
    private var exponent = 0
    private var isNegative = false
    private var isWhole = true
    /// There were more digits than 64 bits hold.
    private var isOverlong = false

    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// The value, `nil` where it has a point or an exponent or does not fit.
    var integer: Int64? {
        guard isWhole, !isOverlong else { return nil }
        if !isNegative { return Int64(exactly: digits) }
        return digits == 1 << 63 ? .min : Int64(exactly: digits).map { -$0 }
    }

    /// The value of `bytes`, from which this was read, as the nearest `Double`.
    func double(of bytes: UnsafeRawBufferPointer) -> Double {
        if !isOverlong, digits <= 1 << 53, abs(exponent) < Self.powers.count {
            let magnitude = Double(digits)
            let value = exponent < 0 ? magnitude / Self.powers[-exponent] : magnitude * Self.powers[exponent]
            return isNegative ? -value : value
        }
        return Double(String(decoding: bytes, as: UTF8.self)) ?? .nan
    }

    /// Reads all of `bytes`; `nil` where they are no number.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        if bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") {
            isNegative = bytes[0] == UInt8(ascii: "-")
            index = 1
        }
        let start = index
        takeDigits(bytes, &index)
        let whole = index - start
        if whole > 1, bytes[start] == UInt8(ascii: "0") { return nil }
        var fraction = 0
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            isWhole = false
            index += 1
            let point = index
            takeDigits(bytes, &index)
            fraction = index - point
            exponent = -fraction
        }
        guard whole + fraction > 0 else { return nil }
        if index < bytes.count {
            guard takeExponent(bytes, index) else { return nil }
        }
    }

    private mutating func takeDigits(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) {
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            if digit > 9 { return }
            if digits < 1_844_674_407_370_955_161 {
                digits = digits &* 10 &+ UInt64(digit)
            } else {
                takeLastDigit(UInt64(digit))
            }
            index += 1
        }
    }

    private mutating func takeLastDigit(_ digit: UInt64) {
        let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(digit)
        if overflow || carry || isOverlong { isOverlong = true } else { digits = sum }
    }

    /// Reads `e-12` to the end of `bytes`.
    private mutating func takeExponent(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        guard bytes[start] | 0x20 == UInt8(ascii: "e") else { return false }
        isWhole = false
        var index = start + 1
        var isBelowOne = false
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            isBelowOne = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        guard index < bytes.count else { return false }
        var value = 0
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            if digit > 9 { return false }
            value = min(100_000, value * 10 + Int(digit))
            index += 1
        }
        exponent += isBelowOne ? -value : value
        return true
    }
}
