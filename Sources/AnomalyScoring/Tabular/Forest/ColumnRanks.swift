import CColumnKernels

/// The thresholds that a forest has in a column. A value's rank is how many of them are below it, so that which of them
/// it is above is told by a comparison of small whole numbers.
struct ColumnRanks: Sendable {
    /// Which column it is.
    let column: Int
    /// Ascending, none of them twice, and infinities behind them.
    private let thresholds: [Double]
    /// How many thresholds there are at the steps before each.
    private var starts: [UInt16]
    private let count: Int
    private let lowest: Double
    private let stepsPerUnit: Double
    private var halvings: UInt32 = 0

    /// How many thresholds there may be.
    static let most = Int(Int16.max) - 1
    /// So many times as many steps as thresholds leave most steps with one or none.
    private static let stepsPerThreshold = 4

    /// Orders thresholds, all of which are finite; gives nothing if there are none or too many.
    init?(_ given: [Double], ofColumn column: Int) {
        var ascending: [Double] = []
        for threshold in NumberOrder.sorted(given) where threshold != ascending.last { ascending.append(threshold) }
        guard let first = ascending.first, let last = ascending.last, ascending.count <= Self.most else { return nil }
        self.column = column
        count = ascending.count
        lowest = first
        let steps = count * Self.stepsPerThreshold
        let perUnit = Double(steps - 1) / (last - first)
        stepsPerUnit = perUnit.isFinite ? perUnit : 0
        starts = [UInt16](repeating: 0, count: steps)
        thresholds = ascending + [Double](repeating: .infinity, count: count + 1)
        var counts = [Int](repeating: 0, count: steps)
        withShape { shape in
            for threshold in ascending { counts[column_thresholds_step(shape, threshold)] += 1 }
        }
        var start = 0
        for step in 0..<steps {
            starts[step] = UInt16(truncatingIfNeeded: start)
            start += counts[step]
        }
        while counts.contains(where: { $0 >= 1 << halvings }) { halvings += 1 }
    }

    /// Notes the ranks of finite values.
    func note(_ values: UnsafePointer<Double>, _ count: Int, to ranks: UnsafeMutablePointer<Int16>) {
        withShape { column_ranks_note(values, count, $0, ranks) }
    }

    /// The rank that values must be above to be above a threshold of the column.
    func rank(of threshold: Double) -> Int16 {
        var rank: Int16 = 0
        note([threshold], 1, to: &rank)
        return rank
    }

    private func withShape<Result>(_ body: (UnsafePointer<column_thresholds>) -> Result) -> Result {
        thresholds.withUnsafeBufferPointer { thresholds in
            starts.withUnsafeBufferPointer { starts in
                let shape = column_thresholds(
                    thresholds: thresholds.baseAddress, starts: starts.baseAddress, lowest: lowest,
                    steps_per_unit: stepsPerUnit, last_step: Double(starts.count - 1), halvings: halvings)
                return withUnsafePointer(to: shape, body)
            }
        }
    }
}
