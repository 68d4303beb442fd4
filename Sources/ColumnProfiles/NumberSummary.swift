import Sketches

/// The numbers of a column: whole ones exactly as long as all are whole.
struct NumberSummary: Sendable, Equatable {
    var moments = Moments()
    var quantiles: QuantileSketch
    var nonFinite = 0
    var wholes = WholeNumbers()

    /// How many intervals the histogram has.
    private static let bins = 20

    /// Makes a summary of no numbers; see ``QuantileSketch/init(sampleSize:)``.
    init(sampleSize: Int) { quantiles = QuantileSketch(sampleSize: sampleSize) }

    /// Takes finite numbers.
    mutating func add(_ values: UnsafeBufferPointer<Double>) {
        moments.add(values)
        quantiles.add(values)
    }

    /// Takes the exact values of whole numbers, which go to ``add(_:)-(UnsafeBufferPointer<Double>)`` as well.
    mutating func add(wholes others: WholeNumbers) { wholes.merge(others) }

    /// Counts a number that is not finite.
    mutating func addNonFinite() { nonFinite += 1 }

    /// Takes the numbers that `other` has seen.
    mutating func merge(_ other: NumberSummary) {
        moments.merge(other.moments)
        quantiles.merge(other.quantiles)
        nonFinite += other.nonFinite
        wholes.merge(other.wholes)
    }

    /// Writes the numbers' part of a column's results.
    func describe(_ column: inout ColumnAggregate) {
        let isWhole = column.type == .integer && wholes.count > 0
        column.minimum = isWhole ? .integer(wholes.low) : moments.minimum.map { .number($0) }
        column.maximum = isWhole ? .integer(wholes.high) : moments.maximum.map { .number($0) }
        column.sum = isWhole ? Int64(exactly: wholes.sum).map { .integer($0) } ?? .number(Double(wholes.sum)) : nil
        column.mean = finite(isWhole ? Double(wholes.sum) / Double(wholes.count) : moments.mean)
        column.standardDeviation = finite(moments.standardDeviation)
        column.skewness = finite(moments.skewness)
        column.excessKurtosis = finite(moments.excessKurtosis)
        column.nonFinite = column.type == .float ? nonFinite : nil
        if let low = moments.minimum, let high = moments.maximum {
            let counts = quantiles.histogram(bins: Self.bins, from: low, to: high)
            column.histogram = counts.isEmpty ? nil : counts
        }
        let values = quantiles.quantiles([0.01, 0.25, 0.5, 0.75, 0.99])
        guard values.count == 5 else { return }
        column.quantiles = QuantilesAggregate(
            p01: values[0], p25: values[1], p50: values[2], p75: values[3], p99: values[4], exact: quantiles.isExact)
    }

    /// Sums of very large numbers may overflow; JSON has no way to say so.
    private func finite(_ value: Double?) -> Double? {
        guard let value, value.isFinite else { return nil }
        return value
    }
}

/// Count, extremes and sum of whole numbers, exact.
struct WholeNumbers: Sendable, Equatable {
    var count = 0
    var low = Int64.max
    var high = Int64.min
    /// 128 bits hold the sum of 2^64 numbers of 64 bits.
    var sum: Int128 = 0

    /// Takes a number.
    @inline(__always)
    mutating func add(_ value: Int64) {
        count &+= 1
        sum &+= Int128(value)
        low = min(low, value)
        high = max(high, value)
    }

    /// Takes the numbers that `other` has seen.
    mutating func merge(_ other: WholeNumbers) {
        count += other.count
        sum &+= other.sum
        low = min(low, other.low)
        high = max(high, other.high)
    }
}
