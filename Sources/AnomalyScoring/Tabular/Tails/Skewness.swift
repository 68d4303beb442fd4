/// Which side a column's longer tail is on.
enum Skewness {
    /// The sign of the third central moment of the finite values; 0 if they are equal but for rounding.
    ///
    /// - Parameters:
    ///   - summary: that of the values.
    ///   - isFinite: whether all values are.
    static func sign(of values: UnsafeBufferPointer<Double>, _ summary: ColumnSummary, isFinite: Bool) -> Int {
        // Scaled to magnitudes of at most 1, no power of theirs overflows.
        let largest = max(abs(summary.minimum), abs(summary.maximum))
        guard largest > 0 else { return 0 }
        let isPlain = isFinite && (1e-100...1e100).contains(largest)
        let unit = isPlain || (1e-100...1e100).contains(largest) ? 1 : largest
        let count = Double(isFinite ? values.count : values.reduce(0) { $0 + ($1.isFinite ? 1 : 0) })
        let mean = sums(of: values, around: 0, unit, isPlain).first / count
        let moments = sums(of: values, around: mean, unit, isPlain)
        let resolution = Double.ulpOfOne * mean
        guard moments.second / count > resolution * resolution else { return 0 }
        return moments.third > 0 ? 1 : moments.third < 0 ? -1 : 0
    }

    private typealias Sums = (first: Double, second: Double, third: Double)

    private static func sums(
        of values: UnsafeBufferPointer<Double>, around centre: Double, _ unit: Double, _ isPlain: Bool
    ) -> Sums {
        if isPlain { return sums(of: values) { $0 - centre } }
        return sums(of: values) { ($0 / unit - centre).replacing(with: 0, where: ($0 - $0) .!= 0) }
    }

    /// The sums of the first three powers of what `difference` makes of values; it makes 0 of NaN, or all values are finite.
    @inline(__always)
    private static func sums(
        of values: UnsafeBufferPointer<Double>, _ difference: (SIMD4<Double>) -> SIMD4<Double>
    ) -> Sums {
        var (first, second, third) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
        var row = 0
        while row &+ 4 <= values.count {
            let four = difference(SIMD4(values[row], values[row &+ 1], values[row &+ 2], values[row &+ 3]))
            let square = four * four
            first += four
            second += square
            third += square * four
            row &+= 4
        }
        while row < values.count {
            // In one lane alone, so that the others add nothing.
            var one = difference(SIMD4(repeating: values[row]))
            (one[1], one[2], one[3]) = (0, 0, 0)
            first += one
            second += one * one
            third += one * one * one
            row &+= 1
        }
        return (first.sum(), second.sum(), third.sum())
    }
}
