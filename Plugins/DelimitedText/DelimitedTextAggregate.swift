import ColumnProfiles

/// What is kept of a delimited text file.
public struct DelimitedTextAggregate: Codable, Sendable, Equatable {
    /// How the file is cut into records and fields.
    public var dialect: DialectAggregate
    /// Records of data: without preamble, header and blank lines, but with ragged rows.
    public var rows: Int
    /// Fields of the first record after the preamble.
    public var columnCount: Int
    /// Rows with fewer fields than columns; what they lack counts as missing.
    public var raggedShort: Int
    /// Rows with more fields than columns; what is beyond is left out.
    public var raggedLong: Int
    /// Lines without a byte; they are no rows.
    public var blankLines: Int
    /// Records before the table: comments and titles.
    public var preambleRecords: Int
    /// The columns in the order of the file.
    public var columns: [ColumnAggregate]

    enum CodingKeys: String, CodingKey {
        case dialect, rows, columns
        case columnCount = "column_count"
        case raggedShort = "ragged_short"
        case raggedLong = "ragged_long"
        case blankLines = "blank_lines"
        case preambleRecords = "preamble_records"
    }
}

/// How a file is cut into records and fields.
public struct DialectAggregate: Codable, Sendable, Equatable {
    /// `comma`, `tab`, `semicolon` or `pipe`.
    public var delimiter: String
    /// `double`, `single` or `none`.
    public var quote: String
    /// Whether the first record after the preamble names the columns.
    public var header: Bool
    /// `utf-8`, `utf-8-bom`, `utf-16le`, `utf-16be` or `iso-8859-1`.
    public var encoding: String
    /// `lf`, `crlf`, `cr`, `mixed` or `none`.
    public var lineEnding: String

    enum CodingKeys: String, CodingKey {
        case delimiter, quote, header, encoding
        case lineEnding = "line_ending"
    }
}

extension DelimitedTextAggregate {
    /// The results of all rows of a table.
    init(_ whole: TablePart, plan: TablePlan, columns: [ColumnAggregate]) {
        var lineEndings = plan.lineEndings
        lineEndings.merge(whole.lineEndings)
        self.init(
            dialect: DialectAggregate(
                delimiter: plan.dialect.delimiter.rawValue, quote: plan.dialect.quote.rawValue,
                header: plan.dialect.hasHeader, encoding: plan.dialect.encoding.rawValue,
                lineEnding: lineEndings.summary),
            rows: whole.rows, columnCount: plan.columnCount, raggedShort: whole.raggedShort,
            raggedLong: whole.raggedLong, blankLines: plan.blankLines + whole.blankLines,
            preambleRecords: plan.preambleRecords, columns: columns)
    }
}
