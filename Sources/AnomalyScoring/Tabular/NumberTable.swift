/// Numbers in columns of equal length, one column after the other in memory.
///
/// A missing value is NaN and says nothing: no detector finds a row strange, or less strange, for what is missing in it. An
/// infinity lies beyond all finite values of its column; where a distance is needed, it lies as far beyond them as they
/// reach.
public struct NumberTable: Sendable, Equatable {
    /// The columns' names, in order.
    public let names: [String]
    /// How many rows there are.
    public let rowCount: Int
    /// All values, column by column.
    public let values: [Double]
    /// For each column whether every value in it is finite.
    let areFinite: [Bool]

    /// How many columns there are.
    public var columnCount: Int { names.count }

    /// Makes a table of `values`, which hold `rowCount` values of the first column, then as many of the second, and so on.
    ///
    /// - Throws: ``DetectorError/unevenColumns`` if there is not one value for each row and column.
    public init(names: [String], rowCount: Int, columnMajor values: [Double]) throws(DetectorError) {
        let (expected, overflows) = names.count.multipliedReportingOverflow(by: rowCount)
        guard rowCount >= 0, !overflows, values.count == expected else { throw .unevenColumns }
        self.names = names
        self.rowCount = rowCount
        self.values = values
        areFinite = values.withUnsafeBufferPointer { values in
            names.indices.map {
                Self.isFinite(UnsafeBufferPointer(rebasing: values[$0 * rowCount..<($0 + 1) * rowCount]))
            }
        }
    }

    /// Makes a table of columns.
    ///
    /// - Throws: ``DetectorError/unevenColumns`` if they are not equally long, or not as many as the names.
    public init(names: [String], columns: [[Double]]) throws(DetectorError) {
        let rowCount = columns.first?.count ?? 0
        guard columns.count == names.count, columns.allSatisfy({ $0.count == rowCount }) else { throw .unevenColumns }
        try self.init(names: names, rowCount: rowCount, columnMajor: columns.flatMap { $0 })
    }

    /// One value.
    public subscript(row row: Int, column column: Int) -> Double { values[column * rowCount + row] }

    /// The values of one row, in the order of the columns.
    public func row(_ row: Int) -> [Double] { names.indices.map { self[row: row, column: $0] } }

    /// Calls `body` with each column's index and values.
    func forEachColumn(_ body: (Int, UnsafeBufferPointer<Double>) -> Void) {
        for column in names.indices { withColumn(column) { body(column, $0) } }
    }

    /// Calls `body` with the values of a column.
    func withColumn<Result>(_ column: Int, _ body: (UnsafeBufferPointer<Double>) -> Result) -> Result {
        values.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[column * rowCount..<(column + 1) * rowCount]))
        }
    }

    /// A number times zero is zero unless it is NaN or an infinity, and a sum of zeroes shows whether one was not.
    private static func isFinite(_ values: UnsafeBufferPointer<Double>) -> Bool {
        var sums = SIMD4<Double>.zero
        var row = 0
        while row + 4 <= values.count {
            sums += SIMD4(values[row], values[row + 1], values[row + 2], values[row + 3]) * 0
            row += 4
        }
        var sum = sums.sum()
        while row < values.count {
            sum += values[row] * 0
            row += 1
        }
        return sum == 0
    }
}
