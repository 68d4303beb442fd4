/// Rows in a k-d tree (Bentley, "Multidimensional binary search trees used for associative searching", CACM 18(9), 1975; Friedman,
/// Bentley and Finkel, ACM TOMS 3(3), 1977), which is cut at the median of the column with the widest span. With many columns,
/// where hardly a branch can be left out, the search is one through all leaves, the nearest first, and a distance is given up as
/// soon as it is too large.
struct NeighbourIndex: Sendable, Equatable {
    /// A node: a cut, whose left branch follows, or a leaf.
    struct Node: Sendable, Equatable {
        /// The column that is cut; -1 in a leaf, -2 in a leaf whose rows are all equal.
        var axis: Int32
        /// The branch of the greater values, or the end of a leaf.
        var right: Int32
        /// The start of a leaf.
        var start: Int32 = 0
        /// The greatest value of the left branch.
        var leftEnd = 0.0
        /// The least value of the right branch.
        var rightStart = 0.0
    }

    /// The rows searched.
    let rows: RowMatrix
    /// The rows of the leaves, four by four; a leaf is filled up with what is no row, ``noRow``.
    let order: [Int32]
    /// For each four rows of `order` their values, column by column. What is no row is infinitely far.
    let fours: [SIMD4<Double>]
    /// The tree, root first. The starts and ends of leaves count fours.
    let nodes: [Node]

    /// What stands for no row; greater than all rows.
    static let noRow = Int32.max
    /// How many rows a leaf holds at most, unless they are equal.
    private static let leafSize = 24

    /// Makes an index of rows.
    init(_ rows: RowMatrix) {
        var builder = NeighbourTreeBuilder(rows, leafSize: Self.leafSize)
        builder.build()
        var (nodes, order) = (builder.nodes, [Int32]())
        for index in nodes.indices where nodes[index].axis < 0 {
            let members = builder.order[Int(nodes[index].start)..<Int(nodes[index].right)]
            nodes[index].start = Int32(truncatingIfNeeded: order.count / 4)
            order += members
            while !order.count.isMultiple(of: 4) { order.append(Self.noRow) }
            nodes[index].right = Int32(truncatingIfNeeded: order.count / 4)
        }
        self.rows = rows
        self.order = order
        self.nodes = nodes
        fours = (0..<order.count / 4).flatMap { four in
            (0..<rows.width).map { column in
                var values = SIMD4(repeating: Double.infinity)
                for lane in 0..<4 where order[four * 4 + lane] != Self.noRow {
                    values[lane] = rows.values[Int(order[four * 4 + lane]) * rows.width + column]
                }
                return values
            }
        }
    }

    /// The nearest rows of each query, for all queries in order.
    ///
    /// - Parameters:
    ///   - count: how many are looked for, fewer than there are rows.
    ///   - indexed: which of the queries the rows searched are, as these do not count as their own neighbours.
    func neighbours(of queries: RowMatrix, count: Int, indexed: [Int] = [], threads: Int) -> Neighbours {
        var places = [Int32](repeating: -1, count: queries.count)
        for (place, query) in indexed.enumerated() { places[query] = Int32(truncatingIfNeeded: place) }
        let own = places
        let sequence = inOrderOfLeaves(queries)
        return Neighbours(count: count, queryCount: queries.count) { squares, rows in
            // Each query has places of its own.
            nonisolated(unsafe) let (squares, rows) = (squares, rows)
            Parallel.forEachPart(of: queries.count, threads: threads, smallest: Self.leafSize) { part in
                NeighbourSearch.withSearch(self, count: count) { search in
                    for query in sequence[part] {
                        search.find(queries, query, excluding: own[query])
                        (squares + query * count).update(from: search.squares, count: count)
                        (rows + query * count).update(from: search.rows, count: count)
                    }
                }
            }
        }
    }

    /// Queries in the order of the leaves that they lie in: what one has looked at is still in the processor's cache when the next
    /// looks at about the same.
    private func inOrderOfLeaves(_ queries: RowMatrix) -> [Int] {
        let leaves = (0..<queries.count).map { query in
            var node = 0
            while nodes[node].axis >= 0 {
                let cut = nodes[node]
                let value = queries.values[query * queries.width + Int(cut.axis)]
                node = value - cut.leftEnd < cut.rightStart - value ? node + 1 : Int(cut.right)
            }
            return node
        }
        var starts = [Int](repeating: 0, count: nodes.count + 1)
        for leaf in leaves { starts[leaf + 1] += 1 }
        for leaf in nodes.indices { starts[leaf + 1] += starts[leaf] }
        var sequence = [Int](repeating: 0, count: queries.count)
        for (query, leaf) in leaves.enumerated() {
            sequence[starts[leaf]] = query
            starts[leaf] += 1
        }
        return sequence
    }
}

extension NeighbourIndex: Codable {
    /// Reads the rows, and makes the tree anew.
    init(from decoder: any Decoder) throws {
        let rows = try RowMatrix(from: decoder)
        guard rows.isSound else {
            throw DetectorError.damaged(detector: "of neighbours", reason: "its rows cannot be")
        }
        self.init(rows)
    }

    /// Writes the rows.
    func encode(to encoder: any Encoder) throws { try rows.encode(to: encoder) }
}
