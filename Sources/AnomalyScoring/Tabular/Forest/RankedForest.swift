import CColumnKernels

/// A forest of cuts along the axes in the form in which many rows are sent down its trees at once: by their values'
/// ranks among the thresholds. The depths are those that ``IsolationTree`` finds.
struct RankedForest: Sendable {
    private var columns: [ColumnRanks] = []
    private let trees: RankedTrees

    /// How many rows are sent down a tree at once.
    private static let block = Int(COLUMN_TREE_BLOCK)
    /// So many blocks' ranks are noted column by column, so that what is known of a column's thresholds stays in the
    /// processor's cache meanwhile.
    private static let blocks = 4

    /// Brings trees into this form. Gives nothing if their cuts are oblique, if they are too deep for it, or if there
    /// are so many columns that to find the ranks of all takes longer than to follow rows down the trees.
    init?(_ trees: [IsolationTree]) {
        var thresholds: [Int: [Double]] = [:]
        for tree in trees {
            guard !tree.isOblique, tree.depth <= RankedTrees.mostDepth else { return nil }
            for case let cut? in (0..<tree.nodeCount).map(tree.cut) {
                thresholds[cut.column, default: []].append(cut.threshold)
            }
        }
        guard thresholds.count <= trees.count else { return nil }
        for (column, given) in thresholds.sorted(by: { $0.key < $1.key }) {
            guard let ranks = ColumnRanks(given, ofColumn: column) else { return nil }
            columns.append(ranks)
        }
        self.trees = RankedTrees(trees, columns)
    }

    /// Adds the depths of rows of a table.
    ///
    /// - Parameters:
    ///   - summaries: what the forest has learned of the columns.
    ///   - sums: memory that begins at the first row of the table.
    func addDepths(
        of table: NumberTable, _ summaries: [ColumnSummary], _ rows: Range<Int>, to sums: UnsafeMutablePointer<Double>
    ) {
        let stride = max(columns.count, 1) * Self.block
        let size = Self.blocks * stride * MemoryLayout<Int16>.stride
        // What is read at once is then never in two lines of the processor's cache.
        withUnsafeTemporaryAllocation(byteCount: size, alignment: 64) { room in
            guard let ranks = room.initializeMemory(as: Int16.self, repeating: 0).baseAddress else { return }
            trees.withTrees { trees in
                for start in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: Self.blocks * Self.block) {
                    let end = min(start + Self.blocks * Self.block, rows.upperBound)
                    note(table, summaries, start..<end, to: ranks)
                    for (index, first) in Swift.stride(from: start, to: end, by: Self.block).enumerated() {
                        column_trees_add(
                            trees.baseAddress, trees.count, ranks + index * stride, min(Self.block, end - first),
                            sums + first)
                    }
                }
            }
        }
    }

    /// Notes the ranks of some blocks of rows.
    private func note(
        _ table: NumberTable, _ summaries: [ColumnSummary], _ rows: Range<Int>, to ranks: UnsafeMutablePointer<Int16>
    ) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.block) { room in
            guard let room = room.baseAddress else { return }
            for (place, column) in columns.enumerated() {
                let summary = summaries[column.column]
                table.withColumn(column.column) { values in
                    guard let values = values.baseAddress else { return }
                    for (index, first) in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.block)
                        .enumerated()
                    {
                        let target = ranks + (index * columns.count + place) * Self.block
                        let count = min(Self.block, rows.upperBound - first)
                        if table.areFinite[column.column] {
                            column.note(values + first, count, to: target)
                        } else {
                            for row in 0..<count { room[row] = summary.finite(values[first + row]) }
                            column.note(room, count, to: target)
                        }
                    }
                }
            }
        }
    }
}
