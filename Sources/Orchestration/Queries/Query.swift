/// A question to a store in SQL.
public struct Query: Sendable {
    /// One statement that reads.
    public var sql: String
    /// The values of its parameters, by name without the colon.
    public var arguments: [String: QueryValue]
    /// How much it may take.
    public var limits: QueryLimits

    /// Makes a question.
    public init(_ sql: String, arguments: [String: QueryValue] = [:], limits: QueryLimits = QueryLimits()) {
        self.sql = sql
        self.arguments = arguments
        self.limits = limits
    }
}

/// How much a query may take.
public struct QueryLimits: Sendable, Equatable {
    /// The longest it may take; `nil` means as long as it takes.
    public var time: Duration?
    /// The most rows it may give; `nil` means all.
    public var rows: Int?
    /// The most bytes a single value may have, within the query and in its rows.
    public var valueBytes: Int

    /// Makes limits; without arguments there is only that of a value, 128 MiB, which is more than a handler may keep.
    public init(time: Duration? = nil, rows: Int? = nil, valueBytes: Int = 128 << 20) {
        self.time = time
        self.rows = rows
        self.valueBytes = valueBytes
    }
}

/// How a query came to its end.
public enum QueryEnding: Sendable, Equatable {
    /// These are all rows.
    case complete
    /// There are more rows than it was to give.
    case rowLimit
}
