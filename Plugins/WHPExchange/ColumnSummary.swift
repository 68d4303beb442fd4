/// What a column of a table, or of several tables, holds.
public struct ColumnSummary: Codable, Sendable, Equatable {
    /// The column's name as the file spells it.
    public let name: String
    /// The unit as the file spells it; `nil` where it gives none.
    public let unit: String?
    /// How many observations have a value.
    public private(set) var present: Int
    /// How many have none: a blank or the fill value -999.
    public private(set) var missing: Int
    /// How many of the values are no numbers in a column of numbers; `nil` in a column of text.
    public private(set) var nonNumeric: Int?
    /// The smallest number, in the column's unit.
    public private(set) var minimum: Double?
    /// The largest number, in the column's unit.
    public private(set) var maximum: Double?
    /// The arithmetic mean, in the column's unit.
    public private(set) var mean: Double?
    /// The sample standard deviation (divisor n - 1), in the column's unit; `nil` below two numbers.
    public private(set) var standardDeviation: Double?
    /// How often each WOCE quality code occurs, `invalid` for what is no code; `nil` without a column of codes.
    public private(set) var flags: [String: Int]?

    enum CodingKeys: String, CodingKey {
        case name, unit, present, missing, minimum, maximum, mean, flags
        case nonNumeric = "non_numeric"
        case standardDeviation = "standard_deviation"
    }

    init(_ column: ColumnAccumulator) {
        name = column.name
        unit = column.unit
        present = column.present
        missing = column.missing
        flags = column.flags?.counts
        guard column.moments.count > 0 else { return }
        nonNumeric = column.present - column.moments.count
        minimum = column.moments.minimum
        maximum = column.moments.maximum
        mean = column.moments.mean
        standardDeviation = column.moments.standardDeviation
    }

    /// How many numbers the statistics are of.
    private var count: Int { mean == nil ? 0 : present - (nonNumeric ?? 0) }

    /// Whether `other` is the same quantity in the same unit.
    func isSameQuantity(as other: ColumnSummary) -> Bool { name == other.name && unit == other.unit }

    /// Adds observations that this column was not part of.
    mutating func addMissing(_ observations: Int) { missing += observations }

    /// Adds the observations of `other`, after Chan, Golub and LeVeque (Stanford STAN-CS-79-773, 1979).
    mutating func merge(_ other: ColumnSummary) {
        mergeStatistics(other)
        if mean != nil || other.mean != nil { nonNumeric = numbersMissing(with: other) }
        present += other.present
        missing += other.missing
        if let others = other.flags { flags = (flags ?? [:]).merging(others, uniquingKeysWith: +) }
    }

    /// Values that are no numbers, here and in `other`; all values of a side that has no statistics.
    private func numbersMissing(with other: ColumnSummary) -> Int {
        (nonNumeric ?? present) + (other.nonNumeric ?? other.present)
    }

    private mutating func mergeStatistics(_ other: ColumnSummary) {
        guard let otherMean = other.mean else { return }
        guard let ownMean = mean else {
            (minimum, maximum, mean) = (other.minimum, other.maximum, other.mean)
            standardDeviation = other.standardDeviation
            return
        }
        let (own, others) = (Double(count), Double(other.count))
        let delta = otherMean - ownMean
        mean = ownMean + delta * others / (own + others)
        let squares = squaredDeviations + other.squaredDeviations + delta * delta * own * others / (own + others)
        standardDeviation = (squares / (own + others - 1)).squareRoot()
        if let low = minimum, let otherLow = other.minimum { minimum = min(low, otherLow) }
        if let high = maximum, let otherHigh = other.maximum { maximum = max(high, otherHigh) }
    }

    private var squaredDeviations: Double {
        let deviation = standardDeviation ?? 0
        return deviation * deviation * Double(max(0, count - 1))
    }
}
