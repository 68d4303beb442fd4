import HandlerAPI

// Keys are written in their order, as `JSONEncoder` sorts them.

extension ColumnAggregate {
    /// Writes the column.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            if let characters { characters.write(to: &writer) }
            if let dateOrder { writer.member("date_order", dateOrder) }
            distinct.write(to: &writer)
            writer.member("excess_kurtosis", excessKurtosis)
            if let files { writer.member("files", files) }
            frequent.write(to: &writer)
            writer.member("frequent_error", frequentError)
            if let histogram { writer.member("histogram", histogram) }
            if let index { writer.member("index", index) }
            if let length { length.write(to: &writer) }
            writer.member("maximum", maximum)
            writer.member("mean", mean)
            writer.member("minimum", minimum)
            if let missing { writer.member("missing", missing) }
            if let name { writer.member("name", name) }
            if let nonFinite { writer.member("non_finite", nonFinite) }
            writer.member("present", present)
            if let quantiles { quantiles.write(to: &writer) }
            writer.member("skewness", skewness)
            writer.member("standard_deviation", standardDeviation)
            writer.member("sum", sum)
            writer.member("type", type.rawValue)
        }
    }
}

extension DistinctAggregate {
    /// Writes the number as the member of an object.
    public func write(to writer: inout JSONWriter) {
        writer.key("distinct")
        writer.object { writer in
            writer.member("estimate", estimate)
            writer.member("exact", exact)
        }
    }
}

extension CharacterAggregate {
    /// Writes the counts as the member of an object.
    public func write(to writer: inout JSONWriter) {
        writer.key("characters")
        writer.object { writer in
            writer.member("beyond_ascii", beyondASCII)
            writer.member("blanks", blanks)
            writer.member("controls", controls)
            writer.member("digits", digits)
            writer.member("letters", letters)
            writer.member("punctuation", punctuation)
            writer.member("values", values)
        }
    }
}

extension [FrequentValue] {
    /// Writes the values as the member of an object.
    public func write(to writer: inout JSONWriter) {
        writer.key("frequent")
        writer.array { writer in
            for item in self {
                writer.object { writer in
                    writer.member("count", item.count)
                    writer.member("value", item.value)
                }
            }
        }
    }
}

extension LengthAggregate {
    /// Writes the lengths as the member of an object.
    public func write(to writer: inout JSONWriter) {
        writer.key("length")
        writer.object { writer in
            writer.member("maximum", maximum)
            writer.member("mean", mean)
            writer.member("minimum", minimum)
        }
    }
}

extension QuantilesAggregate {
    /// Writes the quantiles as the member of an object.
    public func write(to writer: inout JSONWriter) {
        writer.key("quantiles")
        writer.object { writer in
            writer.member("exact", exact)
            writer.member("p01", p01)
            writer.member("p25", p25)
            writer.member("p50", p50)
            writer.member("p75", p75)
            writer.member("p99", p99)
        }
    }
}

extension JSONWriter {
    /// Writes a member that is a number or text, if there is one.
    public mutating func member(_ key: StaticString, _ value: TableValue?) {
        switch value {
        case .integer(let value)?: member(key, value)
        case .number(let value)?: member(key, value)
        case .text(let value)?: member(key, value)
        case nil: break
        }
    }
}
