/// A table whose values are brought to the scales that were learned, without those that are not finite.
struct ScaledTable: Sendable {
    /// The values as they were given.
    let table: NumberTable
    /// What was learned of the columns.
    let columns: [ColumnSummary]
    private let scales: ColumnScales

    /// Makes a table of the values of another, with those that are not finite as their columns' summaries have it, each
    /// less its column's centre and divided by its scale.
    init(_ table: NumberTable, _ columns: [ColumnSummary], _ scales: ColumnScales) {
        (self.table, self.columns, self.scales) = (table, columns, scales)
    }

    /// How many rows there are.
    var rowCount: Int { table.rowCount }

    /// Whether values are left as they are.
    var isUnscaled: Bool { scales.centres.allSatisfy { $0 == 0 } && scales.scales.allSatisfy { $0 == 1 } }

    /// Some of the rows.
    func rows(_ rows: some RandomAccessCollection<Int>) -> RowMatrix {
        let (width, count) = (table.columnCount, rows.count)
        let values = [Double](unsafeUninitializedCapacity: width * count) { target, used in
            table.forEachColumn { column, source in
                let (summary, centre, scale) = (columns[column], scales.centres[column], scales.scales[column])
                let (isFinite, largest) = (table.areFinite[column], ColumnSummary.largestMagnitude)
                var place = column
                for row in rows {
                    let value = source[row]
                    let scaled = ((isFinite ? value : summary.finite(value)) - centre) / scale
                    target[place] = max(-largest, min(scaled, largest))
                    place &+= width
                }
            }
            used = width * count
        }
        return RowMatrix(values: values, width: width)
    }
}
