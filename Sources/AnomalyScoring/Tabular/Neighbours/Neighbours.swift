/// The nearest rows of queries: as many for each, the nearest first, and of equally near ones the earlier row first.
struct Neighbours: Sendable {
    /// How many there are for each query.
    let count: Int
    /// Their squared distances.
    let squares: [Double]
    /// Their rows.
    let rows: [Int32]

    /// Makes the neighbours of so many queries, as `write` writes their squares and rows to memory: as many for each query as
    /// `count`, query by query.
    init(
        count: Int, queryCount: Int, _ write: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Int32>) -> Void
    ) {
        let size = count * queryCount
        var rows = [Int32](repeating: 0, count: size)
        var squares = [Double](repeating: 0, count: size)
        squares.withUnsafeMutableBufferPointer { squares in
            rows.withUnsafeMutableBufferPointer { rows in
                if let squares = squares.baseAddress, let rows = rows.baseAddress { write(squares, rows) }
            }
        }
        (self.count, self.squares, self.rows) = (count, squares, rows)
    }

    /// How many queries there are.
    var queryCount: Int { count > 0 ? rows.count / count : 0 }

    /// The distance of a query's neighbour, the nearest being number 0.
    func distance(_ query: Int, _ neighbour: Int) -> Double { squares[query * count + neighbour].squareRoot() }

    /// The row of a query's neighbour.
    func row(_ query: Int, _ neighbour: Int) -> Int { Int(rows[query * count + neighbour]) }
}
