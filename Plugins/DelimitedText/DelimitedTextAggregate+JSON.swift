import HandlerAPI

// Keys are written in their order, as `JSONEncoder` sorts them.

extension DelimitedTextAggregate: JSONTextConvertible {
    /// Writes the aggregate.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("blank_lines", blankLines)
            writer.member("column_count", columnCount)
            writer.key("columns")
            writer.array { writer in
                for column in columns { column.write(to: &writer) }
            }
            writer.key("dialect")
            dialect.write(to: &writer)
            writer.member("preamble_records", preambleRecords)
            writer.member("ragged_long", raggedLong)
            writer.member("ragged_short", raggedShort)
            writer.member("rows", rows)
        }
    }
}

extension DialectAggregate {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("delimiter", delimiter)
            writer.member("encoding", encoding)
            writer.member("header", header)
            writer.member("line_ending", lineEnding)
            writer.member("quote", quote)
        }
    }
}
