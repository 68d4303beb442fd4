/// The sum over all columns of how far in a tail a value is: what ECOD and COPOD share.
struct TailModel: Sendable, Equatable, Codable {
    /// The columns, in order.
    let columns: [TailColumn]

    /// Columns are summed in so many groups, and then the groups, so that the sums do not depend on the number of threads.
    private static let groups = 8

    /// Makes a model of columns.
    private init(columns: [TailColumn]) { self.columns = columns }

    /// Whether a stored model can be that of `count` columns.
    func isSound(for count: Int) -> Bool { columns.count == count && columns.allSatisfy(\.isSound) }

    /// Learns a table and scores its rows.
    static func fit(
        _ table: NumberTable, _ summaries: [ColumnSummary], _ rule: TailRule, threads: Int
    ) -> (model: TailModel, rawScores: [Double]) {
        let learner = TailLearner(table, summaries, rule, threads: threads)
        let (rowCount, width) = (table.rowCount, table.columnCount)
        var learned: [TailLearner.Column] = []
        var scores: [Double] = []
        // One array holds the values of all columns, as the system hands out large memory at less cost than as much in pieces.
        let values = [Double](unsafeUninitializedCapacity: rowCount * width) { values, used in
            guard let base = values.baseAddress else { return }
            LargePages.prefer(values)
            (learned, scores) = fit(learner, rowCount, width, values: base, threads: threads)
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
        let groupCount = min(Self.groups, columns.count)
        return Parallel.numbers(table.rowCount, threads: threads) { rows, target in
            for row in rows {
                for group in 0..<groupCount {
                    var sum = 0.0
                    for index in Self.columnsOf(group, of: groupCount, columns.count) {
                        sum += columns[index].contribution(of: table[row: row, column: index], rule)
                    }
                    target[row] += sum
                }
            }
        }
    }

    /// Learns all columns and scores their rows.
    ///
    /// - Parameter values: room for the values of all columns.
    private static func fit(
        _ learner: TailLearner, _ rowCount: Int, _ width: Int, values: UnsafeMutablePointer<Double>, threads: Int
    ) -> ([TailLearner.Column], [Double]) {
        let groupCount = min(groups, width)
        return LargePages.withMemory(of: Double.self, groupCount * rowCount) { sums in
            // Each thread writes to what is its own groups' and their columns'.
            nonisolated(unsafe) let (sums, values) = (sums, values)
            let learned = Parallel.map(groupCount, threads: threads) { group in
                let own = sums + group * rowCount
                own.initialize(repeating: 0, count: rowCount)
                return KeyOrder.withRoom(for: rowCount) { room in
                    columnsOf(group, of: groupCount, width).map {
                        learner.learn($0, in: room, values: values + $0 * rowCount, addingTo: own)
                    }
                }
            }
            let scores = Parallel.numbers(rowCount, threads: threads) { rows, target in
                for group in 0..<groupCount {
                    let own = sums + group * rowCount
                    for row in rows { target[row] += own[row] }
                }
            }
            return (learned.flatMap { $0 }, scores)
        }
    }

    private static func columnsOf(_ group: Int, of groups: Int, _ count: Int) -> Range<Int> {
        group * count / groups..<(group + 1) * count / groups
    }
}
