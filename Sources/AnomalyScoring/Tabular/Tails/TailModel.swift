/// The sum over all columns of how far in a tail a value is: what ECOD and COPOD share.
struct TailModel: Sendable, Equatable, Codable {
    /// The columns, in order.
    let columns: [TailColumn]

    /// Makes a model of columns.
    private init(columns: [TailColumn]) { self.columns = columns }

    /// Whether a stored model can be that of `count` columns.
    func isSound(for count: Int) -> Bool { columns.count == count && columns.allSatisfy(\.isSound) }

    /// Learns a table and scores its rows.
    static func fit(
        _ table: NumberTable, _ summaries: [ColumnSummary], _ rule: TailRule, threads: Int
    ) -> (model: TailModel, rawScores: [Double]) {
        let grain = TailGrain(columns: table.columnCount)
        let (rowCount, width) = (table.rowCount, table.columnCount)
        var learned: [TailLearner.Column] = []
        var scores: [Double] = []
        // One array holds the values of all columns, as the system hands out large memory at less cost than as much in pieces.
        let values = [Double](unsafeUninitializedCapacity: rowCount * width) { values, used in
            guard let base = values.baseAddress else { return }
            LargePages.prefer(values)
            (learned, scores) = TailLearner.with(table, summaries, rule, grain, threads: threads) {
                fit($0, grain, rowCount, width, values: base, threads: threads)
            }
            used = rowCount * width
        }
        let columns = learned.enumerated().map { index, column in
            let start = index * rowCount
            return TailColumn(values: values[start..<start + column.count], skew: column.skew, mean: column.mean)
        }
        return (TailModel(columns: columns), scores)
    }

    /// The raw scores of other rows.
    func rawScores(_ table: NumberTable, _ rule: TailRule, threads: Int) -> [Double] {
        let grain = TailGrain(columns: columns.count)
        return Parallel.numbers(table.rowCount, threads: threads) { rows, target in
            for row in rows {
                var sum: Int64 = 0
                for (index, column) in columns.enumerated() {
                    sum &+= grain.grains(column.contribution(of: table[row: row, column: index], rule))
                }
                target[row] = grain.sum(sum)
            }
        }
    }

    /// Learns all columns and scores their rows.
    ///
    /// - Parameter values: room for the values of all columns.
    private static func fit(
        _ learner: TailLearner, _ grain: TailGrain, _ rowCount: Int, _ width: Int,
        values: UnsafeMutablePointer<Double>, threads: Int
    ) -> ([TailLearner.Column], [Double]) {
        let workers = min(max(threads, 1), width)
        return LargePages.withMemory(of: Int64.self, workers * rowCount) { sums in
            // Each thread writes to its own sums and to its columns' values.
            nonisolated(unsafe) let (sums, values) = (sums, values)
            let learned = Parallel.map(workers, threads: workers) { worker in
                let own = sums + worker * rowCount
                own.initialize(repeating: 0, count: rowCount)
                return NumberOrder.withRoom(for: NumberOrder.Placed.self, rowCount) { room in
                    (worker * width / workers..<(worker + 1) * width / workers).map {
                        learner.learn($0, in: room, values: values + $0 * rowCount, addingTo: own)
                    }
                }
            }
            let scores = Parallel.numbers(rowCount, threads: threads) { rows, target in
                for row in rows {
                    var sum: Int64 = 0
                    for worker in 0..<workers { sum &+= sums[worker &* rowCount &+ row] }
                    target[row] = grain.sum(sum)
                }
            }
            return (learned.flatMap { $0 }, scores)
        }
    }
}
