/// Builds the tree of a ``NeighbourIndex``.
struct NeighbourTreeBuilder {
    private let rows: RowMatrix
    private let leafSize: Int
    /// The row of each point.
    private(set) var order: [Int32]
    /// The tree, root first. The starts and ends of leaves count places in `order`.
    private(set) var nodes: [NeighbourIndex.Node] = []

    /// Makes a builder that has built nothing.
    init(_ rows: RowMatrix, leafSize: Int) {
        self.rows = rows
        self.leafSize = leafSize
        order = Array(0..<Int32(truncatingIfNeeded: rows.count))
    }

    /// Builds the tree.
    mutating func build() {
        /// Points that wait for their node, and the node whose right branch they are, if they are one.
        var open: [(range: Range<Int>, parent: Int?)] = [(0..<order.count, nil)]
        while let (range, parent) = open.popLast() {
            if let parent { nodes[parent].right = Int32(truncatingIfNeeded: nodes.count) }
            let (axis, span) = widest(range)
            guard span > 0, range.count > leafSize else {
                order[range].sort()
                nodes.append(
                    NeighbourIndex.Node(
                        axis: span > 0 ? -1 : -2, right: Int32(truncatingIfNeeded: range.upperBound),
                        start: Int32(truncatingIfNeeded: range.lowerBound)))
                continue
            }
            let (middle, leftEnd, rightStart) = cut(range, axis)
            open.append((middle..<range.upperBound, nodes.count))
            open.append((range.lowerBound..<middle, nil))
            nodes.append(
                NeighbourIndex.Node(
                    axis: Int32(truncatingIfNeeded: axis), right: 0, leftEnd: leftEnd, rightStart: rightStart))
        }
    }

    private func value(_ point: Int, _ axis: Int) -> Double { rows.values[Int(order[point]) * rows.width + axis] }

    /// The column whose values reach farthest in a range of points, and how far.
    private func widest(_ range: Range<Int>) -> (axis: Int, span: Double) {
        let width = rows.width
        var lows = [Double](repeating: .infinity, count: width)
        var highs = [Double](repeating: -.infinity, count: width)
        for point in range {
            let base = Int(order[point]) * width
            for axis in 0..<width {
                let value = rows.values[base + axis]
                if value < lows[axis] { lows[axis] = value }
                if value > highs[axis] { highs[axis] = value }
            }
        }
        var best = (axis: 0, span: -Double.infinity)
        for axis in 0..<width where highs[axis] - lows[axis] > best.span { best = (axis, highs[axis] - lows[axis]) }
        return best
    }

    /// Parts a range of points, not all equal in a column, near the column's median.
    private mutating func cut(_ range: Range<Int>, _ axis: Int) -> (middle: Int, leftEnd: Double, rightStart: Double) {
        var values = range.map { value($0, axis) }
        let median = Selection.value(at: values.count / 2, of: &values)
        let isLeast = !range.contains { value($0, axis) < median }
        let isLeft = { (value: Double) in isLeast ? value <= median : value < median }
        var (left, right) = ([Int32](), [Int32]())
        var (leftEnd, rightStart) = (-Double.infinity, Double.infinity)
        for point in range {
            let value = value(point, axis)
            if isLeft(value) {
                left.append(order[point])
                leftEnd = max(leftEnd, value)
            } else {
                right.append(order[point])
                rightStart = min(rightStart, value)
            }
        }
        order.replaceSubrange(range, with: left + right)
        return (range.lowerBound + left.count, leftEnd, rightStart)
    }
}
