/// The rows that a tree is grown from, each part of which is those of a node.
struct TreeGrowth {
    private let rows: RowMatrix
    /// The rows' numbers, those of a node next to each other.
    private var members: [Int]
    /// Where each member lies in the direction of the cut.
    private var projections: [Double]
    /// The least value of each column.
    private(set) var lows: [Double]
    /// The greatest value of each column.
    private(set) var highs: [Double]

    /// Begins with all rows at the root.
    init(_ rows: RowMatrix) {
        self.rows = rows
        members = Array(0..<rows.count)
        projections = [Double](repeating: 0, count: rows.count)
        lows = [Double](repeating: 0, count: rows.width)
        highs = lows
    }

    /// The columns in which not all of the rows looked at last are equal.
    var varying: [Int] { lows.indices.filter { lows[$0] < highs[$0] } }

    /// Finds the least and the greatest values of a node's rows.
    mutating func span(_ part: Range<Int>) {
        let width = rows.width
        rows.values.withUnsafeBufferPointer { values in
            lows.withUnsafeMutableBufferPointer { lows in
                highs.withUnsafeMutableBufferPointer { highs in
                    for column in 0..<width { (lows[column], highs[column]) = (.infinity, -.infinity) }
                    for place in part {
                        let start = members[place] &* width
                        for column in 0..<width {
                            let value = values[start &+ column]
                            lows[column] = value < lows[column] ? value : lows[column]
                            highs[column] = value > highs[column] ? value : highs[column]
                        }
                    }
                }
            }
        }
    }

    /// Projects a node's rows on a column.
    mutating func project(_ part: Range<Int>, on column: Int) {
        for place in part { projections[place] = rows.values[members[place] * rows.width + column] }
    }

    /// Projects a node's rows on a direction.
    mutating func project(_ part: Range<Int>, on direction: ArraySlice<Double>) {
        for place in part {
            var sum = 0.0
            for (value, share) in zip(rows.row(members[place]), direction) { sum += value * share }
            projections[place] = sum
        }
    }

    /// Brings those of a node's rows that are not above a threshold before the others; gives where the others begin.
    mutating func part(_ part: Range<Int>, at threshold: Double) -> Int {
        var middle = part.lowerBound
        for place in part {
            let (member, isLeft) = (members[place], projections[place] <= threshold)
            // Of two that belong to the right it does not matter which comes first. No projection is looked at twice.
            members[place] = members[middle]
            members[middle] = member
            middle += isLeft ? 1 : 0
        }
        return middle
    }
}
