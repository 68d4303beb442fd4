import GRDB
import Orchestration

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

    /// Wants one of some columns to contain `text`; letters of ASCII count the same in both cases, as LIKE takes them.
    mutating func add(text: String, inOneOf columns: String...) {
        let pattern = text.replacing("~", with: "~~").replacing("%", with: "~%").replacing("_", with: "~_")
        let condition = columns.map { "\($0) LIKE ? ESCAPE '~'" }.joined(separator: " OR ")
        parts.append("(\(condition))")
        arguments += StatementArguments(columns.map { _ in "%" + pattern + "%" })
    }

    /// Wants a column of paths to begin with `prefix`, by its bytes.
    mutating func add(prefix: String, of column: String) {
        add("\(column) >= ?", prefix)
        if let end = PathSelection.end(ofPathsBeginningWith: prefix) { add("\(column) < ?", end) }
    }
}
