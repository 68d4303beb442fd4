import Sketches

/// The numbers of a column: whole ones exactly as long as all are whole.
struct NumberSummary {
    private var moments = Moments()
    private var quantiles = QuantileSketch()
    private var nonFinite = 0
    private var wholes = 0
    private var extremes: (low: Int64, high: Int64) = (.max, .min)
    /// 128 bits hold the sum of 2^64 numbers of 64 bits.
    private var sum: Int128 = 0

    /// Takes a whole number.
    mutating func add(_ value: Int64) {
        wholes += 1
        sum += Int128(value)
        if value < extremes.low { extremes.low = value }
        if value > extremes.high { extremes.high = value }
        moments.add(Double(value))
        quantiles.add(Double(value))
    }

    /// Takes another number; one that is not finite is counted only.
    mutating func add(_ value: Double) {
        guard value.isFinite else {
            nonFinite += 1
            return
        }
        moments.add(value)
        quantiles.add(value)
    }

    /// Writes the numbers' part of a column's results.
    func describe(_ column: inout ColumnAggregate) {
        let isWhole = column.type == .integer && wholes > 0
        column.minimum = isWhole ? .integer(extremes.low) : moments.minimum.map { .number($0) }
        column.maximum = isWhole ? .integer(extremes.high) : moments.maximum.map { .number($0) }
        column.sum = isWhole ? Int64(exactly: sum).map { .integer($0) } ?? .number(Double(sum)) : nil
        column.mean = finite(isWhole ? Double(sum) / Double(wholes) : moments.mean)
        column.standardDeviation = finite(moments.standardDeviation)
        column.nonFinite = column.type == .float ? nonFinite : nil
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
