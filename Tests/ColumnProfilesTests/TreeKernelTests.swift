import CColumnKernels
import HandlerTesting
import Testing

/// Rows come to the same leaves by any instructions, which are those that a walk from the root finds.
@Suite(.serialized) struct TreeKernelTests {
    private static let block = Int(COLUMN_TREE_BLOCK)
    private static let width = 5

    /// A tree in which a node is a cut with the given probability if its parent is one.
    private struct Tree {
        let depth: Int
        var cuts: [UInt8] = []
        var columns: [UInt16] = []
        var ranks: [Int16] = []
        var leaves: [Double] = []

        init(depth: Int, share: Double, _ generator: inout RepeatableGenerator) {
            self.depth = depth
            for node in 0..<1 << depth - 1 {
                let isBelowCut = node == 0 || cuts.contains(UInt8((node - 1) / 2))
                if isBelowCut, Double.random(in: 0..<1, using: &generator) < share { cuts.append(UInt8(node)) }
                columns.append(UInt16.random(in: 0..<UInt16(width), using: &generator))
                ranks.append([-1, 0, 3, 9, 10, .max, Int16.random(in: 0..<10, using: &generator)].randomElement() ?? 0)
            }
            for leaf in 0..<1 << depth {
                // The parent of the outermost node on the way to the leaf that is no cut stands for all below it.
                var end = leaf + 1 << depth - 1
                var node = end
                while node > 0 {
                    node = (node - 1) / 2
                    if !cuts.contains(UInt8(node)) { end = node }
                }
                leaves.append(Double(end) / 7 + 1)
            }
        }

        /// What a row gets.
        func part(_ row: Int, _ ranks: [Int16]) -> Double {
            var node = 0
            for _ in 0..<depth {
                node = 2 * node + (ranks[Int(columns[node]) * block + row] > self.ranks[node] ? 2 : 1)
            }
            return leaves[node - (1 << depth - 1)]
        }
    }

    @Test(arguments: Vectors.allCases, [1, 31, 64, 500, 512])
    func findsTheLeavesThatAWalkFinds(vectors: Vectors, rows: Int) {
        vectors.use()
        var generator = RepeatableGenerator(seed: 27)
        let ranks = (0..<Self.width * Self.block).map { _ in Int16.random(in: 0...10, using: &generator) }
        for share in [0, 0.5, 0.8, 1] {
            let trees = (0...Int(COLUMN_TREE_DEPTH)).map { Tree(depth: $0, share: share, &generator) }
            var sums = (0..<rows).map(Double.init)
            let expected = sums.indices.map { row in trees.reduce(sums[row]) { $0 + $1.part(row, ranks) } }
            Self.withKernelTrees(trees[...]) { shapes in
                column_trees_add(shapes, trees.count, ranks, rows, &sums)
            }
            #expect(sums == expected)
        }
    }

    private static func withKernelTrees(
        _ trees: ArraySlice<Tree>, _ shapes: [column_tree] = [], _ body: ([column_tree]) -> Void
    ) {
        guard let tree = trees.first else { return body(shapes) }
        tree.cuts.withUnsafeBufferPointer { cuts in
            tree.columns.withUnsafeBufferPointer { columns in
                tree.ranks.withUnsafeBufferPointer { ranks in
                    tree.leaves.withUnsafeBufferPointer { leaves in
                        let shape = column_tree(
                            depth: UInt32(tree.depth), cuts: cuts.baseAddress, cut_count: cuts.count,
                            columns: columns.baseAddress, ranks: ranks.baseAddress, leaves: leaves.baseAddress)
                        withKernelTrees(trees.dropFirst(), shapes + [shape], body)
                    }
                }
            }
        }
    }

    /// Thresholds that lie evenly, close together beside one far off, and at the ends of what there is.
    private static let thresholds: [[Double]] = [
        [0, 1, 2, 3, 4, 5, 6, 7], [1, 1.0.nextUp, 1.0.nextUp.nextUp, 1e9], [-1e150, 0, 1e150], [0.25],
        [-Double.greatestFiniteMagnitude, Double.greatestFiniteMagnitude], (0..<300).map { Double($0 * $0) },
    ]

    @Test(arguments: thresholds)
    func countsTheThresholdsBelow(ascending: [Double]) {
        let around = ascending.flatMap { [$0.nextDown, $0, $0.nextUp] }.filter(\.isFinite)
        let numbers = around + [0, -0.0, 0.5, 3.25, -.greatestFiniteMagnitude, .greatestFiniteMagnitude, 7e4]
        let expected = numbers.map { number in Int16(ascending.count { $0 < number }) }
        for (steps, perUnit) in [(1, 0), (8, 1), (5, 1e-3), (64, 1e9), (3, 1e-300)] as [(Int, Double)] {
            #expect(Self.ranks(of: numbers, ascending, steps: steps, perUnit: perUnit) == expected)
        }
    }

    private static func ranks(of numbers: [Double], _ ascending: [Double], steps: Int, perUnit: Double) -> [Int16] {
        var shape = column_thresholds()
        (shape.lowest, shape.steps_per_unit, shape.last_step) = (ascending[0], perUnit, Double(steps - 1))
        let places = ascending.map { column_thresholds_step(&shape, $0) }
        let starts = (0..<steps).map { step in UInt16(places.count { $0 < step }) }
        let most = (0..<steps).map { step in places.count { $0 == step } }.max() ?? 0
        while most >= 1 << shape.halvings { shape.halvings += 1 }
        let padded = ascending + [Double](repeating: .infinity, count: 1 << Int(shape.halvings))
        var ranks = [Int16](repeating: 0, count: numbers.count)
        padded.withUnsafeBufferPointer { thresholds in
            starts.withUnsafeBufferPointer { starts in
                (shape.thresholds, shape.starts) = (thresholds.baseAddress, starts.baseAddress)
                column_ranks_note(numbers, numbers.count, &shape, &ranks)
            }
        }
        return ranks
    }
}
