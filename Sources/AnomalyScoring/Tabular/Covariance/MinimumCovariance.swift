import Glibc
import Sketches

/// The minimum covariance determinant: centre and covariance of that half of the rows whose covariance has the least determinant
/// (Rousseeuw and Van Driessen, "A fast algorithm for the minimum covariance determinant estimator", Technometrics 41(3), 1999).
///
/// Of many rows, 1,500 by chance choose the start that goes on with all. The covariance is made consistent with the normal distribution by the
/// median of the distances, and both are computed once more from the rows within the 97.5th percentile. A ridge of 1e-6 is added
/// to the covariance, so that columns that depend on each other have a distance too.
struct MinimumCovariance: Sendable, Equatable, Codable {
    /// The centre.
    private(set) var centre: [Double]
    /// The root of the covariance.
    private(set) var root: Cholesky

    private static let finalists = 10
    private static let sampleSize = 1_500
    private static let mostSteps = 30
    private static let ridge = 1e-6
    /// About how many multiplications choosing among starts may take.
    private static let effort = 2e9

    /// Estimates centre and covariance from so many starts at most, fewer where columns are many; gives nothing if the rows have
    /// none that is finite.
    init?(_ rows: RowMatrix, starts: Int, seed: UInt64, threads: Int) {
        let all = Array(0..<rows.count)
        guard var best = Self.search(rows, all, starts: starts, seed: seed, threads: threads) else { return nil }
        let median = Selection.median(best.squaredDistances(of: rows, threads: threads)) ?? 0
        let usual = ChiSquared.quantile(normal: 0, degrees: rows.width)
        let factor = median > 0 ? median / usual : 1
        let limit = ChiSquared.quantile(normal: 1.959_963_984_540_054, degrees: rows.width) * factor
        let squares = best.squaredDistances(of: rows, threads: threads)
        let within = all.filter { squares[$0] <= limit }
        if within.count > rows.width, let refined = Self(rows, within, threads: threads) { best = refined }
        self = best
    }

    /// The squared distances of rows.
    func squaredDistances(of rows: RowMatrix, threads: Int) -> [Double] {
        Parallel.numbers(rows.count, threads: threads) { part, target in
            rows.values.withUnsafeBufferPointer { values in
                withUnsafeTemporaryAllocation(of: Double.self, capacity: max(rows.width, 1)) { solution in
                    guard let base = values.baseAddress, let solution = solution.baseAddress else { return }
                    for row in part {
                        let square = root.squaredDistance(of: base + row * rows.width, from: centre, solution)
                        target[row] = min(square, .greatestFiniteMagnitude)
                    }
                }
            }
        }
    }

    /// Whether a stored estimate can be one of so many columns.
    func isSound(for count: Int) -> Bool {
        centre.count == count && centre.allSatisfy(\.isFinite) && root.size == count && root.isSound
    }

    /// The mean and the covariance of some rows.
    private init?(_ rows: RowMatrix, _ members: [Int], threads: Int = 1) {
        centre = SymmetricMatrix.centre(of: rows, members)
        var matrix = SymmetricMatrix(
            of: rows, members, around: centre, divisor: Double(members.count), threads: threads)
        for index in 0..<matrix.size { matrix.values[index * matrix.size + index] += Self.ridge }
        guard let root = Cholesky(matrix) else { return nil }
        self.root = root
    }

    /// The indices of the smallest squares, of equal ones the first, ascending.
    private static func nearest(_ count: Int, _ squares: [Double]) -> [Int] {
        var shuffled = squares
        let farthest = Selection.value(at: count - 1, of: &shuffled)
        var spare = count - squares.reduce(0) { $0 + ($1 < farthest ? 1 : 0) }
        return squares.indices.filter {
            if squares[$0] == farthest { spare -= 1 }
            return squares[$0] < farthest || (squares[$0] == farthest && spare >= 0)
        }
    }

    private static func search(_ rows: RowMatrix, _ all: [Int], starts: Int, seed: UInt64, threads: Int) -> Self? {
        var generator = SplitMix64(state: seed)
        let sample =
            all.count > sampleSize ? all.shuffled(using: &generator).prefix(sampleSize).sorted() : all
        let width = Double(rows.width)
        let cost = (Double(sample.count) * width * width * 3 + width * width * width) * 2
        let count = max(min(finalists, starts), Int(min(Double(starts), effort / cost)))
        let seeds = (0..<count).map { _ in generator.next() }
        let begun = Parallel.map(count, threads: threads) { start -> Self? in
            var generator = SplitMix64(state: seeds[start])
            let few = Array(sample.shuffled(using: &generator).prefix(rows.width + 1))
            return Self(rows, few)?.concentrated(rows, sample, steps: 2)
        }
        let ranked = begun.compactMap { $0 }.map { ($0.root.logDeterminant, $0) }.sorted { $0.0 < $1.0 }
        let ended = ranked.prefix(finalists).compactMap { $1.concentrated(rows, sample, steps: mostSteps) }
        let best = ended.min { $0.root.logDeterminant < $1.root.logDeterminant }
        return sample.count < all.count ? best?.concentrated(rows, all, steps: mostSteps) : best
    }

    /// Steps to the half of some rows that is nearest, again and again, until the determinant falls no more.
    private func concentrated(_ rows: RowMatrix, _ members: [Int], steps: Int) -> Self? {
        let half = min((members.count + rows.width + 1) / 2, members.count)
        let selected = RowMatrix(values: members.flatMap { rows.row($0) }, width: rows.width)
        var best = self
        for step in 0..<steps {
            let squares = best.squaredDistances(of: selected, threads: 1)
            guard let next = Self(selected, Self.nearest(half, squares)) else { return step > 0 ? best : nil }
            if step > 0, next.root.logDeterminant >= best.root.logDeterminant { return best }
            best = next
        }
        return best
    }
}
