/// Finite numbers in rows of equal length, one row after the other in memory.
struct RowMatrix: Sendable, Equatable, Codable {
    /// All values, row by row.
    var values: [Double]
    /// How many there are in a row.
    let width: Int
    /// How many rows there are.
    let count: Int

    /// Makes a matrix of the given values, of which there are `width` for each row.
    init(values: [Double], width: Int) {
        self.values = values
        self.width = width
        count = width > 0 ? values.count / width : 0
    }

    /// One row.
    func row(_ row: Int) -> ArraySlice<Double> { values[row * width..<(row + 1) * width] }

    /// Whether a stored matrix can be.
    var isSound: Bool {
        width > 0 && count >= 0 && values.count == width.multipliedReportingOverflow(by: count).partialValue
            && values.allSatisfy(\.isFinite)
    }
}
