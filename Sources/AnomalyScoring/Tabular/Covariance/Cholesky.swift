import Glibc

/// The lower triangular root of a positive definite matrix.
struct Cholesky: Sendable, Equatable, Codable {
    /// How many rows and columns there are.
    let size: Int
    /// The root, row by row; what is above the diagonal is 0.
    private(set) var root: [Double]

    /// Takes the root; gives nothing if the matrix is not positive definite.
    init?(_ matrix: SymmetricMatrix) {
        size = matrix.size
        root = [Double](repeating: 0, count: size * size)
        for row in 0..<size {
            for column in 0...row {
                var sum = matrix[row, column]
                for other in 0..<column { sum -= root[row * size + other] * root[column * size + other] }
                if column < row {
                    root[row * size + column] = sum / root[column * size + column]
                } else {
                    guard sum > 0, sum.isFinite else { return nil }
                    root[row * size + row] = sum.squareRoot()
                }
            }
        }
    }

    /// The logarithm of the matrix's determinant.
    var logDeterminant: Double {
        var sum = 0.0
        for row in 0..<size { sum += 2 * log(root[row * size + row]) }
        return sum
    }

    /// Whether a stored root can be.
    var isSound: Bool {
        size > 0 && root.count == size.multipliedReportingOverflow(by: size).partialValue
            && root.allSatisfy(\.isFinite) && (0..<size).allSatisfy { root[$0 * size + $0] > 0 }
    }

    /// The squared Mahalanobis distance of a row from a centre.
    ///
    /// - Parameter solution: room for as many numbers as columns.
    func squaredDistance(
        of row: UnsafePointer<Double>, from centre: [Double], _ solution: UnsafeMutablePointer<Double>
    ) -> Double {
        root.withUnsafeBufferPointer { root in
            var square = 0.0
            for index in 0..<size {
                var value = row[index] - centre[index]
                for other in 0..<index { value -= root[index &* size &+ other] * solution[other] }
                solution[index] = value / root[index &* size &+ index]
                square += solution[index] * solution[index]
            }
            return square
        }
    }
}
