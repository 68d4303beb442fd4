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

    /// Learns from raw scores, of which there is at least one and all are finite.
    init(rawScores: [Double]) {
        let count = rawScores.count
        let sample = Self.sorted(
            count <= Self.mostSorted ? rawScores : (0..<Self.mostSorted).map { rawScores[$0 * count / Self.mostSorted] }
        )
        let size = min(sample.count, Self.places)
        grid = (0..<size).map { sample[size == 1 ? 0 : $0 * (sample.count - 1) / (size - 1)] }
        let begin = min(Int(Self.tailBegin * Double(count)), count - 1)
        // Those in the tail are sorted all of them.
        let upper = Self.upper(rawScores, sample, from: begin)
        let below = count - upper.count
        let threshold = upper[begin - below]
        var first = begin - below
        while first > 0, upper[first - 1] == threshold { first -= 1 }
        var next = begin - below
        while next < upper.count, upper[next] == threshold { next += 1 }
        self.threshold = threshold
        shareBelow = Double(below + first + below + next) / 2 / Double(count)
        (scale, shape) = Self.tail(of: upper[next...].map { $0 - threshold }, spread: threshold - sample[0])
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

    /// The greatest raw scores in order, with all that are at least as great as the one at a place of the order of all.
    ///
    /// - Parameter sample: all of them in order, or some that lie evenly among them.
    private static func upper(_ rawScores: [Double], _ sample: [Double], from place: Int) -> [Double] {
        guard sample.count < rawScores.count else { return sample }
        let bound = sample[Int(surelyBelow * Double(sample.count))]
        let upper = rawScores.filter { $0 >= bound }
        return sorted(upper.count >= rawScores.count - place ? upper : rawScores)
    }

    private static func sorted(_ rawScores: [Double]) -> [Double] {
        // To find steps for a few takes longer than to order them by their bits.
        guard rawScores.count > 4 * ColumnSummary.sampleSize else { return NumberOrder.sorted(rawScores) }
        let steps = EvenSteps(rawScores.withUnsafeBufferPointer { ColumnSummary(name: "", values: $0) })
        return NumberOrder.sorted(rawScores, by: steps)
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
