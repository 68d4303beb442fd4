import Glibc

/// Local regression over values at the places 1, 2, 3, …, as STL uses it (Cleveland et al., Journal of Official Statistics 6(1), 1990,
/// and its program `stl`): tricube weights over the nearest values.
struct Loess: Sendable {
    /// How many nearest values take part.
    let span: Int

    /// The curve at each place of `values`, weighed by `weights` if there are any.
    func smoothed(_ values: [Double], weights: [Double]? = nil) -> [Double] {
        guard values.count > 1 else { return values }
        let count = values.count
        let half = (span + 1) / 2
        var (left, right) = (0, min(span, count) - 1)
        return values.indices.map { place in
            if span < count, place + 1 > half, right != count - 1 {
                left += 1
                right += 1
            }
            return fitted(at: Double(place), values, left...right, weights) ?? values[place]
        }
    }

    /// The curve at the place before the first and the place behind the last value.
    func ends(_ values: [Double], weights: [Double]? = nil) -> (before: Double?, behind: Double?) {
        let count = values.count
        let width = min(span, count)
        return (
            fitted(at: -1, values, 0...(width - 1), weights),
            fitted(at: Double(count), values, (count - width)...(count - 1), weights)
        )
    }

    /// The regression line of the values in `window` at `place`; `nil` where all of them weigh nothing.
    private func fitted(
        at place: Double, _ values: [Double], _ window: ClosedRange<Int>, _ weights: [Double]?
    ) -> Double? {
        var reach = max(place - Double(window.lowerBound), Double(window.upperBound) - place)
        if span > values.count { reach += Double((span - values.count) / 2) }
        var local = window.map { index -> Double in
            let distance = abs(Double(index) - place)
            guard distance <= 0.999 * reach else { return 0 }
            let ratio = distance / reach
            let tricube = distance <= 0.001 * reach ? 1 : pow(1 - ratio * ratio * ratio, 3)
            return tricube * (weights?[index] ?? 1)
        }
        let sum = local.reduce(0, +)
        guard sum > 0 else { return nil }
        for index in local.indices { local[index] /= sum }
        let centre = zip(local, window).reduce(0) { $0 + $1.0 * Double($1.1) }
        let spread = zip(local, window).reduce(0) { $0 + $1.0 * (Double($1.1) - centre) * (Double($1.1) - centre) }
        if reach > 0, spread.squareRoot() > 0.001 * Double(values.count - 1) {
            let slope = (place - centre) / spread
            for (index, x) in window.enumerated() { local[index] *= slope * (Double(x) - centre) + 1 }
        }
        return zip(local, window).reduce(0) { $0 + $1.0 * values[$1.1] }
    }
}
