/// Sums of powers of deviations from a mean; see ``Moments``.
struct PowerSums: Sendable, Equatable {
    var second = 0.0
    var third = 0.0
    var fourth = 0.0

    /// Adds the sums of other numbers about their own mean, which is `delta` above the one these are about (Pébay 2008,
    /// equations 2.1, 3.1 and A.2).
    mutating func merge(_ other: PowerSums, counts: (own: Double, other: Double), delta: Double) {
        let (own, others) = counts
        let total = own + others
        let step = delta / total
        let square = step * step
        fourth +=
            other.fourth + delta * step * square * own * others * (own * own - own * others + others * others)
            + 6 * square * (own * own * other.second + others * others * second)
            + 4 * step * (own * other.third - others * third)
        third +=
            other.third + delta * square * own * others * (own - others) + 3 * step
            * (own * other.second - others * second)
        second += other.second + delta * step * own * others
    }
}

/// A sum with the rounding errors made on the way, so that it is nearly as good as one of twice the digits.
struct CompensatedSum: Sendable, Equatable {
    var high = 0.0
    var low = 0.0

    /// The sum, rounded once.
    var value: Double { high + low }

    /// Adds a number (Knuth's TwoSum, which is exact for any two numbers).
    mutating func add(_ number: Double) {
        let total = high + number
        let part = total - high
        low += (high - (total - part)) + (number - part)
        high = total
    }

    /// Adds another sum.
    mutating func add(_ other: CompensatedSum) {
        add(other.high)
        low += other.low
    }

    /// Adds a product with the error of its rounding (Dekker, Numerische Mathematik 18, 1971, by a fused multiplication).
    mutating func add(product left: Double, _ right: Double) {
        let product = left * right
        add(product)
        low += (-product).addingProduct(left, right)
    }

    /// The quotient, as good as the sum.
    func divided(by divisor: Double) -> CompensatedSum {
        let rounded = value
        let quotient = rounded / divisor
        let remainder = rounded.addingProduct(-quotient, divisor) + ((high - rounded) + low)
        return CompensatedSum(high: quotient, low: remainder / divisor)
    }
}
