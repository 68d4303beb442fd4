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
        let size = size
        let isDefinite = root.withUnsafeMutableBufferPointer { root in
            guard let root = root.baseAddress else { return true }
            return matrix.values.withUnsafeBufferPointer { Self.take($0, size, to: root) }
        }
        guard isDefinite else { return nil }
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
            guard let root = root.baseAddress else { return 0 }
            var square = 0.0
            for index in 0..<size {
                let line = root + index &* size
                let value = row[index] - centre[index] - InnerProduct.of(line, solution, index)
                solution[index] = value / line[index]
                square += solution[index] * solution[index]
            }
            return square
        }
    }

    /// Writes the root of a matrix line by line; says whether there is one.
    private static func take(
        _ matrix: UnsafeBufferPointer<Double>, _ size: Int, to root: UnsafeMutablePointer<Double>
    ) -> Bool {
        for row in 0..<size {
            let line = root + row * size
            for column in 0..<row {
                let other = root + column * size
                line[column] = (matrix[row * size + column] - InnerProduct.of(line, other, column)) / other[column]
            }
            let square = matrix[row * size + row] - InnerProduct.of(line, line, row)
            guard square > 0, square.isFinite else { return false }
            line[row] = square.squareRoot()
        }
        return true
    }
}
