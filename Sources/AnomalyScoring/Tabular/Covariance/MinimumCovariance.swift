import Glibc
import Sketches

/// The minimum covariance determinant: centre and covariance of that half of the rows whose covariance has the least determinant
/// (Rousseeuw and Van Driessen, "A fast algorithm for the minimum covariance determinant estimator", Technometrics 41(3), 1999).
///
/// Of many rows, 1,500 by chance choose the start that goes on with all. The covariance is made consistent with the normal
/// distribution by the median of the distances, and both are computed once more from the rows within the 97.5th percentile. That
/// last covariance is not stretched for the rows beyond, as scikit-learn does by 0.975 / F(q), with F the distribution of chi-squared
/// of two degrees more than columns and q the percentile: distances are larger by this, 1.08 for three columns, and their order is the
/// same. A ridge of 1e-6 is added to the covariance, so that columns that depend on each other have a distance too.
///
/// With many columns, more than some 250 where rows are 1,500 or more, two things are otherwise, as sets of rows by chance would be
/// of no use there and take minutes. The only start is the half of the rows that is nearest to the columns' medians in median
/// absolute deviations (version 2 of Billor, Hadi and Velleman, "BACON: blocked adaptive computationally efficient outlier
/// nominators", Computational Statistics & Data Analysis 34(3), 2000). And each covariance is drawn towards that of columns that do not depend on each other (Ledoit and Wolf, "A
/// well-conditioned estimator for large-dimensional covariance matrices", Journal of Multivariate Analysis 88(2), 2004), as by
/// Boudt, Rousseeuw, Vanduffel and Verdonck ("The minimum regularized covariance determinant estimator", Statistics and Computing
/// 30, 2020), so that there is one of fewer rows than columns. Steps are as many then as the effort allows, and two at least.
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
    /// So many steps are the least that starts by chance are worth.
    private static let leastSteps = 25.0

    /// Estimates centre and covariance from so many starts at most, fewer where columns are many; gives nothing if the rows have
    /// none that is finite.
    init?(_ rows: RowMatrix, starts: Int, seed: UInt64, threads: Int) {
        let all = Array(0..<rows.count)
        let isShrunk = Self.cost(of: min(rows.count, Self.sampleSize), rows.width) * Self.leastSteps > Self.effort
        let found =
            isShrunk
            ? Self.beginInTheMiddle(rows, seed: seed, threads: threads)
            : Self.search(rows, all, starts: starts, seed: seed, threads: threads)
        guard var best = found else { return nil }
        let squares = best.squaredDistances(of: rows, threads: threads)
        let median = Selection.median(squares) ?? 0
        let usual = ChiSquared.quantile(normal: 0, degrees: rows.width)
        let factor = median > 0 ? median / usual : 1
        let limit = ChiSquared.quantile(normal: 1.959_963_984_540_054, degrees: rows.width) * factor
        let within = all.filter { squares[$0] <= limit }
        if within.count > rows.width || isShrunk,
            let refined = Self(rows, within, isShrunk: isShrunk, threads: threads)
        {
            best = refined
        }
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
    ///
    /// - Parameter isShrunk: whether the covariance is drawn towards independent columns.
    private init?(_ rows: RowMatrix, _ members: [Int], isShrunk: Bool = false, threads: Int = 1) {
        guard !members.isEmpty else { return nil }
        centre = SymmetricMatrix.centre(of: rows, members)
        var matrix = SymmetricMatrix(
            of: rows, members, around: centre, divisor: Double(members.count), threads: threads)
        if isShrunk { matrix.shrink(asOf: rows, members, around: centre) }
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
        let cost = cost(of: sample.count, rows.width) * 8
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

    /// About how many multiplications a step takes: for the distances of so many rows, the covariance of half of them and its
    /// root.
    private static func cost(of count: Int, _ width: Int) -> Double {
        let (count, width) = (Double(count), Double(width))
        return (0.75 * count + width / 6) * width * width
    }

    /// Begins with the half of the rows that is nearest to the medians, and takes as many steps as the effort allows.
    private static func beginInTheMiddle(_ rows: RowMatrix, seed: UInt64, threads: Int) -> Self? {
        var generator = SplitMix64(state: seed)
        let sample = RowSample.choose(sampleSize, of: rows.count, &generator).sorted()
        let steps = Int(min(max(2 * effort / cost(of: sample.count, rows.width), 2), Double(mostSteps)))
        let selected = RowMatrix(values: sample.flatMap { rows.row($0) }, width: rows.width)
        let half = nearest((sample.count + 1) / 2, selected.squaredDistancesFromMedians(threads: threads))
        let begun = Self(selected, half, isShrunk: true, threads: threads)
        return begun?.concentrated(selected, Array(sample.indices), steps: steps, isShrunk: true, threads: threads)
    }

    /// Steps to the half of some rows that is nearest, again and again, until the determinant falls no more.
    private func concentrated(
        _ rows: RowMatrix, _ members: [Int], steps: Int, isShrunk: Bool = false, threads: Int = 1
    ) -> Self? {
        let half = min((members.count + (isShrunk ? 0 : rows.width) + 1) / 2, members.count)
        let selected = RowMatrix(values: members.flatMap { rows.row($0) }, width: rows.width)
        var best = self
        for step in 0..<steps {
            let squares = best.squaredDistances(of: selected, threads: threads)
            let members = Self.nearest(half, squares)
            guard let next = Self(selected, members, isShrunk: isShrunk, threads: threads) else {
                return step > 0 ? best : nil
            }
            if step > 0, next.root.logDeterminant >= best.root.logDeterminant { return best }
            best = next
        }
        return best
    }
}
