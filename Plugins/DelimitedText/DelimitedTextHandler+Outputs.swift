import ColumnProfiles
import HandlerAPI

extension DelimitedTextHandler {
    /// What is kept of a file, as README.md describes it.
    static let outputs: [HandlerOutput] =
        [
            HandlerOutput("dialect.delimiter", .text, "What separates fields: comma, tab, semicolon or pipe"),
            HandlerOutput("dialect.quote", .text, "What encloses fields: double, single or none"),
            HandlerOutput("dialect.header", .boolean, "Whether the first record names the columns"),
            HandlerOutput("dialect.encoding", .text, "utf-8, utf-8-bom, utf-16le, utf-16be or iso-8859-1"),
            HandlerOutput("dialect.line_ending", .text, "lf, crlf, cr, mixed or none"),
            HandlerOutput("rows", .integer, unit: "{rows}", "Records of data, ragged ones included"),
            HandlerOutput("column_count", .integer, unit: "{columns}", "Fields of the first record of the table"),
            HandlerOutput("ragged_short", .integer, unit: "{rows}", "Rows with fewer fields"),
            HandlerOutput("ragged_long", .integer, unit: "{rows}", "Rows with more fields"),
            HandlerOutput("blank_lines", .integer, unit: "{lines}", "Lines without a byte"),
            HandlerOutput("preamble_records", .integer, unit: "{records}", "Records before the table"),
            HandlerOutput("columns[].index", .integer, "The place of the column, from 1"),
            HandlerOutput("columns[].name", .text, "The name of the column, or column_N"),
            HandlerOutput("columns[].missing", .integer, unit: "{rows}", "Rows without a value"),
        ] + ColumnAggregate.outputs(below: "columns[].")
}
