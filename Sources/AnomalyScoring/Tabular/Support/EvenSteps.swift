/// Steps of equal width from the smallest to the largest of a column's values, whose numbers ascend as the values do: two passes
/// of ``NumberOrder`` order by them what takes three by the values' own bits.
struct EvenSteps: OrderedSteps {
    private let least: Double
    private let stepsPerUnit: Double

    /// A step's number has two digits.
    static let digits = 2
    private static let last = Double((1 << (digits * NumberOrder.digitBits)) - 1)
    /// So many times farther than nine of ten values lie apart, all may; else steps would tell too few of them from each other.
    private static let widestReach = 64.0
    /// Added to a number below 2^32, this leaves it as a whole number in the lower half of the bits.
    private static let rounder = 0x1p52

    /// Makes the steps of a column, unless they would be too wide.
    init?(_ summary: ColumnSummary) {
        let reach = summary.maximum - summary.minimum
        let usual = summary.expected.upperBound - summary.expected.lowerBound
        let stepsPerUnit = Self.last / reach
        guard reach > 0, reach <= usual * Self.widestReach, stepsPerUnit.isNormal else { return nil }
        (least, self.stepsPerUnit) = (summary.minimum, stepsPerUnit)
    }

    /// The number of the step that is nearest a value between the smallest and the largest.
    @inline(__always)
    func step(of value: Double) -> UInt32 {
        UInt32(truncatingIfNeeded: ((value - least) * stepsPerUnit + Self.rounder).bitPattern)
    }
}
