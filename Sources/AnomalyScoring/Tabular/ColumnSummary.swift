import CColumnKernels

/// Where the values of a column lie.
///
/// Median and quantiles are those of all finite values up to 4,096 rows, and else of 4,096 rows that lie evenly.
public struct ColumnSummary: Sendable, Equatable, Codable {
    /// The column's name.
    public let name: String
    /// The smallest finite value; 0 if there is none.
    public let minimum: Double
    /// The largest finite value; 0 if there is none.
    public let maximum: Double
    /// The median, which stands for what is missing.
    public let median: Double
    /// Half the distance between the quartiles.
    public let halfSpread: Double
    /// Where nine of ten values lie, from the 5th to the 95th percentile.
    public let expected: ClosedRange<Double>

    /// How many rows the quantiles are taken of at most.
    static let sampleSize = 4_096
    /// Magnitudes are held below this, so that squares and their sums stay finite.
    static let largestMagnitude = 1e150

    /// The summaries of all columns of a table.
    static func all(of table: NumberTable, threads: Int) -> [ColumnSummary] {
        let smallest = Parallel.worthAThread(each: table.rowCount)
        return Parallel.map(table.columnCount, threads: threads, smallest: smallest) { column in
            table.withColumn(column) { ColumnSummary(name: table.names[column], values: $0) }
        }
    }

    /// Summarizes a column.
    init(name: String, values: UnsafeBufferPointer<Double>) {
        self.name = name
        (minimum, maximum) = Self.range(of: values)
        var sample: [Double] = []
        let count = min(values.count, Self.sampleSize)
        sample.reserveCapacity(count)
        // The row is index · rows / count, kept as a whole part and a rest, as to divide takes longer than all else
        // here.
        var (row, rest) = (0, 0)
        for _ in 0..<count {
            if values[row].isFinite { sample.append(values[row]) }
            (row, rest) = (row + values.count / count, rest + values.count % count)
            if rest >= count { (row, rest) = (row + 1, rest - count) }
        }
        sample = NumberOrder.sorted(sample)
        median = Quantiles.value(at: 0.5, ofSorted: sample) ?? 0
        let quarter = Quantiles.value(at: 0.25, ofSorted: sample) ?? 0
        halfSpread = (Quantiles.value(at: 0.75, ofSorted: sample) ?? 0) / 2 - quarter / 2
        let low = Quantiles.value(at: 0.05, ofSorted: sample) ?? 0
        expected = low...max(low, Quantiles.value(at: 0.95, ofSorted: sample) ?? 0)
    }

    /// A value as one that distances can be taken of: the median if it is missing, and as far beyond the finite values as
    /// they reach if it is infinite.
    func finite(_ value: Double) -> Double {
        if value.isNaN { return median }
        let reach = max(maximum - minimum, 1)
        let bounded = value.isFinite ? value : value > 0 ? maximum + reach : minimum - reach
        return min(max(bounded, -Self.largestMagnitude), Self.largestMagnitude)
    }

    /// How far a value lies from the median, in half spreads; 0 if it is missing.
    func distance(of value: Double) -> Double {
        let unit = halfSpread > 0 ? halfSpread : max(maximum - minimum, 1)
        return abs(finite(value) / unit - median / unit)
    }

    /// Whether a stored summary can be.
    var isSound: Bool {
        let numbers = [minimum, maximum, median, halfSpread, expected.lowerBound, expected.upperBound]
        return numbers.allSatisfy(\.isFinite) && minimum <= maximum && halfSpread >= 0
    }

    /// The smallest and the largest finite value, or two zeroes.
    private static func range(of values: UnsafeBufferPointer<Double>) -> (Double, Double) {
        guard let start = values.baseAddress else { return (0, 0) }
        let range = column_numbers_range(start, values.count)
        return range.least <= range.greatest ? (range.least, range.greatest) : (0, 0)
    }
}
