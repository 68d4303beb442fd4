/// What is kept of a column of a table, or of all values at one place of documents.
public struct ColumnAggregate: Codable, Sendable, Equatable {
    /// Of a table's column: the place in the file, from 1. Names may occur twice, indices do not.
    public var index: Int?
    /// Of a table's column: the header's text, at most 100 characters, or `column_N`.
    public var name: String?
    /// Of a roll-up: how many files have the column.
    public var files: Int?
    /// What all values present are.
    public var type: ColumnType
    /// Of dates with the year last: `month-first`, `day-first`, or `either` where all can be read both ways.
    public var dateOrder: String?
    /// Values that are there.
    public var present: Int
    /// Of a table's column: values that are empty, blank, absent, or one of the texts for missing values.
    public var missing: Int?
    /// The smallest: a number, or the text of a date, time stamp or text (by code points, at most 100 characters).
    public var minimum: TableValue?
    /// The largest; see ``minimum``.
    public var maximum: TableValue?
    /// The sum of integers; a float where it is beyond 64 bits.
    public var sum: TableValue?
    /// The arithmetic mean of numbers.
    public var mean: Double?
    /// The sample standard deviation of numbers (divisor n - 1).
    public var standardDeviation: Double?
    /// The skewness of numbers (g1); 0 where they lie evenly about the mean. Absent where they do not differ.
    public var skewness: Double?
    /// The excess kurtosis of numbers (g2); 0 for a normal distribution. Absent where they do not differ.
    public var excessKurtosis: Double?
    /// Infinities, and NaN where it does not count as missing, in a column of floats; no other statistic has them.
    public var nonFinite: Int?
    /// The quantiles of numbers.
    public var quantiles: QuantilesAggregate?
    /// How many numbers lie in each of 20 intervals of equal width from the smallest to the largest, within the error of the
    /// quantiles. Absent where they do not differ.
    public var histogram: [Int]?
    /// How many different texts there are.
    public var distinct: DistinctAggregate
    /// The most frequent values, most frequent first, equal ones in the order of their bytes.
    public var frequent: [FrequentValue]
    /// How far the counts in ``frequent`` may be too low; values not counted more often than that are left out, and none of
    /// those occurs more than twice as often. 0 if exact.
    public var frequentError: Int
    /// How long the values are.
    public var length: LengthAggregate?
    /// What texts are made of.
    public var characters: CharacterAggregate?

    enum CodingKeys: String, CodingKey {
        case index, name, files, type, present, missing, minimum, maximum, sum, mean, skewness, quantiles, distinct,
            frequent,
            length, histogram, characters
        case standardDeviation = "standard_deviation"
        case dateOrder = "date_order"
        case excessKurtosis = "excess_kurtosis"
        case nonFinite = "non_finite"
        case frequentError = "frequent_error"
    }
}

/// Quantiles of numbers.
public struct QuantilesAggregate: Codable, Sendable, Equatable {
    /// One in a hundred values is smaller.
    public var p01: Double
    /// A quarter of the values is smaller.
    public var p25: Double
    /// The median.
    public var p50: Double
    /// Three quarters of the values are smaller.
    public var p75: Double
    /// Ninety-nine in a hundred values are smaller.
    public var p99: Double
    /// Whether they are exact (up to 1,536 numbers, interpolated) rather than within 0.5 % of the rank.
    public var exact: Bool
}

/// A number of different texts.
public struct DistinctAggregate: Codable, Sendable, Equatable {
    /// How many there are.
    public var estimate: Int
    /// Whether that is exact (up to 1,024) rather than within about 2.5 %.
    public var exact: Bool
}

/// A value that is frequent.
public struct FrequentValue: Codable, Sendable, Equatable {
    /// Its text, at most 100 characters.
    public var value: String
    /// How often it occurs.
    public var count: Int
}

/// Lengths in characters (Unicode scalars).
public struct LengthAggregate: Codable, Sendable, Equatable {
    /// Of the shortest value.
    public var minimum: Int
    /// Of the longest value.
    public var maximum: Int
    /// On average.
    public var mean: Double
}

/// How many texts have a character of a class at least once.
public struct CharacterAggregate: Codable, Sendable, Equatable {
    /// How many texts were looked at: those seen since it was known that the column is text.
    public var values: Int
    /// Of ASCII.
    public var letters: Int
    /// Of ASCII.
    public var digits: Int
    /// Space or tab.
    public var blanks: Int
    /// What else of ASCII is printed.
    public var punctuation: Int
    /// What of ASCII is not printed.
    public var controls: Int
    /// Beyond ASCII.
    public var beyondASCII: Int

    enum CodingKeys: String, CodingKey {
        case values, letters, digits, blanks, punctuation, controls
        case beyondASCII = "beyond_ascii"
    }
}

/// A number or a text, as JSON has them.
public enum TableValue: Codable, Sendable, Equatable {
    /// A whole number, exact.
    case integer(Int64)
    /// Another number, finite.
    case number(Double)
    /// A text.
    case text(String)

    /// Reads whichever it is.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// Writes the bare value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        }
    }
}
