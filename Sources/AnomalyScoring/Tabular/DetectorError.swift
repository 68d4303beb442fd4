/// Why a detector cannot do what it is asked to.
public enum DetectorError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The columns of a table are not equally long, or not as many as their names.
    case unevenColumns
    /// There is no column to learn from or to score.
    case noColumns
    /// There are fewer rows than can be learned from.
    case tooFewRows(found: Int, needed: Int)
    /// The table to score has other columns than the one learned from.
    case otherColumns(found: [String], expected: [String])
    /// There is no such row.
    case noSuchRow(Int, rowCount: Int)
    /// An option has a value that means nothing.
    case badOption(name: String, value: String, allowed: String)
    /// The numbers have no covariance, as their magnitudes differ too much.
    case noCovariance
    /// A stored detector is of another kind than was asked for.
    case otherDetector(found: String, expected: String)
    /// A stored detector was written in another version of the form.
    case otherVersion(found: Int, expected: Int)
    /// A stored detector holds what cannot be.
    case damaged(detector: String, reason: String)

    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .unevenColumns: "the table's columns differ in length, or are not as many as their names"
        case .noColumns: "the table has no columns; at least one is needed"
        case .tooFewRows(let found, let needed): "the table has \(found) rows; at least \(needed) are needed"
        case .otherColumns(let found, let expected):
            "the table's columns are \(Self.list(found)); the detector has learned \(Self.list(expected))"
        case .noSuchRow(let row, let rowCount): "there is no row \(row) among \(rowCount)"
        case .badOption(let name, let value, let allowed): "\(name) is \(value); it must be \(allowed)"
        case .noCovariance: "the table's numbers differ too much in magnitude to have a covariance"
        case .otherDetector(let found, let expected): "the stored detector is \(found), not \(expected)"
        case .otherVersion(let found, let expected):
            "the stored detector has version \(found) of the form, and version \(expected) is read; fit it again"
        case .damaged(let detector, let reason): "the stored detector \(detector) is damaged: \(reason); fit it again"
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : names.isEmpty ? "none" : shown
    }
}
