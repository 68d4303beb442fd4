import CTextIndex

/// A decimal number of at most 16 digits, read eight digits at a time without a branch for each.
///
/// The digits are moved together over the point, checked at once, and joined pairwise by three multiplications (the
/// technique of Lemire, "Number Parsing at a Gigabyte per Second", Software: Practice and Experience 51(8), 2021). What
/// has an exponent, a plus sign, blanks around it, or more digits is left to ``DelimitedSyntax/FieldValue``.
struct PlainNumber {
    /// The digits as a number, without the point.
    let digits: UInt64
    /// How many digits follow the point; -1 where there is none.
    let fraction: Int
    let isNegative: Bool

    /// Masks and powers that the reading needs at hand.
    struct Tables: @unchecked Sendable {
        // Written once, before anybody else sees them, and never freed: hence the unchecked conformance.
        fileprivate let lower = UnsafeMutablePointer<UInt64>.allocate(capacity: 18)
        fileprivate let upper = UnsafeMutablePointer<UInt64>.allocate(capacity: 18)
        fileprivate let powers = UnsafeMutablePointer<Double>.allocate(capacity: 18)

        /// The only ones.
        static let shared = Tables()

        private init() {
            var power = 1.0
            for count in 0..<18 {
                upper[count] = count >= 8 ? .max : ~(UInt64.max >> UInt64(8 * count))
                lower[count] = count >= 16 ? .max : count <= 8 ? 0 : ~(UInt64.max >> UInt64(8 * (count - 8)))
                powers[count] = power
                power *= 10
            }
        }
    }

    /// Reads `length` bytes; `nil` where they are no such number. Also the 16 bytes before are read.
    @inline(__always)
    init?(_ start: UnsafeRawPointer, _ length: Int, _ tables: Tables) {
        let bytes = start.assumingMemoryBound(to: UInt8.self)
        isNegative = bytes[0] == UInt8(ascii: "-")
        let sign = isNegative ? 1 : 0
        let count = length &- sign
        guard count <= 16 else { return nil }
        let points = text_index_match16(bytes + length - 16, UInt8(ascii: ".")) & (0xffff << UInt32(16 &- count))
        let hasPoint = points != 0
        let point = hasPoint ? 1 : 0
        // Where the point is among the sixteen bytes that end with the last digit; 0 digits follow one at 15.
        let behind = hasPoint ? 15 &- Int(truncatingIfNeeded: points.trailingZeroBitCount) : 16
        let zeros: UInt64 = 0x3030_3030_3030_3030
        let first = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: length - 16, as: UInt64.self)) ^ zeros
        let second = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)) ^ zeros
        let (keepFirst, keepSecond) = (tables.lower[behind], tables.upper[behind])
        let whole = count &- point
        let high = ((first & keepFirst) | ((first &<< 8) & ~keepFirst)) & tables.lower[max(0, whole)]
        let moved = (second &<< 8) | (first &>> 56)
        let low = ((second & keepSecond) | (moved & ~keepSecond)) & tables.upper[max(0, whole)]
        let nines: UInt64 = 0x7676_7676_7676_7676
        let strange = ((high &+ nines) | high | (low &+ nines) | low) & 0x8080_8080_8080_8080
        fraction = hasPoint ? behind : -1
        let leading = whole &- (hasPoint ? behind : 0)
        let hasLeadingZero = leading > 1 && bytes[sign] == UInt8(ascii: "0")
        guard strange == 0, whole > 0, !hasLeadingZero else { return nil }
        digits = Self.joined(high) &* 100_000_000 &+ Self.joined(low)
    }

    /// Reads a whole number of at most eight digits; `nil` where `length` bytes are none. Also the 8 bytes before are read.
    @inline(__always)
    static func short(_ start: UnsafeRawPointer, _ length: Int) -> Int64? {
        let bytes = start.assumingMemoryBound(to: UInt8.self)
        let isNegative = bytes[0] == UInt8(ascii: "-")
        let sign = isNegative ? 1 : 0
        let count = length &- sign
        guard count > 0, count <= 8 else { return nil }
        let word = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self))
        let digits = (word ^ 0x3030_3030_3030_3030) & (UInt64.max &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count))
        let strange = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
        guard strange == 0, count == 1 || bytes[sign] != UInt8(ascii: "0") else { return nil }
        let value = Int64(truncatingIfNeeded: joined(digits))
        return isNegative ? 0 &- value : value
    }

    /// The number that eight digits, one a byte and the first lowest, spell.
    @inline(__always)
    private static func joined(_ digits: UInt64) -> UInt64 {
        let pairs = digits &* 10 &+ (digits &>> 8)
        let even = (pairs & 0x0000_00ff_0000_00ff) &* 0x000f_4240_0000_0064
        let odd = ((pairs &>> 16) & 0x0000_00ff_0000_00ff) &* 0x0000_2710_0000_0001
        return (even &+ odd) &>> 32
    }

    /// The whole number; meaningful only where there is no point.
    @inline(__always)
    var whole: Int64 {
        let value = Int64(truncatingIfNeeded: digits)
        return isNegative ? 0 &- value : value
    }

    /// The nearest `Double`, or `nil` where one division does not give it: digits up to 2^53 and the power of ten are exact,
    /// so their quotient is rounded once (Clinger, "How to Read Floating Point Numbers Accurately", PLDI 1990).
    @inline(__always)
    func double(_ tables: Tables) -> Double? {
        guard digits <= 1 << 53 else { return nil }
        let value = Double(Int64(truncatingIfNeeded: digits)) / tables.powers[max(0, fraction)]
        return isNegative ? -value : value
    }
}
