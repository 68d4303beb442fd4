import CColumnKernels
import Glibc

/// Turns raw scores into shares: the calibrated score is the share of ordinary rows that are less strange, with half of those
/// that are equally strange.
///
/// Up to the ninth decile of the raw scores learned from, it is their empirical distribution – of many, that of some that lie evenly
/// among them – kept at 1,025 places at most and straight between them. Above it stands a generalised Pareto tail (Pickands, "Statistical inference using extreme order
/// statistics", The Annals of Statistics 3(1), 1975), fitted to the excesses by probability-weighted moments (Hosking and
/// Wallis, Technometrics 29(3), 1987), so that a row far beyond all that was seen scores higher than one just beyond it.
public struct Calibration: Sendable, Equatable, Codable {
    /// Raw scores at equal steps of the share, ascending.
    let grid: [Double]
    /// The raw score that the tail begins at.
    let threshold: Double
    /// The share of rows below the threshold.
    let shareBelow: Double
    /// The scale of the tail; above 0.
    let scale: Double
    /// The shape of the tail. It is at least 0.1, as a lighter tail comes to 1 too soon to tell far from farther.
    let shape: Double

    private static let places = 1_025
    private static let tailBegin = 0.9
    /// A share that is surely below where the tail begins, as a sample tells it.
    private static let surelyBelow = 0.88
    /// Of more raw scores so many are looked at; a prime, so that no period in the rows falls in with the steps.
    private static let mostSorted = 65_521
    private static let shapes = 0.1...0.9

    private typealias Order = UnsafeBufferPointer<NumberOrder.Bare>

    /// Learns from raw scores, of which there is at least one and all are finite.
    init(rawScores: [Double]) {
        let count = rawScores.count
        let begin = min(Int(Self.tailBegin * Double(count)), count - 1)
        self = Self.withSample(of: rawScores) { sample in
            let size = min(sample.count, Self.places)
            let grid = (0..<size).map { sample[size == 1 ? 0 : $0 * (sample.count - 1) / (size - 1)].number }
            // Those in the tail are sorted all of them.
            return Self.withUpper(rawScores, sample, from: begin) { upper in
                Self(grid: grid, upper, begin: begin - (count - upper.count), count: count)
            }
        }
    }

    /// Learns the tail.
    ///
    /// - Parameters:
    ///   - upper: the greatest raw scores in order.
    ///   - begin: the place among them at which the tail begins.
    ///   - count: how many raw scores there are.
    private init(grid: [Double], _ upper: Order, begin: Int, count: Int) {
        let below = count - upper.count
        let threshold = upper[begin].number
        var first = begin
        while first > 0, upper[first - 1].number == threshold { first -= 1 }
        var next = begin
        while next < upper.count, upper[next].number == threshold { next += 1 }
        self.grid = grid
        self.threshold = threshold
        shareBelow = Double(below + first + below + next) / 2 / Double(count)
        (scale, shape) = Self.tail(of: upper[next...].map { $0.number - threshold }, spread: threshold - grid[0])
    }

    /// What a raw score means.
    public func score(_ raw: Double) -> AnomalyScore { AnomalyScore(raw: raw, calibrated: share(below: raw)) }

    /// The share of ordinary rows whose raw score is lower; from 0 to 1.
    func share(below raw: Double) -> Double {
        guard raw < threshold else {
            let tail = pow(1 + shape * (raw - threshold) / scale, -1 / shape)
            return 1 - (1 - shareBelow) * tail
        }
        let low = lowerBound(raw)
        let step = 1 / Double(max(grid.count, 1))
        if low < grid.count, grid[low] == raw {
            var high = low
            while high < grid.count, grid[high] == raw { high += 1 }
            return min(Double(low + high) / 2 * step, shareBelow)
        }
        guard low > 0, low < grid.count else { return 0 }
        let part = (raw - grid[low - 1]) / (grid[low] - grid[low - 1])
        return min((Double(low) - 0.5 + part) * step, shareBelow)
    }

    /// Whether a stored calibration can be.
    var isSound: Bool {
        let numbers = [threshold, shareBelow, scale, shape] + grid
        return !grid.isEmpty && numbers.allSatisfy(\.isFinite) && zip(grid, grid.dropFirst()).allSatisfy(<=)
            && (0...1).contains(shareBelow) && scale > 0 && Self.shapes.contains(shape)
    }

    /// Calls `body` with raw scores in order: all, or of many some that lie evenly among them.
    private static func withSample<Result>(of rawScores: [Double], _ body: (Order) -> Result) -> Result {
        let (all, count) = (rawScores.count, min(rawScores.count, mostSorted))
        return withOrder(of: count, body) { target in
            rawScores.withUnsafeBufferPointer { source in
                for place in 0..<count {
                    target[place] = source[all == count ? place : place &* all / mostSorted]
                }
            }
        }
    }

    /// Calls `body` with the greatest raw scores in order, with all that are at least as great as the one at a place of
    /// the order of all.
    ///
    /// - Parameter sample: all of them in order, or some that lie evenly among them.
    private static func withUpper<Result>(
        _ rawScores: [Double], _ sample: Order, from place: Int, _ body: (Order) -> Result
    ) -> Result {
        guard sample.count < rawScores.count else { return body(sample) }
        let bound = sample[Int(surelyBelow * Double(sample.count))].number
        let found = column_numbers_count_from(rawScores, rawScores.count, bound)
        let isEnough = found >= rawScores.count - place
        let count = isEnough ? found : rawScores.count
        return withOrder(of: count, body) {
            column_numbers_take_from(rawScores, rawScores.count, isEnough ? bound : -.infinity, $0, count)
        }
    }

    /// Calls `body` with the numbers that `fill` writes, in order.
    private static func withOrder<Result>(
        of count: Int, _ body: (Order) -> Result, filledBy fill: (UnsafeMutablePointer<Double>) -> Void
    ) -> Result {
        NumberOrder.withOrder(
            of: count, filledBy: fill,
            by: { numbers in
                // To find steps for a few takes longer than to order them by their bits.
                guard numbers.count > 4 * ColumnSummary.sampleSize else { return nil }
                return EvenSteps(ColumnSummary(name: "", values: numbers))
            }, body)
    }

    private func lowerBound(_ raw: Double) -> Int {
        var (low, high) = (0, grid.count)
        while low < high {
            let middle = (low + high) / 2
            if grid[middle] < raw { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The scale and the shape of a tail.
    ///
    /// - Parameters:
    ///   - excesses: by how much scores are above the threshold, ascending.
    ///   - spread: how far the threshold is above the smallest score, which stands in where there are no excesses.
    private static func tail(of excesses: [Double], spread: Double) -> (scale: Double, shape: Double) {
        let count = Double(excesses.count)
        let mean = excesses.reduce(0) { $0 + $1 / count }
        guard mean > 0, mean.isFinite else { return (spread > 0 ? spread : 1, shapes.lowerBound) }
        var weighted = 0.0
        for (index, excess) in excesses.enumerated() {
            weighted += excess / count * (count - Double(index) - 0.65) / count
        }
        let free = 2 - mean / (mean - 2 * weighted)
        let shape = free.isFinite ? min(max(free, shapes.lowerBound), shapes.upperBound) : shapes.lowerBound
        return (max(mean * (1 - shape), .leastNormalMagnitude), shape)
    }
}
