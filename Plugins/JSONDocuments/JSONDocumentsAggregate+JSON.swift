import ColumnProfiles
import HandlerAPI

// Keys are written in their order, as `JSONEncoder` sorts them.

extension JSONDocumentsAggregate: JSONTextConvertible {
    /// Writes the aggregate.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("blank_lines", blankLines)
            writer.member("depth", depth)
            writer.member("documents", documents)
            writer.member("duplicate_keys", duplicateKeys)
            writer.member("encoding", encoding)
            writer.member("format", format)
            writer.key("paths")
            writer.array { writer in
                for path in paths { path.write(to: &writer) }
            }
            writer.member("values_beyond", valuesBeyond)
        }
    }
}

extension PathAggregate {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            if let arrayLength { arrayLength.write(to: &writer) }
            if let numbers {
                writer.key("numbers")
                numbers.write(to: &writer)
            }
            if let parents { writer.member("parents", parents) }
            writer.member("path", path)
            if let present { writer.member("present", present) }
            if let strings {
                writer.key("strings")
                strings.write(to: &writer)
            }
            if let `true` { writer.member("true", `true`) }
            types.write(to: &writer)
        }
    }
}

extension ArrayLengthAggregate {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.key("array_length")
        writer.object { writer in
            writer.member("count", count)
            writer.member("maximum", maximum)
            writer.member("mean", mean)
            writer.member("minimum", minimum)
        }
    }
}

extension TypeCounts {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.key("types")
        writer.object { writer in
            writer.member("array", array)
            writer.member("boolean", boolean)
            writer.member("integer", integer)
            writer.member("null", null)
            writer.member("number", number)
            writer.member("object", object)
            writer.member("string", string)
        }
    }
}
