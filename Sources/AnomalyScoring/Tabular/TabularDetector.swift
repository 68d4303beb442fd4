/// What learns from a table how ordinary rows look, and scores rows by how strange they are.
///
/// A detector is a value: fitting makes it, and nothing changes it. The same table, options and seed give the same scores to the
/// last bit, whatever the number of threads.
public protocol TabularDetector: Codable, Sendable, Equatable {
    /// What can be chosen.
    associatedtype Options: Sendable

    /// What the detector is called, in kebab-case; stored with it.
    static var name: String { get }

    /// What was learned of the columns and of the scores, which every detector needs.
    var training: Training { get }

    /// Learns from the rows of a table.
    ///
    /// - Parameter threads: how many threads may work at once, at least 1.
    /// - Throws: ``DetectorError`` if the table has no columns or fewer than two rows, or an option means nothing.
    static func fit(_ table: NumberTable, options: Options, threads: Int) throws(DetectorError) -> Fitted<Self>

    /// The raw scores of rows that are not those learned from; all are finite.
    ///
    /// - Parameter table: rows with the columns learned from; ``score(_:threads:)`` makes sure of that.
    func rawScores(_ table: NumberTable, threads: Int) throws(DetectorError) -> [Double]

    /// Finds what cannot be in a detector that was stored; the training is looked at separately.
    ///
    /// - Throws: ``DetectorError/damaged(detector:reason:)``.
    func validate() throws(DetectorError)
}

extension TabularDetector {
    /// Scores rows that are not those learned from.
    ///
    /// - Throws: ``DetectorError/otherColumns(found:expected:)`` if the columns are not those learned from.
    public func score(_ table: NumberTable, threads: Int = 1) throws(DetectorError) -> [AnomalyScore] {
        try training.check(table)
        return try rawScores(table, threads: threads).map(training.calibration.score)
    }

    /// Says what makes a row strange: how much less strange it would be if a feature had its usual value, one feature after
    /// the other, as an ablation (Robnik-Šikonja and Kononenko, "Explaining classifications for individual instances", IEEE
    /// TKDE 20(5), 2008). Where no single feature makes a difference, the weights follow the distance from the median.
    ///
    /// - Throws: ``DetectorError/noSuchRow(_:rowCount:)`` and what ``score(_:threads:)`` throws.
    public func explain(_ table: NumberTable, row: Int) throws(DetectorError) -> Explanation {
        try training.check(table)
        guard (0..<table.rowCount).contains(row) else { throw .noSuchRow(row, rowCount: table.rowCount) }
        let values = table.row(row)
        let count = values.count
        var changed: [Double] = []
        changed.reserveCapacity(count * (count + 1))
        for column in 0..<count {
            changed.append(values[column])
            for other in 0..<count {
                changed.append(other == column ? training.columns[column].median : values[column])
            }
        }
        let variants = try NumberTable(names: table.names, rowCount: count + 1, columnMajor: changed)
        let raw = try rawScores(variants, threads: 1)
        return training.explanation(of: values, reliefs: raw.dropFirst().map { raw[0] - $0 })
    }

    /// Makes an error that says what is damaged unless a condition holds.
    func require(_ holds: Bool, _ reason: @autoclosure () -> String) throws(DetectorError) {
        guard holds else { throw .damaged(detector: Self.name, reason: reason()) }
    }

    /// Makes sure that a table can be learned from.
    static func check(_ table: NumberTable) throws(DetectorError) {
        guard table.columnCount > 0 else { throw .noColumns }
        guard table.rowCount >= 2 else { throw .tooFewRows(found: table.rowCount, needed: 2) }
    }
}
