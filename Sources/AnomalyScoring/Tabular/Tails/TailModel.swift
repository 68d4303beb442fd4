import Glibc

/// The sum over all columns of how far in a tail a value is: what ECOD and COPOD share.
struct TailModel: Sendable, Equatable, Codable {
    /// The columns, in order.
    let columns: [TailColumn]

    /// Columns are summed in so many groups, and then the groups, so that the sums do not depend on the number of threads.
    private static let groups = 8

    /// Whether a stored model can be that of `count` columns.
    func isSound(for count: Int) -> Bool { columns.count == count && columns.allSatisfy(\.isSound) }

    /// Learns a table and scores its rows.
    static func fit(
        _ table: NumberTable, _ summaries: [ColumnSummary], _ rule: TailRule, threads: Int
    ) -> (model: TailModel, rawScores: [Double]) {
        let rowCount = table.rowCount
        let logarithms = [0] + (1...max(rowCount, 1)).map { -log(Double($0) / Double(rowCount)) }
        let groupCount = min(groups, table.columnCount)
        let parts = Parallel.map(groupCount, threads: threads) { group in
            var columns: [TailColumn] = []
            let sums = [Double](unsafeUninitializedCapacity: rowCount) { sums, used in
                sums.initialize(repeating: 0)
                used = rowCount
                guard let base = sums.baseAddress else { return }
                for index in columnsOf(group, of: groupCount, table.columnCount) {
                    table.withColumn(index) {
                        columns.append(
                            TailColumn($0, summaries[index], rule, logarithms: logarithms, addingTo: base))
                    }
                }
            }
            return (columns, sums)
        }
        let scores = Parallel.numbers(rowCount, threads: threads) { rows, target in
            for (_, sums) in parts { sums.withUnsafeBufferPointer { for row in rows { target[row] += $0[row] } } }
        }
        return (TailModel(columns: parts.flatMap(\.0)), scores)
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

    private static func columnsOf(_ group: Int, of groups: Int, _ count: Int) -> Range<Int> {
        group * count / groups..<(group + 1) * count / groups
    }
}
