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
            (first..<width).map { Self.product(centred, first * count, $0 * count, count) / divisor }
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

    private static func product(_ numbers: [Double], _ first: Int, _ second: Int, _ count: Int) -> Double {
        numbers.withUnsafeBufferPointer { numbers in
            var sums = SIMD4<Double>.zero
            var place = 0
            while place + 4 <= count {
                let (left, right) = (first &+ place, second &+ place)
                sums +=
                    SIMD4(numbers[left], numbers[left &+ 1], numbers[left &+ 2], numbers[left &+ 3])
                    * SIMD4(numbers[right], numbers[right &+ 1], numbers[right &+ 2], numbers[right &+ 3])
                place += 4
            }
            var sum = sums.sum()
            while place < count {
                sum += numbers[first &+ place] * numbers[second &+ place]
                place += 1
            }
            return sum
        }
    }
}
