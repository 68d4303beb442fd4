import Glibc

/// Learns the columns of a table as ECOD and COPOD know them, and scores its rows meanwhile, as both go through the values in
/// order.
struct TailLearner: Sendable {
    /// What is learned of a column beside the values themselves.
    struct Column: Sendable {
        /// How many values are not missing.
        let count: Int
        /// The sign of the skewness.
        let skew: Int
        /// What the values contribute on average.
        let mean: Double
    }

    private let table: NumberTable
    private let summaries: [ColumnSummary]
    private let rule: TailRule
    /// At each index the negative logarithm of its share in the number of rows.
    private let logarithms: [Double]

    /// Makes a learner of a table.
    init(_ table: NumberTable, _ summaries: [ColumnSummary], _ rule: TailRule, threads: Int) {
        (self.table, self.summaries, self.rule) = (table, summaries, rule)
        let count = Double(table.rowCount)
        logarithms = Parallel.numbers(table.rowCount + 1, threads: threads) { places, target in
            for place in places where place > 0 { target[place] = -log(Double(place) / count) }
        }
    }

    /// Learns a column, and adds what its values contribute to the sums of their rows.
    ///
    /// - Parameters:
    ///   - room: to order as many values in as there are rows.
    ///   - values: where the column's values go in ascending order, and zeroes for those that are missing.
    func learn(
        _ index: Int, in room: KeyOrder.Room, values: UnsafeMutablePointer<Double>,
        addingTo sums: UnsafeMutablePointer<Double>
    ) -> Column {
        table.withColumn(index) { source in
            let isFinite = table.areFinite[index]
            let steps = isFinite ? EvenSteps(summaries[index]) : nil
            let order = KeyOrder.rows(of: source, by: steps, in: room)
            values.initialize(repeating: 0, count: isFinite ? 0 : source.count)
            let hasTies = gather(source, order, to: values, areBounded: isFinite)
            let skew = Skewness.sign(of: source, summaries[index], isFinite: isFinite)
            // The logarithms are of shares in all rows; shares are wanted in the values that there are.
            let shift = order.count == source.count ? 0 : log(Double(order.count) / Double(source.count))
            let parts = room.numbers
            let weighing = TailRule.Weighing(rule, skew: skew)
            contribute(order.count, weighing, shift, to: parts)
            if hasTies { contribute(asOne: values, order.count, weighing, shift, to: parts) }
            for place in 0..<order.count { sums[KeyOrder.row(order[place])] += parts[place] }
            let mean = mean(of: parts, order.count)
            if order.count < source.count { for row in source.indices where source[row].isNaN { sums[row] += mean } }
            return Column(count: order.count, skew: skew, mean: mean)
        }
    }

    /// Puts values in their order, and says whether any two are equal.
    private func gather(
        _ source: UnsafeBufferPointer<Double>, _ order: UnsafeBufferPointer<KeyOrder.Word>,
        to values: UnsafeMutablePointer<Double>, areBounded: Bool
    ) -> Bool {
        var ties: UInt8 = 0
        var previous = Double.nan
        for place in 0..<order.count {
            let found = source[KeyOrder.row(order[place])]
            let value = areBounded ? found : TailColumn.bounded(found)
            values[place] = value
            ties |= value == previous ? 1 : 0
            previous = value
        }
        return ties > 0
    }

    /// Says what each of ordered values contributes if no two are equal. That is a step of its own, so that when the sums of
    /// rows are added to here and there, nothing stands between the many loads that wait for memory.
    private func contribute(
        _ count: Int, _ weighing: TailRule.Weighing, _ shift: Double, to parts: UnsafeMutablePointer<Double>
    ) {
        logarithms.withUnsafeBufferPointer { logarithms in
            for place in 0..<count {
                parts[place] = weighing.contribution(
                    left: logarithms[place &+ 1] + shift, right: logarithms[count &- place] + shift)
            }
        }
    }

    /// Says what equal ones of ordered values contribute: all of them the same.
    private func contribute(
        asOne values: UnsafePointer<Double>, _ count: Int, _ weighing: TailRule.Weighing, _ shift: Double,
        to parts: UnsafeMutablePointer<Double>
    ) {
        logarithms.withUnsafeBufferPointer { logarithms in
            var start = 0
            while start < count {
                var end = start &+ 1
                while end < count, values[end] == values[start] { end &+= 1 }
                if end &- start > 1 {
                    let part = weighing.contribution(
                        left: logarithms[end] + shift, right: logarithms[count &- start] + shift)
                    for place in start..<end { parts[place] = part }
                }
                start = end
            }
        }
    }

    private func mean(of parts: UnsafePointer<Double>, _ count: Int) -> Double {
        var sums = SIMD4<Double>.zero
        var place = 0
        while place &+ 4 <= count {
            sums += SIMD4(parts[place], parts[place &+ 1], parts[place &+ 2], parts[place &+ 3])
            place &+= 4
        }
        var sum = sums.sum()
        for rest in place..<count { sum += parts[rest] }
        return count > 0 ? sum / Double(count) : 0
    }
}
