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

    /// Grows trees, each from a sample and with random choices of its own.
    init(_ rows: RowMatrix, _ options: IsolationForest.Options, threads: Int) {
        let sampleSize = min(options.sampleSize, rows.count)
        var seeds = SplitMix64(state: options.seed)
        let starts = (0..<options.trees).map { _ in seeds.next() }
        trees = Parallel.map(options.trees, threads: threads) { tree in
            var generator = SplitMix64(state: starts[tree])
            let sample = RowSample.choose(sampleSize, of: rows.count, &generator)
            return IsolationTree(rows, sample, options.cuts, &generator)
        }
        expectedDepth = PathLength.expected(of: sampleSize)
    }

    /// Whether a stored forest can be one for rows of so many columns.
    func isSound(width: Int) -> Bool {
        !trees.isEmpty && trees.allSatisfy { $0.isSound(width: width) } && expectedDepth > 0 && expectedDepth.isFinite
    }

    /// The scores of rows.
    func scores(of rows: RowMatrix, threads: Int) -> [Double] {
        let exponent = -1 / (expectedDepth * Double(trees.count))
        return Parallel.numbers(rows.count, threads: threads) { part, target in
            rows.values.withUnsafeBufferPointer { values in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.block) { nodes in
                    guard let base = values.baseAddress, let nodes = nodes.baseAddress else { return }
                    for start in stride(from: part.lowerBound, to: part.upperBound, by: Self.block) {
                        let count = min(Self.block, part.upperBound - start)
                        let rowsOfBlock = base + start * rows.width
                        for tree in trees {
                            tree.addDepths(of: rowsOfBlock, count, rows.width, nodes: nodes, to: target + start)
                        }
                    }
                }
            }
            for row in part { target[row] = exp2(target[row] * exponent) }
        }
    }
}
