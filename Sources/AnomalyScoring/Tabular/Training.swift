/// What every detector keeps of the table it has learned from.
public struct Training: Sendable, Equatable, Codable {
    /// The columns, in order.
    public let columns: [ColumnSummary]
    /// What the raw scores mean.
    public let calibration: Calibration

    /// Makes sure that a table has the columns learned from.
    func check(_ table: NumberTable) throws(DetectorError) {
        guard table.columnCount == columns.count, zip(table.names, columns).allSatisfy({ $0 == $1.name }) else {
            throw .otherColumns(found: table.names, expected: columns.map(\.name))
        }
    }

    /// Why a stored training cannot be; nothing if it can.
    var fault: String? {
        if columns.isEmpty { return "it has no columns" }
        if let column = columns.first(where: { !$0.isSound }) { return "column `\(column.name)` cannot be" }
        return calibration.isSound ? nil : "its calibration cannot be"
    }

    /// Weighs the features of a row.
    ///
    /// - Parameter reliefs: how much less strange the row is with a usual value in each column.
    func explanation(of values: [Double], reliefs: [Double]) -> Explanation {
        var parts = reliefs.map { max($0, 0) }
        if !(parts.reduce(0, +) > 0) { parts = zip(values, columns).map { $1.distance(of: $0) } }
        let largest = parts.max() ?? 0
        if largest > 0 { parts = parts.map { $0 / largest } }
        let sum = parts.reduce(0, +)
        let weights = parts.map { sum > 0 ? $0 / sum : 1 / Double(parts.count) }
        let order = weights.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
        return Explanation(
            drivers: order.map { index in
                let (column, value) = (columns[index], values[index])
                return Explanation.Driver(
                    feature: column.name, value: value.isNaN ? nil : value, expected: column.expected,
                    weight: weights[index])
            })
    }
}
