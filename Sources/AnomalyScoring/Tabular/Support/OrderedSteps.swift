/// Whole numbers that ascend as numbers do, by whose digits ``NumberOrder`` orders these in passes.
protocol OrderedSteps {
    /// How many digits a step has.
    static var digits: Int { get }

    /// The step of a number; never a lesser one than that of a lesser number.
    func step(of number: Double) -> UInt32
}

/// The upper halves of bits that ascend as the numbers do: steps for numbers of which nothing is known.
struct BitSteps: OrderedSteps {
    /// All of 32 bits.
    static let digits = 3

    /// The upper half of a number's bits, with those of a negative one turned round, so that larger magnitudes come first.
    @inline(__always)
    func step(of number: Double) -> UInt32 {
        // Minus zero becomes zero, which it equals.
        let bits = Int64(bitPattern: (number + 0).bitPattern)
        return UInt32(truncatingIfNeeded: (bits ^ (bits &>> 63 | .min)) &>> 32)
    }
}
