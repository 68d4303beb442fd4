import CColumnKernels
import Glibc

/// A histogram of a column with bins of equal width, and what a value in each bin contributes to a score.
///
/// When values are counted, a bin holds its lower edge; when they are scored, it holds its upper edge, as in PyOD. Only values
/// that lie on an edge are told apart by this.
struct Histogram: Sendable, Equatable, Codable {
    /// The edges of the bins, ascending, one more than there are bins.
    private let edges: [Double]
    /// How many bins a value's distance from the first edge is.
    private let binsPerUnit: Double
    /// What a value in each bin contributes.
    private(set) var parts: [Double]
    /// What the values learned from contribute on average.
    private var mean = 0.0

    /// How many bins there may be.
    static let sizes = 2...255
    /// What is added to a density before its logarithm is taken, so that it is finite.
    private static let densityFloor = 0.1
    /// By how many bins a value may lie outside and still count as in the outermost bin.
    private static let tolerance = 0.5
    /// So many values are looked at for one that is near an edge.
    private static let block = 256

    /// Makes a histogram without values. Without a width of its own, or with one too small to be divided by, it reaches half a
    /// unit to both sides.
    init(bins: Int, from minimum: Double, to maximum: Double) {
        let limit = ColumnSummary.largestMagnitude
        let (least, most) = (max(minimum, -limit), min(maximum, limit))
        let hasWidth = (Double(bins) / (most - least)).isFinite
        let (low, high) = hasWidth ? (least, most) : (least - 0.5, least + 0.5)
        let step = (high - low) / Double(bins)
        edges = (0..<bins).map { low + Double($0) * step } + [high]
        binsPerUnit = Double(bins) / (high - low)
        parts = [Double](repeating: 0, count: bins)
    }

    /// Whether a stored histogram can be.
    var isSound: Bool {
        Self.sizes.contains(parts.count) && edges.count == parts.count + 1
            && zip(edges, edges.dropFirst()).allSatisfy(<=) && mean.isFinite
            && (edges + parts + [binsPerUnit]).allSatisfy(\.isFinite)
    }

    /// Counts the values of a column, and makes of the counts what a value in each bin contributes.
    ///
    /// - Parameter bins: where the bin goes that each value is scored by, if all values are finite and between the edges.
    mutating func learn(_ values: UnsafeBufferPointer<Double>, noting bins: UnsafeMutablePointer<UInt8>? = nil) {
        var tallied = [UInt64](repeating: 0, count: parts.count)
        edges.withUnsafeBufferPointer { edges in
            if let bins { tally(values, edges, &tallied, noting: bins) } else { tally(values, edges, &tallied) }
        }
        let counts = tallied.map { Int($0) }
        let count = counts.reduce(0, +)
        guard count > 0 else { return }
        for bin in parts.indices {
            let density = Double(counts[bin]) / (edges[bin + 1] - edges[bin]) / Double(count)
            parts[bin] = -log2((density.isFinite ? density : 0) + Self.densityFloor)
        }
        mean = zip(parts, counts).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(count)
    }

    /// Whether finite values from `minimum` to `maximum` are between the edges.
    func spans(_ minimum: Double, _ maximum: Double) -> Bool {
        edges[0] <= minimum && maximum <= edges[edges.count - 1]
    }

    /// Adds what the values of rows contribute.
    func add(
        _ values: UnsafeBufferPointer<Double>, _ rows: Range<Int>, to sums: UnsafeMutablePointer<Double>
    ) {
        let (low, high) = (edges[0], edges[edges.count - 1])
        edges.withUnsafeBufferPointer { edges in
            parts.withUnsafeBufferPointer { parts in
                for row in rows {
                    let value = values[row]
                    if value > low, value <= high {
                        let bin = bin(of: value, edges)
                        sums[row] += parts[bin &- (value == edges[bin] ? 1 : 0)]
                    } else {
                        sums[row] += outside(value, low, high)
                    }
                }
            }
        }
    }

    private func tally(
        _ values: UnsafeBufferPointer<Double>, _ edges: UnsafeBufferPointer<Double>, _ counts: inout [UInt64]
    ) {
        let (low, high) = (edges[0], edges[edges.count &- 1])
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.block) { bins in
            guard let target = bins.baseAddress else { return }
            for start in stride(from: 0, to: values.count, by: Self.block) {
                var found = 0
                for row in start..<min(start + Self.block, values.count) where values[row].isFinite {
                    target[found] = UInt8(truncatingIfNeeded: bin(of: max(low, min(values[row], high)), edges))
                    found &+= 1
                }
                column_bins_count(target, found, parts.count, &counts)
            }
        }
    }

    /// Counts values that all are between the edges, and notes the bins that they are scored by.
    private func tally(
        _ values: UnsafeBufferPointer<Double>, _ edges: UnsafeBufferPointer<Double>, _ counts: inout [UInt64],
        noting bins: UnsafeMutablePointer<UInt8>
    ) {
        guard let source = values.baseAddress else { return }
        let (low, scale, last) = (edges[0], binsPerUnit, edges.count &- 2)
        // Farther than this from the middle of a bin, rounding may have moved a value into another.
        let doubt = 8 * Double.ulpOfOne * (max(abs(low), abs(edges[last &+ 1])) * scale + Double(last))
        var shape = column_bins(low: low, per_unit: scale, sure: 0.5 - min(doubt, 0.5))
        for start in stride(from: 0, to: values.count, by: Self.block) {
            let rows = start..<min(start + Self.block, values.count)
            if column_bins_note(source + start, rows.count, &shape, bins + start) {
                settle(values, rows, edges, bins, &counts)
            }
        }
        column_bins_count(bins, values.count, parts.count, &counts)
    }

    /// Finds the bins of values by the edges themselves. A value on an edge is counted in the bin above and scored by
    /// the one below; the latter is noted, and by how much the counts will be wrong for it.
    private func settle(
        _ values: UnsafeBufferPointer<Double>, _ rows: Range<Int>, _ edges: UnsafeBufferPointer<Double>,
        _ bins: UnsafeMutablePointer<UInt8>, _ counts: inout [UInt64]
    ) {
        for row in rows {
            let bin = bin(of: values[row], edges)
            let isOnEdge = bin > 0 && values[row] == edges[bin]
            bins[row] = UInt8(truncatingIfNeeded: isOnEdge ? bin &- 1 : bin)
            if isOnEdge { (counts[bin], counts[bin &- 1]) = (counts[bin] &+ 1, counts[bin &- 1] &- 1) }
        }
    }

    /// What a value contributes that is not above the first edge and at most the last.
    private func outside(_ value: Double, _ low: Double, _ high: Double) -> Double {
        if value.isNaN { return mean }
        let distance = (value <= low ? low - value : value - high) * binsPerUnit
        if distance <= Self.tolerance { return value <= low ? parts[0] : parts[parts.count - 1] }
        return parts.max() ?? mean
    }

    /// The bin whose lower edge is at most, and whose upper edge is above a value from the first edge to the last; the last bin
    /// holds the last edge.
    @inline(__always)
    private func bin(of value: Double, _ edges: UnsafeBufferPointer<Double>) -> Int {
        let last = edges.count &- 2
        let guess = max(0, min((value - edges[0]) * binsPerUnit, Double(last)))
        let bin = Int(guess)
        let isBelow = value < edges[bin]
        let isAbove = value >= edges[bin &+ 1] && bin < last
        return bin &- (isBelow ? 1 : 0) &+ (isAbove ? 1 : 0)
    }
}
