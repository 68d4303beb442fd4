import CColumnKernels

/// Trees that cut by ranks, one after the other in memory.
struct RankedTrees: Sendable {
    private var shapes: [(depth: Int, cuts: Range<Int>, nodes: Int, leaves: Int)] = []
    private var cuts: [UInt8] = []
    private var columns: [UInt16] = []
    private var ranks: [Int16] = []
    private var leaves: [Double] = []

    /// How deep a tree may be.
    static let mostDepth = Int(COLUMN_TREE_DEPTH)
    /// No value's rank is above this.
    private static let highest = Int16.max

    /// Brings trees into this form.
    ///
    /// - Parameter columnRanks: the columns' thresholds, among which are all of the trees.
    init(_ trees: [IsolationTree], _ columnRanks: [ColumnRanks]) {
        var places: [Int: Int] = [:]
        for (place, column) in columnRanks.enumerated() { places[column.column] = place }
        for tree in trees { append(tree, columnRanks, places) }
    }

    private mutating func append(_ tree: IsolationTree, _ columnRanks: [ColumnRanks], _ places: [Int: Int]) {
        let first = (cut: cuts.count, node: columns.count, leaf: leaves.count)
        var leads = [Bool](repeating: false, count: 2 * tree.nodeCount + 1)
        for node in (0..<tree.nodeCount).reversed() {
            leads[node] = tree.cut(at: node) != nil || leads[2 * node + 1] || leads[2 * node + 2]
        }
        leaves += tree.leaves
        for node in 0..<tree.nodeCount {
            let cut = tree.cut(at: node)
            let place = cut.flatMap { places[$0.column] } ?? 0
            columns.append(UInt16(truncatingIfNeeded: place))
            ranks.append(cut.map { columnRanks[place].rank(of: $0.threshold) } ?? Self.highest)
            if leads[node] {
                cuts.append(UInt8(truncatingIfNeeded: node))
            } else {
                level(node, tree, first.leaf)
            }
        }
        shapes.append((tree.depth, first.cut..<cuts.count, first.node, first.leaf))
    }

    /// Makes all leaves below a node equal to the leftmost, to which rows go if there is no cut on the way.
    private mutating func level(_ node: Int, _ tree: IsolationTree, _ first: Int) {
        var (left, right) = (node, node)
        while left < tree.nodeCount { (left, right) = (2 * left + 1, 2 * right + 2) }
        let below = first + left - tree.nodeCount...first + right - tree.nodeCount
        for leaf in below { leaves[leaf] = leaves[below.lowerBound] }
    }

    /// Calls `body` with the trees as the kernels know them.
    func withTrees(_ body: (UnsafeBufferPointer<column_tree>) -> Void) {
        cuts.withUnsafeBufferPointer { cuts in
            columns.withUnsafeBufferPointer { columns in
                ranks.withUnsafeBufferPointer { ranks in
                    leaves.withUnsafeBufferPointer { leaves in
                        let trees = shapes.map { shape in
                            column_tree(
                                depth: UInt32(shape.depth), cuts: cuts.baseAddress.map { $0 + shape.cuts.lowerBound },
                                cut_count: shape.cuts.count, columns: columns.baseAddress.map { $0 + shape.nodes },
                                ranks: ranks.baseAddress.map { $0 + shape.nodes },
                                leaves: leaves.baseAddress.map { $0 + shape.leaves })
                        }
                        trees.withUnsafeBufferPointer(body)
                    }
                }
            }
        }
    }
}
