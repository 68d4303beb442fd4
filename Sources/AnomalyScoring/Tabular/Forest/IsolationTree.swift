import Glibc
import Sketches

/// A tree as arrays: the children of node n are 2n + 1 and 2n + 2, and all leaves are at the same depth, so that a row is
/// followed down without a branch. Where a tree ends early, rows go left to the leaf.
struct IsolationTree: Sendable, Equatable, Codable {
    /// How many cuts there are from the root to a leaf.
    let depth: Int
    /// The column of each cut, or nothing if cuts are oblique.
    private var columns: [Int32]
    /// The direction of each oblique cut: one number a column.
    private var directions: [Double]
    /// What a row's value in the column or direction must be above to go right.
    private var thresholds: [Double]
    /// The depth of each leaf: cuts on the way, and what isolating its rows would take.
    private(set) var leaves: [Double]

    /// Grows a tree from some rows.
    init(_ rows: RowMatrix, _ cuts: IsolationForest.Cuts, _ generator: inout SplitMix64) {
        var depth = 0
        while 1 << depth < rows.count { depth += 1 }
        self.depth = depth
        let nodes = 1 << depth - 1
        let isOblique = cuts == .oblique
        columns = [Int32](repeating: 0, count: isOblique ? 0 : nodes)
        directions = [Double](repeating: 0, count: isOblique ? nodes * rows.width : 0)
        thresholds = [Double](repeating: .greatestFiniteMagnitude, count: nodes)
        leaves = [Double](repeating: 0, count: 1 << depth)
        var growth = TreeGrowth(rows)
        var open = [(node: 0, level: 0, members: 0..<rows.count)]
        while let (node, level, members) = open.popLast() {
            let isCut = level < depth && members.count > 1 && cut(node, &growth, members, isOblique, &generator)
            guard isCut else {
                let leaf = (node + 1) << (depth - level) - (1 << depth)
                leaves[leaf] = Double(level) + PathLength.expected(of: members.count)
                continue
            }
            let middle = growth.part(members, at: thresholds[node])
            open.append((2 * node + 2, level + 1, middle..<members.upperBound))
            open.append((2 * node + 1, level + 1, members.lowerBound..<middle))
        }
    }

    /// Whether a stored tree can be one for rows of so many columns.
    func isSound(width: Int) -> Bool {
        guard (0...16).contains(depth), thresholds.count == 1 << depth - 1, leaves.count == 1 << depth else {
            return false
        }
        let cutsFit =
            columns.isEmpty
            ? directions.count == thresholds.count * width : columns.count == thresholds.count && directions.isEmpty
        let reach = ColumnSummary.largestMagnitude
        let areWithinReach = thresholds.allSatisfy { abs($0) <= reach || $0 == .greatestFiniteMagnitude }
        return cutsFit && (columns.isEmpty || areWithinReach) && columns.allSatisfy { (0..<width).contains(Int($0)) }
            && (directions + thresholds + leaves).allSatisfy(\.isFinite)
    }

    /// How many nodes there are that are no leaves.
    var nodeCount: Int { thresholds.count }

    /// Whether cuts are oblique.
    var isOblique: Bool { columns.isEmpty && !directions.isEmpty }

    /// The cut along an axis that a node of a tree without oblique ones is; nothing if all rows go left there.
    func cut(at node: Int) -> (column: Int, threshold: Double)? {
        let threshold = thresholds[node]
        return threshold < ColumnSummary.largestMagnitude ? (Int(columns[node]), threshold) : nil
    }

    /// Adds the depths of rows, which follow each other in memory.
    ///
    /// - Parameter nodes: room for as many numbers as rows.
    func addDepths(
        of rows: UnsafePointer<Double>, _ count: Int, _ width: Int, nodes: UnsafeMutablePointer<Int32>,
        to sums: UnsafeMutablePointer<Double>
    ) {
        if isOblique {
            for row in 0..<count { sums[row] += obliqueDepth(of: rows + row &* width, width) }
            return
        }
        nodes.update(repeating: 0, count: count)
        columns.withUnsafeBufferPointer { columns in
            thresholds.withUnsafeBufferPointer { thresholds in
                // All rows go down a level before the next: none waits for another, so the processor has many at work at once.
                for _ in 0..<depth {
                    var values = rows
                    for row in 0..<count {
                        let node = Int(nodes[row])
                        let isRight: Int32 = values[Int(columns[node])] > thresholds[node] ? 1 : 0
                        nodes[row] = nodes[row] &+ nodes[row] &+ 1 &+ isRight
                        values += width
                    }
                }
            }
        }
        leaves.withUnsafeBufferPointer { leaves in
            for row in 0..<count { sums[row] += leaves[Int(nodes[row]) &+ 1 &- leaves.count] }
        }
    }

    private func obliqueDepth(of row: UnsafePointer<Double>, _ width: Int) -> Double {
        directions.withUnsafeBufferPointer { directions in
            thresholds.withUnsafeBufferPointer { thresholds in
                var node = 0
                for _ in 0..<depth {
                    var projection = 0.0
                    for column in 0..<width { projection += row[column] * directions[node &* width &+ column] }
                    node = 2 &* node &+ (projection > thresholds[node] ? 2 : 1)
                }
                return leaves[node &+ 1 &- leaves.count]
            }
        }
    }

    /// Chooses how the rows of a node are cut in two, and projects them; says no if they are all equal.
    private mutating func cut(
        _ node: Int, _ growth: inout TreeGrowth, _ members: Range<Int>, _ isOblique: Bool,
        _ generator: inout SplitMix64
    ) -> Bool {
        growth.span(members)
        let varying = growth.varying
        guard !varying.isEmpty else { return false }
        guard isOblique else {
            let column = varying[Int.random(in: varying.indices, using: &generator)]
            columns[node] = Int32(truncatingIfNeeded: column)
            thresholds[node] = Double.random(in: growth.lows[column]..<growth.highs[column], using: &generator)
            growth.project(members, on: column)
            return true
        }
        let width = growth.lows.count
        var point = 0.0
        for column in varying {
            let direction = Self.normal(&generator)
            directions[node * width + column] = direction
            let span = growth.lows[column]...growth.highs[column]
            point += direction * Double.random(in: span, using: &generator)
        }
        thresholds[node] = point
        growth.project(members, on: directions[node * width..<(node + 1) * width])
        return true
    }

    /// A normally distributed number (Box and Muller, The Annals of Mathematical Statistics 29(2), 1958).
    private static func normal(_ generator: inout SplitMix64) -> Double {
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &generator))).squareRoot()
        return radius * cos(2 * Double.pi * Double.random(in: 0..<1, using: &generator))
    }
}
