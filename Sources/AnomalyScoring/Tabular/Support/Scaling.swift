/// How columns are brought to a common scale before distances are taken.
public enum Scaling: String, Sendable, Codable, CaseIterable {
    /// As they are.
    case none
    /// Mean 0 and standard deviation 1.
    case standard
    /// Median 0 and the spread of a normal distribution with the same quartiles 1; where the quartiles are equal, the standard
    /// deviation.
    case robust
}

/// A scale learned for each column.
struct ColumnScales: Sendable, Equatable, Codable {
    /// What is subtracted from each column.
    var centres: [Double]
    /// What each column is divided by then; above 0.
    var scales: [Double]

    /// The distance of a normal distribution's quartiles in standard deviations, halved.
    private static let normalHalfSpread = 0.674_489_750_196_081_7

    /// Makes scales of given numbers.
    init(centres: [Double], scales: [Double]) { (self.centres, self.scales) = (centres, scales) }

    /// Learns the scales of a table's columns.
    init(_ scaling: Scaling, _ table: NumberTable, _ columns: [ColumnSummary]) {
        var (centres, scales) = ([Double](), [Double]())
        table.forEachColumn { index, values in
            let column = columns[index]
            let (mean, deviation) = Self.moments(of: values, column)
            switch scaling {
            case .none: (centres, scales) = (centres + [0], scales + [1])
            case .standard: (centres, scales) = (centres + [mean], scales + [deviation])
            case .robust:
                let spread = min(column.halfSpread, ColumnSummary.largestMagnitude) / Self.normalHalfSpread
                (centres, scales) = (centres + [column.median], scales + [spread > 0 ? spread : deviation])
            }
        }
        self.centres = centres
        self.scales = scales
    }

    /// Brings a table's rows to these scales.
    func apply(_ table: NumberTable, _ columns: [ColumnSummary]) -> RowMatrix {
        ScaledTable(table, columns, self).rows(0..<table.rowCount)
    }

    /// Whether stored scales can be those of `count` columns.
    func isSound(for count: Int) -> Bool {
        centres.count == count && scales.count == count && centres.allSatisfy(\.isFinite)
            && scales.allSatisfy { $0 > 0 && $0.isFinite }
    }

    /// The mean and the standard deviation of the population; the latter is 1 where it is nothing but rounding.
    private static func moments(of values: UnsafeBufferPointer<Double>, _ column: ColumnSummary) -> (Double, Double) {
        let count = Double(values.count)
        var sum = CompensatedSum()
        for value in values { sum.add(column.finite(value)) }
        let mean = sum.value / count
        var squares = CompensatedSum()
        for value in values {
            let difference = column.finite(value) - mean
            squares.add(difference * difference)
        }
        let variance = squares.value / count
        let rounding = count * mean * Double.ulpOfOne
        let isConstant = variance <= count * Double.ulpOfOne * variance + rounding * rounding
        return (mean, isConstant ? 1 : variance.squareRoot())
    }
}
