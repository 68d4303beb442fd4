import GRDB

/// The conditions of a query, all of which are to hold.
struct Conditions {
    private var parts: [String] = []
    /// The values of their places.
    private(set) var arguments = StatementArguments()

    /// The clause; empty where everything is wanted.
    var text: String { parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND ") }

    /// Adds a condition with a value for each question mark.
    mutating func add(_ condition: String, _ values: any DatabaseValueConvertible...) {
        parts.append(condition)
        arguments += StatementArguments(values)
    }

    /// Wants a column to begin with `prefix`, by its bytes.
    mutating func add(prefix: String, of column: String) {
        add("\(column) >= ? AND substr(\(column), 1, ?) = ?", prefix, prefix.unicodeScalars.count, prefix)
    }
}
