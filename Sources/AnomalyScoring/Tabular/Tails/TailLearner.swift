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

    /// Values in order, with their rows.
    typealias Order = UnsafeBufferPointer<NumberOrder.Placed>
    /// Memory to order the values of a column in.
    typealias Room = NumberOrder.Room<NumberOrder.Placed>

    private let table: NumberTable
    private let summaries: [ColumnSummary]
    private let rule: TailRule
    private let grain: TailGrain
    /// At each index the negative logarithm of its share in the number of rows.
    private let logarithms: [Double]

    /// So many contributions are computed before they are added to the sums of rows.
    private static let block = 512

    /// Makes a learner of a table.
    init(
        _ table: NumberTable, _ summaries: [ColumnSummary], _ rule: TailRule, _ grain: TailGrain, threads: Int
    ) {
        (self.table, self.summaries, self.rule, self.grain) = (table, summaries, rule, grain)
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
    ///   - sums: the sums of the rows, in grains.
    func learn(
        _ index: Int, in room: Room, values: UnsafeMutablePointer<Double>, addingTo sums: UnsafeMutablePointer<Int64>
    ) -> Column {
        table.withColumn(index) { source in
            let isFinite = table.areFinite[index]
            let order = NumberOrder.elements(of: source, by: isFinite ? EvenSteps(summaries[index]) : nil, in: room)
            let count = order.count
            let hasTies = gather(order, to: values)
            (values + count).initialize(repeating: 0, count: source.count - count)
            let skew = Skewness.sign(of: source, summaries[index], isFinite: isFinite)
            let weighing = TailRule.Weighing(rule, skew: skew)
            let total =
                hasTies
                ? contribute(tied: order, values, weighing, to: sums) : contribute(distinct: order, weighing, to: sums)
            let mean = count > 0 ? total / Double(count) : 0
            if count < source.count {
                let missing = grain.grains(mean)
                for row in source.indices where source[row].isNaN { sums[row] &+= missing }
            }
            return Column(count: count, skew: skew, mean: mean)
        }
    }

    /// Takes values in their order, and says whether any two are equal.
    private func gather(_ order: Order, to values: UnsafeMutablePointer<Double>) -> Bool {
        var ties: UInt8 = 0
        var previous = Double.nan
        for place in 0..<order.count {
            let value = order[place].number
            values[place] = value
            ties |= value == previous ? 1 : 0
            previous = value
        }
        return ties > 0
    }

    /// The logarithms are of shares in all rows; this is added to have them of shares in the values that there are.
    private func shift(_ count: Int) -> Double {
        count == table.rowCount ? 0 : log(Double(count) / Double(table.rowCount))
    }

    /// Adds what values contribute of which no two are equal; gives the sum of it, which over many rows is more than fits into
    /// grains.
    private func contribute(
        distinct order: Order, _ weighing: TailRule.Weighing, to sums: UnsafeMutablePointer<Int64>
    ) -> Double {
        let (count, shift) = (order.count, shift(order.count))
        var total = 0.0
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: Self.block) { parts in
            logarithms.withUnsafeBufferPointer { logarithms in
                for start in stride(from: 0, to: count, by: Self.block) {
                    let size = min(Self.block, count &- start)
                    var sum: Int64 = 0
                    for index in 0..<size {
                        let place = start &+ index
                        let part = grain.grains(
                            weighing.contribution(
                                left: logarithms[place &+ 1] + shift, right: logarithms[count &- place] + shift))
                        parts[index] = part
                        sum &+= part
                    }
                    total += grain.sum(sum)
                    // Nothing but this stands between the many loads that wait for memory.
                    for index in 0..<size { sums[order[start &+ index].row] &+= parts[index] }
                }
            }
        }
        return total
    }

    /// Adds what values contribute of which some are equal; these contribute all the same.
    private func contribute(
        tied order: Order, _ values: UnsafePointer<Double>, _ weighing: TailRule.Weighing,
        to sums: UnsafeMutablePointer<Int64>
    ) -> Double {
        let (count, shift) = (order.count, shift(order.count))
        var total = 0.0
        logarithms.withUnsafeBufferPointer { logarithms in
            var start = 0
            while start < count {
                var end = start &+ 1
                while end < count, values[end] == values[start] { end &+= 1 }
                let part = grain.grains(
                    weighing.contribution(left: logarithms[end] + shift, right: logarithms[count &- start] + shift))
                for place in start..<end { sums[order[place].row] &+= part }
                total += grain.sum(part) * Double(end &- start)
                start = end
            }
        }
        return total
    }
}
