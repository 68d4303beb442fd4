/// Which side a column's longer tail is on.
enum Skewness {
    /// The sign of the third central moment of the finite values; 0 if they are equal but for rounding.
    static func sign(of values: UnsafeBufferPointer<Double>, _ summary: ColumnSummary) -> Int {
        // Scaled to magnitudes of at most 1, no power of theirs overflows.
        let largest = max(abs(summary.minimum), abs(summary.maximum))
        guard largest > 0 else { return 0 }
        let unit = largest < 1e-100 || largest > 1e100 ? largest : 1
        let mean = sums(of: values, around: 0, unit).first / Double(max(count(values), 1))
        let moments = sums(of: values, around: mean, unit)
        let resolution = Double.ulpOfOne * mean
        guard moments.second / Double(max(count(values), 1)) > resolution * resolution else { return 0 }
        return moments.third > 0 ? 1 : moments.third < 0 ? -1 : 0
    }

    private static func count(_ values: UnsafeBufferPointer<Double>) -> Int {
        var count = 0
        for value in values { count &+= value.isFinite ? 1 : 0 }
        return count
    }

    private static func sums(
        of values: UnsafeBufferPointer<Double>, around centre: Double, _ unit: Double
    ) -> (first: Double, second: Double, third: Double) {
        var (first, second, third) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
        func add(_ four: SIMD4<Double>) {
            let difference = (four / unit - centre).replacing(with: 0, where: (four - four) .!= 0)
            let square = difference * difference
            first += difference
            second += square
            third += square * difference
        }
        var row = 0
        while row + 4 <= values.count {
            add(SIMD4(values[row], values[row + 1], values[row + 2], values[row + 3]))
            row += 4
        }
        while row < values.count {
            add(SIMD4(values[row], .nan, .nan, .nan))
            row += 1
        }
        return (first.sum(), second.sum(), third.sum())
    }
}
