import Glibc

/// A column as ECOD and COPOD know it: its values in order.
struct TailColumn: Sendable, Equatable, Codable {
    /// The values that are not missing, ascending; an infinity is held as the largest finite number.
    let values: [Double]
    /// The sign of the skewness: -1, 0 or 1.
    let skew: Int
    /// What the values learned from contribute on average, which is what a missing value contributes.
    let mean: Double

    /// Learns a column, and adds what its values contribute to the sums of their rows.
    ///
    /// - Parameter logarithms: at each index the negative logarithm of its share in the number of rows.
    init(
        _ source: UnsafeBufferPointer<Double>, _ summary: ColumnSummary, _ rule: TailRule, logarithms: [Double],
        addingTo sums: UnsafeMutablePointer<Double>
    ) {
        let ordered = KeyOrder.ordered(source)
        let count = ordered.values.count
        skew = Skewness.sign(of: source, summary)
        mean = Self.add(ordered, skew, rule, logarithms, rowCount: source.count, to: sums)
        if count < source.count { for row in source.indices where source[row].isNaN { sums[row] += mean } }
        let isBounded = (ordered.values.first ?? 0).isFinite && (ordered.values.last ?? 0).isFinite
        values = isBounded ? ordered.values : ordered.values.map(Self.bounded)
    }

    /// What a value contributes. One beyond all values learned from stands for half a value.
    func contribution(of value: Double, _ rule: TailRule) -> Double {
        guard !value.isNaN, !values.isEmpty else { return mean }
        let bounded = Self.bounded(value)
        let below = place { $0 < bounded }
        let upTo = place { $0 <= bounded }
        let count = Double(values.count)
        return rule.contribution(
            left: -log(max(Double(upTo), 0.5) / count), right: -log(max(count - Double(below), 0.5) / count),
            skew: skew)
    }

    /// Whether a stored column can be.
    var isSound: Bool {
        mean.isFinite && (-1...1).contains(skew) && values.allSatisfy(\.isFinite)
            && zip(values, values.dropFirst()).allSatisfy(<=)
    }

    private static func bounded(_ value: Double) -> Double {
        min(max(value, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
    }

    /// How many values are before the first that does not answer `isBefore`.
    @inline(__always)
    private func place(_ isBefore: (Double) -> Bool) -> Int {
        values.withUnsafeBufferPointer { values in
            var (low, high) = (0, values.count)
            while low < high {
                let middle = (low &+ high) &>> 1
                if isBefore(values[middle]) { low = middle &+ 1 } else { high = middle }
            }
            return low
        }
    }

    /// Adds what ordered values contribute to the sums of their rows, and says what they contribute on average.
    private static func add(
        _ ordered: KeyOrder.Ordered, _ skew: Int, _ rule: TailRule, _ logarithms: [Double], rowCount: Int,
        to sums: UnsafeMutablePointer<Double>
    ) -> Double {
        let count = ordered.values.count
        guard count > 0 else { return 0 }
        // The logarithms are of shares in all rows; shares are wanted in the values that there are.
        let shift = count == rowCount ? 0 : log(Double(count) / Double(rowCount))
        var total = 0.0
        ordered.values.withUnsafeBufferPointer { values in
            ordered.rows.withUnsafeBufferPointer { rows in
                logarithms.withUnsafeBufferPointer { logarithms in
                    var start = 0
                    while start < count {
                        var end = start &+ 1
                        while end < count, values[end] == values[start] { end &+= 1 }
                        let part = rule.contribution(
                            left: logarithms[end] + shift, right: logarithms[count &- start] + shift, skew: skew)
                        for place in start..<end { sums[Int(rows[place])] += part }
                        total += part * Double(end &- start)
                        start = end
                    }
                }
            }
        }
        return total / Double(count)
    }
}
