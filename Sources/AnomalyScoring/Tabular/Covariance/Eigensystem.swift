/// The eigenvalues of a symmetric matrix, the greatest first, and its eigenvectors.
///
/// The matrix is made tridiagonal by Householder reflections, and diagonal by the implicit QL method (Bowdler, Martin, Reinsch and
/// Wilkinson, "The QR and QL algorithms for symmetric matrices", Numerische Mathematik 11, 1968): O(size³).
struct Eigensystem: Sendable {
    /// The eigenvalues, descending.
    private(set) var values: [Double]
    /// The eigenvectors in the order of their values: each of length 1, with its coordinate of the greatest magnitude positive.
    private(set) var vectors: [[Double]]

    /// Finds the eigenvalues and eigenvectors of a matrix of finite numbers.
    init(_ matrix: SymmetricMatrix) {
        var solver = TridiagonalSolver(matrix)
        solver.solve()
        let size = matrix.size
        let order = (0..<size).sorted { (solver.diagonal[$1], $0) < (solver.diagonal[$0], $1) }
        values = order.map { solver.diagonal[$0] }
        vectors = order.map { index in
            let vector = Array(solver.vectors[index * size..<(index + 1) * size])
            let greatest = vector.max { abs($0) < abs($1) } ?? 0
            return greatest < 0 ? vector.map { -$0 } : vector
        }
    }
}

/// Diagonalises a symmetric matrix; see ``Eigensystem``.
private struct TridiagonalSolver {
    /// The diagonal, and in the end the eigenvalues.
    private(set) var diagonal: [Double]
    /// The eigenvectors in the end, one after the other.
    private(set) var vectors: [Double]
    private var besideDiagonal: [Double]
    private let size: Int

    /// After so many steps for one value, more would bring no gain; some two are usual.
    private static let mostSteps = 60

    init(_ matrix: SymmetricMatrix) {
        size = matrix.size
        vectors = matrix.values
        diagonal = [Double](repeating: 0, count: size)
        besideDiagonal = [Double](repeating: 0, count: size)
    }

    mutating func solve() {
        guard size > 0 else { return }
        reduce()
        for index in 1..<max(size, 1) { besideDiagonal[index - 1] = besideDiagonal[index] }
        besideDiagonal[size - 1] = 0
        var largest = 0.0
        for index in 0..<size {
            largest = max(largest, abs(diagonal[index]) + abs(besideDiagonal[index]))
            for _ in 0..<Self.mostSteps {
                var end = index
                while end < size - 1, abs(besideDiagonal[end]) > Double.ulpOfOne * largest { end += 1 }
                if end == index { break }
                step(from: index, to: end)
            }
        }
    }

    /// Makes the matrix tridiagonal. Row i of `vectors` is then column i of the reflections' product, which is orthogonal.
    private mutating func reduce() {
        var matrix = vectors
        var reflections: [[Double]] = []
        for pivot in 0..<max(size - 2, 0) {
            var reflection = (pivot + 1..<size).map { matrix[$0 * size + pivot] }
            let greatest = reflection.reduce(0) { max($0, abs($1)) }
            guard greatest > 0, reflection.dropFirst().contains(where: { $0 != 0 }) else {
                reflections.append([])
                continue
            }
            var norm = 0.0
            for value in reflection { norm += (value / greatest) * (value / greatest) }
            norm = greatest * norm.squareRoot()
            reflection[0] += reflection[0] < 0 ? -norm : norm
            var length = 0.0
            for value in reflection { length += (value / greatest) * (value / greatest) }
            length = greatest * length.squareRoot()
            reflection = reflection.map { $0 / length }
            reflect(&matrix, reflection, from: pivot + 1, pivot)
            reflections.append(reflection)
        }
        for index in 0..<size {
            diagonal[index] = matrix[index * size + index]
            if index > 0 { besideDiagonal[index] = matrix[index * size + index - 1] }
        }
        multiply(reflections)
    }

