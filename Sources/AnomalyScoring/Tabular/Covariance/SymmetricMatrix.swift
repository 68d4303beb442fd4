/// A symmetric matrix, held in full, row by row.
struct SymmetricMatrix: Sendable, Equatable, Codable {
    /// How many rows and columns there are.
    let size: Int
    /// All values, row by row.
    var values: [Double]

    /// Makes a matrix of given values.
    init(size: Int, values: [Double]) { (self.size, self.values) = (size, values) }

    /// The covariances of the columns of some rows around a centre, summed and divided by `divisor`.
    ///
    /// - Parameter members: the rows that count.
    init(of rows: RowMatrix, _ members: [Int], around centre: [Double], divisor: Double, threads: Int = 1) {
        let (width, count) = (rows.width, members.count)
        var columns = [Double](repeating: 0, count: width * count)
        for (place, row) in members.enumerated() {
            for column in 0..<width {
                columns[column * count + place] = rows.values[row * width + column] - centre[column]
            }
        }
        let centred = columns
        let upper = Parallel.map(width, threads: threads) { first in
            centred.withUnsafeBufferPointer { centred in
                (first..<width).map { second in
                    guard let base = centred.baseAddress else { return 0.0 }
                    return InnerProduct.of(base + first * count, base + second * count, count) / divisor
                }
            }
        }
        size = width
        values = [Double](repeating: 0, count: width * width)
        for first in 0..<width {
            for second in first..<width {
                values[first * width + second] = upper[first][second - first]
                values[second * width + first] = upper[first][second - first]
            }
        }
    }

    /// One value.
    subscript(row: Int, column: Int) -> Double { values[row * size + column] }

    /// The mean of each column over some rows.
    static func centre(of rows: RowMatrix, _ members: [Int]) -> [Double] {
        var sums = [Double](repeating: 0, count: rows.width)
        for row in members {
            for column in 0..<rows.width { sums[column] += rows.values[row * rows.width + column] }
        }
        return sums.map { $0 / Double(members.count) }
    }
}
