/// What a table looks like that is written for others to read.
public struct TableLayout: Sendable, Equatable {
    /// What the values of a column are.
    public enum Kind: Sendable {
        /// Texts.
        case text
        /// Whole numbers.
        case integer
        /// Numbers.
        case number
        /// 0 or 1.
        case boolean
        /// JSON as text.
        case json
        /// Of several kinds.
        case mixed
    }

    /// A column.
    public struct Column: Sendable, Equatable {
        /// Its name.
        public let name: String
        /// What its values are.
        public let kind: Kind

        /// Makes a column.
        public init(_ name: String, _ kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    /// Its name.
    public let name: String
    /// Its columns, in order.
    public let columns: [Column]
    /// The columns that name a row, which is also the order of rows.
    public let key: [String]
    /// Columns that rows are looked up by beside the key.
    public let lookups: [String]

    /// Makes a layout.
    public init(name: String, columns: [Column], key: [String], lookups: [String] = []) {
        self.name = name
        self.columns = columns
        self.key = key
        self.lookups = lookups
    }
}

/// Takes tables row by row.
public protocol TableSink {
    /// Begins a table.
    mutating func begin(_ table: TableLayout) throws
    /// Adds a row to the table begun last: a value for each column.
    mutating func add(_ row: [QueryValue]) throws
    /// Ends the table begun last.
    mutating func finish() throws
}