    /// Reflects a symmetric matrix from both sides: A - 2v(Av)' - 2(Av)v' + 4v(v'Av)v', below and right of the pivot.
    private func reflect(_ matrix: inout [Double], _ reflection: [Double], from start: Int, _ pivot: Int) {
        let count = reflection.count
        matrix.withUnsafeMutableBufferPointer { matrix in
            var head = 0.0
            for index in 0..<count { head += reflection[index] * matrix[(start + index) * size + pivot] }
            for index in 0..<count {
                let place = (start + index) * size + pivot
                matrix[place] -= 2 * head * reflection[index]
                matrix[pivot * size + start + index] = matrix[place]
            }
            var image = [Double](repeating: 0, count: count)
            for row in 0..<count {
                let base = (start + row) * size + start
                var sum = 0.0
                for column in 0..<count { sum += matrix[base &+ column] * reflection[column] }
                image[row] = sum
            }
            var inner = 0.0
            for index in 0..<count { inner += reflection[index] * image[index] }
            for index in 0..<count { image[index] = 2 * (image[index] - inner * reflection[index]) }
            for row in 0..<count {
                let base = (start + row) * size + start
                let (factor, other) = (reflection[row], image[row])
                for column in 0..<count {
                    matrix[base &+ column] -= factor * image[column] + other * reflection[column]
                }
            }
        }
    }

    /// Multiplies the reflections, the last first, and leaves the columns of their product as rows of `vectors`.
    private mutating func multiply(_ reflections: [[Double]]) {
        for place in vectors.indices { vectors[place] = 0 }
        for index in 0..<size { vectors[index * size + index] = 1 }
        vectors.withUnsafeMutableBufferPointer { vectors in
            for (pivot, reflection) in reflections.enumerated().reversed() where !reflection.isEmpty {
                let start = pivot + 1
                for row in start..<size {
                    let base = row * size + start
                    var inner = 0.0
                    for column in reflection.indices { inner += vectors[base &+ column] * reflection[column] }
                    for column in reflection.indices { vectors[base &+ column] -= 2 * inner * reflection[column] }
                }
            }
        }
    }

    /// One implicit QL step with Wilkinson's shift on the block between two indices.
    private mutating func step(from start: Int, to end: Int) {
        var shift = (diagonal[start + 1] - diagonal[start]) / (2 * besideDiagonal[start])
        var radius = (shift * shift + 1).squareRoot()
        shift = diagonal[end] - diagonal[start] + besideDiagonal[start] / (shift + (shift < 0 ? -radius : radius))
        var (sine, cosine, carried) = (1.0, 1.0, 0.0)
        for index in stride(from: end - 1, through: start, by: -1) {
            let outer = sine * besideDiagonal[index]
            let inner = cosine * besideDiagonal[index]
            radius = (outer * outer + shift * shift).squareRoot()
            besideDiagonal[index + 1] = radius
            if radius == 0 {
                diagonal[index + 1] -= carried
                besideDiagonal[end] = 0
                return
            }
            (sine, cosine) = (outer / radius, shift / radius)
            shift = diagonal[index + 1] - carried
            let turned = (diagonal[index] - shift) * sine + 2 * cosine * inner
            carried = sine * turned
            diagonal[index + 1] = shift + carried
            shift = cosine * turned - inner
            rotate(index, sine, cosine)
        }
        diagonal[start] -= carried
        besideDiagonal[start] = shift
        besideDiagonal[end] = 0
    }

    /// Turns two eigenvectors that follow each other.
    private mutating func rotate(_ index: Int, _ sine: Double, _ cosine: Double) {
        vectors.withUnsafeMutableBufferPointer { vectors in
            let (first, second) = (index * size, (index + 1) * size)
            for place in 0..<size {
                let (left, right) = (vectors[first &+ place], vectors[second &+ place])
                vectors[second &+ place] = sine * left + cosine * right
                vectors[first &+ place] = cosine * left - sine * right
            }
        }
    }
}
