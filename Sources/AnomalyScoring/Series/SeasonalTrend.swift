import Glibc

/// A series cut into trend, season and what is left, robustly: STL.
///
/// Cleveland, Cleveland, McRae and Terpenning, "STL: A Seasonal-Trend Decomposition Procedure Based on Loess", Journal of Official
/// Statistics 6(1), 1990. Time: the number of values times the spans, for each of the passes.
///
/// **Score.** Raw: the size of what is left in robust standard deviations (1.4826 times the median of the sizes), from 0 on.
/// Calibrated: the share of a normal distribution that is nearer to its centre. Where half of the values leave nothing but
/// rounding, there is no scale, and all are ordinary.
public struct SeasonalTrend: Sendable, Equatable, Codable {
    /// How many values make a season.
    public let period: Int
    /// The slow part.
    public private(set) var trend: [Double]
    /// The part that comes again each season.
    public private(set) var seasonal: [Double]
    /// What is left.
    public private(set) var residual: [Double]
    /// How much each value counts, from 0 to 1; all 1 where it is not robust.
    public private(set) var weights: [Double]

    private let values: [Double]

    /// Cuts `values`, all finite.
    ///
    /// - Parameters:
    ///   - period: How many values make a season, 2 or more; two seasons at least are needed.
    ///   - seasonalSpan: How many seasons shape that of each of them: odd, 7 or more.
    ///   - trendSpan: How many values shape the trend at each place, odd; `nil` for the least that leaves the season out.
    ///   - isRobust: Whether strange values are weighed less, in 15 outer passes of 2 inner ones, instead of 5 inner ones.
    public init?(
        _ values: [Double], period: Int, seasonalSpan: Int = 7, trendSpan: Int? = nil, isRobust: Bool = true
    ) {
        guard period >= 2, values.count >= 2 * period, values.allSatisfy(\.isFinite) else { return nil }
        self.values = values
        self.period = period
        trend = Array(repeating: 0, count: values.count)
        seasonal = trend
        residual = values
        weights = Array(repeating: 1, count: values.count)
        let season = Loess(span: max(7, seasonalSpan | 1))
        let least = 1.5 * Double(period) / (1 - 1.5 / Double(season.span))
        let slow = Loess(span: (trendSpan ?? Int(least.rounded(.up))) | 1)
        let passes = isRobust ? (outer: 15, inner: 2) : (outer: 0, inner: 5)
        for pass in 0...passes.outer {
            for _ in 0..<passes.inner { cut(season, slow, robustly: pass > 0) }
            if pass < passes.outer { weighAgain() }
        }
        residual = values.indices.map { values[$0] - trend[$0] - seasonal[$0] }
    }

    /// The score of each value, in order.
    public var scores: [SeriesScore] {
        let size = values.reduce(0) { max($0, abs($1)) }
        let scale = 1.4826 * RecentValues.median(of: residual.map(abs))
        return values.indices.map { place in
            guard scale > 1e-9 * size else { return .ordinary }
            let raw = abs(residual[place]) / scale
            let expected = ShortNumber.text(trend[place] + seasonal[place])
            return SeriesScore(
                AnomalyScore(raw: raw, calibrated: erf(raw / 2.0.squareRoot())),
                reason: raw < 3
                    ? nil
                    : "\(ShortNumber.text(values[place])) is \(ShortNumber.text(raw)) robust standard deviations from "
                        + "\(expected), the trend with the season; expected less than 3")
        }
    }
}

// MARK: - The passes

extension SeasonalTrend {
    /// An inner pass: the season of what the trend leaves, then the trend of what the season leaves.
    private mutating func cut(_ season: Loess, _ slow: Loess, robustly: Bool) {
        let count = values.count
        let detrended = values.indices.map { values[$0] - trend[$0] }
        var cycle = Array(repeating: 0.0, count: count + 2 * period)
        for first in 0..<period {
            let places = Array(stride(from: first, to: count, by: period))
            let subseries = places.map { detrended[$0] }
            let subweights = robustly ? places.map { weights[$0] } : nil
            let smooth = season.smoothed(subseries, weights: subweights)
            let ends = season.ends(subseries, weights: subweights)
            cycle[first] = ends.before ?? smooth[0]
            for (number, value) in smooth.enumerated() { cycle[first + (number + 1) * period] = value }
            cycle[first + (smooth.count + 1) * period] = ends.behind ?? smooth[smooth.count - 1]
        }
        let averaged = Self.averaged(Self.averaged(Self.averaged(cycle, period), period), 3)
        let low = Loess(span: (period + 1) | 1).smoothed(averaged)
        seasonal = (0..<count).map { cycle[$0 + period] - low[$0] }
        let deseasonalised = values.indices.map { values[$0] - seasonal[$0] }
        trend = slow.smoothed(deseasonalised, weights: robustly ? weights : nil)
    }

    /// Weighs values by what is left of them: bisquare, with six times the median size as the reach.
    private mutating func weighAgain() {
        let sizes = values.indices.map { abs(values[$0] - trend[$0] - seasonal[$0]) }
        let reach = 6 * RecentValues.median(of: sizes)
        weights = sizes.map { size in
            if size <= 0.001 * reach { return 1 }
            if size > 0.999 * reach { return 0 }
            let ratio = size / reach
            return (1 - ratio * ratio) * (1 - ratio * ratio)
        }
    }

    /// The moving average of `width` values.
    private static func averaged(_ values: [Double], _ width: Int) -> [Double] {
        var sum = values[..<width].reduce(0, +)
        var averages = [sum / Double(width)]
        for place in width..<values.count {
            sum += values[place] - values[place - width]
            averages.append(sum / Double(width))
        }
        return averages
    }
}
