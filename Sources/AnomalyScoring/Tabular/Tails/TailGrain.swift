/// What contributions are whole multiples of, so that their sums are exact and the same in whatever order columns are added, and by
/// however many threads.
struct TailGrain: Sendable, Equatable {
    private let grainsPerUnit: Double

    /// A contribution is below 2 to this power: the negative logarithm of half a value in all that memory can hold.
    private static let partBits = 6
    /// A contribution has no more bits than this, so that ``rounder`` makes it a whole number.
    private static let mostBits = 51
    /// Added to a number below itself, this leaves the nearest whole number in the lower bits.
    private static let rounder = 0x1p52

    /// Makes the grain for sums over so many columns, which it keeps from overflowing.
    init(columns: Int) {
        // A sum is below 2 to the power of these and of what is left, which is one less than the sign leaves.
        let columnBits = Int.bitWidth - columns.leadingZeroBitCount
        let left = Int64.bitWidth - 2 - Self.partBits - columnBits
        grainsPerUnit = Double(sign: .plus, exponent: min(Self.mostBits - Self.partBits, left), significand: 1)
    }

    /// How many grains a contribution has; one that is below 0 by rounding alone has none.
    @inline(__always)
    func grains(_ part: Double) -> Int64 {
        let bits = (part * grainsPerUnit + Self.rounder).bitPattern &- Self.rounder.bitPattern
        return Int64(bitPattern: bits)
    }

    /// The sum that so many grains are. A thousand contributions fit into them, and those of a row.
    @inline(__always)
    func sum(_ grains: Int64) -> Double { Double(grains) / grainsPerUnit }
}
