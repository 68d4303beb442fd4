/// The nearest rows of queries: as many for each, the nearest first, and of equally near ones the earlier row first.
struct Neighbours: Sendable {
    /// How many there are for each query.
    let count: Int
    /// Their squared distances.
    private(set) var squares: [Double] = []
    /// Their rows.
    private(set) var rows: [Int32] = []

    /// Makes the neighbours of no query.
    init(count: Int) { self.count = count }

    /// Joins the neighbours of queries that follow each other.
    init(joining parts: [Neighbours], count: Int) {
        self.count = count
        squares.reserveCapacity(parts.reduce(0) { $0 + $1.squares.count })
        rows.reserveCapacity(squares.capacity)
        for part in parts {
            squares += part.squares
            rows += part.rows
        }
    }

    /// How many queries there are.
    var queryCount: Int { count > 0 ? rows.count / count : 0 }

    /// The distance of a query's neighbour, the nearest being number 0.
    func distance(_ query: Int, _ neighbour: Int) -> Double { squares[query * count + neighbour].squareRoot() }

    /// The row of a query's neighbour.
    func row(_ query: Int, _ neighbour: Int) -> Int { Int(rows[query * count + neighbour]) }

    /// Adds what a search has found.
    mutating func append(_ search: NeighbourSearch) {
        squares += UnsafeBufferPointer(start: search.squares, count: count)
        rows += UnsafeBufferPointer(start: search.rows, count: count)
    }
}
