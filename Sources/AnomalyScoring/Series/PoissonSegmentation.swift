import Glibc

/// Into which segments of one rate each counts fall: any number of switches, exactly.
///
/// Each place between two rows is a switch with the same probability, such that one switch or more is as likely as none; each
/// segment has a rate with the prior of ``PoissonSwitchPoint``. The most probable segmentation is found by the dynamic
/// programme of Jackson et al., "An Algorithm for Optimal Partitioning of Data on an Interval", IEEE Signal Processing Letters
/// 12(2), 2005; the probability of a switch at each place by the sums over all segmentations of Fearnhead, "Exact and Efficient
/// Bayesian Inference for Multiple Changepoint Problems", Statistics and Computing 16, 2006. Both take time by the square of
/// the number of rows.
public struct PoissonSegmentation: Sendable, Equatable, Codable {
    /// Rows that share a rate.
    public struct Segment: Sendable, Equatable, Codable {
        /// The first row, from 0.
        public let start: Int
        /// The row behind the last.
        public let end: Int
        /// The expected rate, in counts a row.
        public let rate: Double
        /// The standard deviation of what is known of the rate.
        public let rateDeviation: Double
    }

    /// The most probable segmentation; one segment where there is no switch.
    public let segments: [Segment]
    /// The probability of a switch between each row and the one behind it; one element fewer than there are rows.
    public let switchProbabilities: [Double]
    /// The probability that all rows have one rate.
    public let steadyProbability: Double

    /// Computes the segmentation of `counts`, each 0 or more, in the order of time; `nil` where none is above zero.
    public init?(_ counts: [Int]) {
        guard let model = PoissonSegments(counts) else { return nil }
        let costs = Costs(model)
        let forward = costs.forward()
        let backward = costs.backward()
        let total = forward.sums[model.count]
        segments = Self.segments(endingAt: forward.starts, model)
        switchProbabilities = (1..<max(1, model.count)).map { place in
            min(1, exp(forward.sums[place] + costs.logSwitch + backward[place] - total))
        }
        steadyProbability = min(1, exp(costs.logWeight(0..<model.count) - total))
    }

    private static func segments(endingAt starts: [Int], _ model: PoissonSegments) -> [Segment] {
        var segments: [Segment] = []
        var end = model.count
        while end > 0 {
            let rate = model.rate(starts[end]..<end)
            segments.append(
                Segment(start: starts[end], end: end, rate: rate.mean, rateDeviation: rate.variance.squareRoot()))
            end = starts[end]
        }
        return segments.reversed()
    }
}

/// Logarithms of what segments and switches weigh.
private struct Costs {
    let model: PoissonSegments
    /// The logarithm of the prior probability of a switch at a place.
    let logSwitch: Double
    private let logStay: Double

    init(_ model: PoissonSegments) {
        self.model = model
        logStay = model.count > 1 ? -log(2) / Double(model.count - 1) : 0
        logSwitch = model.count > 1 ? log(-expm1(logStay)) : -.infinity
    }

    /// The logarithm of the weight of a segment: the likelihood of its counts, and no switch within it.
    func logWeight(_ rows: Range<Int>) -> Double {
        model.logLikelihood(rows) + Double(rows.count - 1) * logStay
    }

    /// For each number of rows, the sum of the weights of all segmentations of so many first rows, and where the last segment
    /// of the heaviest begins.
    func forward() -> (sums: [Double], starts: [Int]) {
        var sums = [0.0]
        var best = [0.0]
        var starts = [0]
        for end in 1...model.count {
            var sum = LogSum()
            var heaviest = (weight: -Double.infinity, start: 0)
            for start in 0..<end {
                let weight = logWeight(start..<end) + (start > 0 ? logSwitch : 0)
                sum.add(sums[start] + weight)
                if best[start] + weight > heaviest.weight { heaviest = (best[start] + weight, start) }
            }
            sums.append(sum.value)
            best.append(heaviest.weight)
            starts.append(heaviest.start)
        }
        return (sums, starts)
    }

    /// For each row, the sum of the weights of all segmentations of the rows from it on.
    func backward() -> [Double] {
        var sums = Array(repeating: 0.0, count: model.count + 1)
        for start in stride(from: model.count - 1, through: 0, by: -1) {
            var sum = LogSum()
            for end in start + 1...model.count {
                sum.add(logWeight(start..<end) + (end < model.count ? logSwitch + sums[end] : 0))
            }
            sums[start] = sum.value
        }
        return sums
    }
}
