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
    /// At each index from 1 the negative logarithm of its share in the number of rows. It is only read, as `parts` is.
    private nonisolated(unsafe) let logarithms: UnsafePointer<Double>
    /// What values contribute by their places, where none is missing and no two are equal: in columns skewed to the left, and
    /// then in those skewed to the right. There is nothing if the columns are too few for it to be worth.
    private nonisolated(unsafe) let parts: UnsafePointer<Int64>?
    /// The sums of either half of `parts`.
    private var totals: [Double] = []

    /// So many contributions are computed before they are added to the sums of rows.
    private static let block = 512
    /// So many columns or more have what they contribute by their places computed once.
    private static let someColumns = 4
    /// Of so many places the logarithms are worth another thread.
    private static let manyPlaces = 1 << 17

    /// Calls `body` with a learner of a table, which must not be kept.
    static func with<Result>(
        _ table: NumberTable, _ summaries: [ColumnSummary], _ rule: TailRule, _ grain: TailGrain, threads: Int,
        _ body: (TailLearner) -> Result
    ) -> Result {
        let count = table.rowCount
        let hasParts = table.columnCount >= someColumns
        return LargePages.withMemory(of: Double.self, count + 1) { logarithms in
            LargePages.withMemory(of: Int64.self, hasParts ? 2 * count : 0) { parts in
                // Each thread writes to places of its own part only.
                nonisolated(unsafe) let (logarithms, parts) = (logarithms, parts)
                Parallel.forEachPart(of: count, threads: threads, smallest: manyPlaces) { places in
                    for place in places { logarithms[place + 1] = -log(Double(place + 1) / Double(count)) }
                }
                var learner = TailLearner(
                    table: table, summaries: summaries, rule: rule, grain: grain, logarithms: logarithms,
                    parts: hasParts ? UnsafePointer(parts) : nil)
                if hasParts {
                    let first = learner
                    learner.totals = Parallel.map(2, threads: threads, smallest: count < manyPlaces ? 2 : 1) { half in
                        let weighing = TailRule.Weighing(rule, skew: half == 0 ? -1 : 1)
                        return first.contributions(0..<count, of: count, weighing, to: parts + half * count)
                    }
                }
                return body(learner)
            }
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
                ? contribute(tied: order, values, weighing, to: sums)
                : contribute(distinct: order, skew, weighing, to: sums)
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

    /// Adds what values contribute of which no two are equal; gives the sum of it, which over many rows is more than what fits
    /// into grains.
    private func contribute(
        distinct order: Order, _ skew: Int, _ weighing: TailRule.Weighing, to sums: UnsafeMutablePointer<Int64>
    ) -> Double {
        let count = order.count
        if let parts, count == table.rowCount, skew != 0 {
            let own = skew < 0 ? parts : parts + count
            for place in 0..<count { sums[order[place].row] &+= own[place] }
            return totals[skew < 0 ? 0 : 1]
        }
        var total = 0.0
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: Self.block) { parts in
            guard let parts = parts.baseAddress else { return }
            for start in stride(from: 0, to: count, by: Self.block) {
                let places = start..<min(start + Self.block, count)
                total += contributions(places, of: count, weighing, to: parts)
                // Nothing but this stands between the many loads that wait for memory.
                for place in places { sums[order[place].row] &+= parts[place &- start] }
            }
        }
        return total
    }

    /// Computes what values contribute at some places of so many different ones; gives the sum of it.
    private func contributions(
        _ places: Range<Int>, of count: Int, _ weighing: TailRule.Weighing, to parts: UnsafeMutablePointer<Int64>
    ) -> Double {
        let shift = shift(count)
        var total = 0.0
        for start in stride(from: places.lowerBound, to: places.upperBound, by: Self.block) {
            var sum: Int64 = 0
            for place in start..<min(start + Self.block, places.upperBound) {
                let part = grain.grains(
                    weighing.contribution(
                        left: logarithms[place &+ 1] + shift, right: logarithms[count &- place] + shift))
                parts[place &- places.lowerBound] = part
                sum &+= part
            }
            total += grain.sum(sum)
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
        return total
    }
}
