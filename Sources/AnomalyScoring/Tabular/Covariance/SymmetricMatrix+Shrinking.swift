extension SymmetricMatrix {
    /// Draws a covariance towards that of independent columns of the same mean variance, the more the less sure it is (Ledoit and
    /// Wolf, Journal of Multivariate Analysis 88(2), 2004).
    ///
    /// - Parameters:
    ///   - members: the rows whose covariance this is, divided by their count.
    ///   - centre: their mean.
    mutating func shrink(asOf rows: RowMatrix, _ members: [Int], around centre: [Double]) {
        var trace = 0.0
        for index in 0..<size { trace += self[index, index] }
        let mean = trace / Double(size)
        let squares = values.reduce(0) { $0 + $1 * $1 }
        // How far the covariance is from the target, and how far it would be off by chance.
        let distance = squares - trace * mean
        var lengths = 0.0
        for row in members {
            var length = 0.0
            for column in 0..<size {
                let difference = rows.values[row * size + column] - centre[column]
                length += difference * difference
            }
            lengths += length * length
        }
        let count = Double(members.count)
        let chance = (lengths / count - squares) / count
        let share = distance > 0 && chance.isFinite && distance.isFinite ? min(max(chance / distance, 0), 1) : 0
        for index in values.indices { values[index] *= 1 - share }
        for index in 0..<size { values[index * size + index] += share * mean }
    }
}

extension RowMatrix {
    /// The squared distances of all rows from the columns' medians, in median absolute deviations; columns of which most values
    /// are equal do not count.
    func squaredDistancesFromMedians(threads: Int) -> [Double] {
        let scales = Parallel.map(width, threads: threads) { column -> (centre: Double, deviation: Double) in
            let numbers = (0..<count).map { values[$0 * width + column] }
            let centre = Selection.median(numbers) ?? 0
            return (centre, Selection.median(numbers.map { abs($0 - centre) }) ?? 0)
        }
        return (0..<count).map { row in
            var sum = 0.0
            for (column, scale) in scales.enumerated() where scale.deviation > 0 {
                let distance = (values[row * width + column] - scale.centre) / scale.deviation
                sum += min(distance * distance, ColumnSummary.largestMagnitude)
            }
            return sum
        }
    }
}
