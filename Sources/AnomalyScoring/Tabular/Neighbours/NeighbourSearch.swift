/// Looks for the nearest rows of one query after the other.
struct NeighbourSearch {
    /// The squared distances of the nearest rows so far, ascending.
    let squares: UnsafeMutablePointer<Double>
    /// Their rows.
    let rows: UnsafeMutablePointer<Int32>
    /// By how much the query lies outside the branch looked at, in each column.
    private let offsets: UnsafeMutablePointer<Double>
    private let count: Int
    private let nodes: UnsafePointer<NeighbourIndex.Node>
    private let fours: UnsafePointer<SIMD4<Double>>
    private let order: UnsafePointer<Int32>
    private var query: UnsafePointer<Double>
    private var excluded: Int32 = -1
    private let width: Int

    /// Calls `body` with a search through an index, whose memory is there as long as `body` runs.
    static func withSearch(_ index: NeighbourIndex, count: Int, _ body: (inout NeighbourSearch) -> Void) {
        index.nodes.withUnsafeBufferPointer { nodes in
            index.fours.withUnsafeBufferPointer { fours in
                index.order.withUnsafeBufferPointer { order in
                    withUnsafeTemporaryAllocation(of: Double.self, capacity: count + index.rows.width) { numbers in
                        withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { rows in
                            guard let nodes = nodes.baseAddress, let fours = fours.baseAddress,
                                let order = order.baseAddress, let numbers = numbers.baseAddress,
                                let rows = rows.baseAddress
                            else { return }
                            var search = NeighbourSearch(
                                squares: numbers, rows: rows, offsets: numbers + count, count: count,
                                nodes: nodes, fours: fours, order: order, query: numbers, width: index.rows.width)
                            body(&search)
                        }
                    }
                }
            }
        }
    }

    /// Finds the nearest rows of a query.
    ///
    /// - Parameter excluding: a row that does not count.
    mutating func find(_ queries: RowMatrix, _ number: Int, excluding: Int32) {
        queries.values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            query = base + number * width
            excluded = excluding
            squares.update(repeating: .infinity, count: count)
            rows.update(repeating: NeighbourIndex.noRow, count: count)
            offsets.update(repeating: 0, count: width)
            look(in: 0, nearest: 0)
        }
    }

    /// Looks in a branch whose points are at least so far, squared.
    private func look(in node: Int, nearest: Double) {
        let cut = nodes[node]
        guard cut.axis >= 0 else {
            scan(Int(cut.start)..<Int(cut.right), areEqual: cut.axis == -2)
            return
        }
        let axis = Int(cut.axis)
        let value = query[axis]
        let goesLeft = value - cut.leftEnd < cut.rightStart - value
        let (near, far) = goesLeft ? (node + 1, Int(cut.right)) : (Int(cut.right), node + 1)
        look(in: near, nearest: nearest)
        let before = offsets[axis]
        let offset = max(goesLeft ? cut.rightStart - value : value - cut.leftEnd, before)
        let bound = nearest - before * before + offset * offset
        // A little room for the rounding of the bound, so that nothing equally near is left out.
        guard bound * (1 - 1e-12) <= squares[count - 1] else { return }
        offsets[axis] = offset
        look(in: far, nearest: bound)
        offsets[axis] = before
    }

    /// Squares are added in the order of the columns, so that rows that are equally far by their numbers are equally far here.
    private func scan(_ range: Range<Int>, areEqual: Bool) {
        for four in range {
            let base = fours + four &* width
            let worst = squares[count &- 1]
            var sums = SIMD4<Double>.zero
            var column = 0
            while column < width {
                let end = min(column &+ 8, width)
                while column < end {
                    let difference = base[column] - query[column]
                    sums += difference * difference
                    column &+= 1
                }
                if sums.min() > worst { break }
            }
            guard sums.min() <= worst else {
                if areEqual { return }
                continue
            }
            for lane in 0..<4 {
                let row = order[four &* 4 &+ lane]
                guard row != excluded else { continue }
                let last = count &- 1
                let square = sums[lane]
                let isNearer = square < squares[last] || (square == squares[last] && row < rows[last])
                if isNearer { insert(square, row) } else if areEqual { return }
            }
        }
    }

    private func insert(_ square: Double, _ row: Int32) {
        var place = count &- 1
        while place > 0, square < squares[place &- 1] || (square == squares[place &- 1] && row < rows[place &- 1]) {
            squares[place] = squares[place &- 1]
            rows[place] = rows[place &- 1]
            place &-= 1
        }
        squares[place] = square
        rows[place] = row
    }
}
