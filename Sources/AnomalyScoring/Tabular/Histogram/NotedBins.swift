import CColumnKernels

/// Columns whose values' bins were noted while they were counted, so that rows are scored by them without another look at the values.
struct NotedBins {
    private let bins: [UnsafePointer<UInt8>?]
    private let parts: [Double]
    private let partCount: Int

    /// Brings columns together.
    ///
    /// - Parameter columns: for each its histogram, all with as many bins, and the bins noted, which must stay where they are.
    init(_ columns: [(histogram: Histogram, bins: UnsafePointer<UInt8>)]) {
        bins = columns.map(\.bins)
        parts = columns.flatMap(\.histogram.parts)
        partCount = columns.first?.histogram.parts.count ?? 0
    }

    /// Adds what the columns contribute to the sums of rows.
    func add(_ rows: Range<Int>, to sums: UnsafeMutablePointer<Double>) {
        parts.withUnsafeBufferPointer { parts in
            let starts = bins.indices.map { index in parts.baseAddress.map { $0 + index * partCount } }
            column_bins_add(
                bins, starts, partCount, bins.count, rows.lowerBound, rows.upperBound, sums)
        }
    }
}
