import Glibc
import Sketches

/// Trees of a common depth, and the depth that is expected of them.
struct Forest: Sendable, Equatable, Codable {
    private let trees: [IsolationTree]
    /// The expected depth of a row that is like all others.
    private let expectedDepth: Double

    /// How many rows a tree may be grown from.
    static let largestSample = 1 << 16
    /// How many rows pass one tree before the next, so that both stay in the processor's cache.
    private static let block = 256
    /// Of so many rows it is worth to find the ranks.
    private static let manyRows = 2_048

    /// Grows trees, each from a sample and with random choices of its own.
    init(_ table: ScaledTable, _ options: IsolationForest.Options, threads: Int) {
        let sampleSize = min(options.sampleSize, table.rowCount)
        var seeds = SplitMix64(state: options.seed)
        let starts = (0..<options.trees).map { _ in seeds.next() }
        trees = Parallel.map(options.trees, threads: threads) { tree in
            var generator = SplitMix64(state: starts[tree])
            let sample = RowSample.choose(sampleSize, of: table.rowCount, &generator)
            return IsolationTree(table.rows(sample), options.cuts, &generator)
        }
        expectedDepth = PathLength.expected(of: sampleSize)
    }

    /// Whether a stored forest can be one for rows of so many columns.
    func isSound(width: Int) -> Bool {
        !trees.isEmpty && trees.allSatisfy { $0.isSound(width: width) } && expectedDepth > 0 && expectedDepth.isFinite
    }

    /// The scores of a table's rows.
    func scores(of table: ScaledTable, threads: Int) -> [Double] {
        let exponent = -1 / (expectedDepth * Double(trees.count))
        let ranked = table.rowCount >= Self.manyRows && table.isUnscaled ? RankedForest(trees) : nil
        return Parallel.numbers(table.rowCount, threads: threads) { part, target in
            if let ranked {
                ranked.addDepths(of: table.table, table.columns, part, to: target)
            } else {
                addDepths(of: table, part, to: target)
            }
            for row in part { target[row] = exp2(target[row] * exponent) }
        }
    }

    private func addDepths(of table: ScaledTable, _ part: Range<Int>, to target: UnsafeMutablePointer<Double>) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.block) { nodes in
            guard let nodes = nodes.baseAddress else { return }
            for start in stride(from: part.lowerBound, to: part.upperBound, by: Self.block) {
                let rows = table.rows(start..<min(start + Self.block, part.upperBound))
                rows.values.withUnsafeBufferPointer { values in
                    guard let values = values.baseAddress else { return }
                    for tree in trees {
                        tree.addDepths(of: values, rows.count, rows.width, nodes: nodes, to: target + start)
                    }
                }
            }
        }
    }
}
