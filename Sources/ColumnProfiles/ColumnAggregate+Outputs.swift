import HandlerAPI

extension ColumnAggregate {
    /// Which values a summary may be of.
    public enum Content: Sendable {
        /// Texts and numbers.
        case any
        /// Numbers alone.
        case numbers
        /// Texts alone.
        case texts
    }

    /// The places of a column's summary below `place`, which ends with a point.
    public static func outputs(below place: String, of content: Content = .any) -> [HandlerOutput] {
        let own =
            switch content {
            case .any: ofNumbers + ofTexts
            case .numbers: ofNumbers
            case .texts: ofTexts
            }
        return (ofAny + own).map { HandlerOutput(place + $0.path, $0.kind, unit: $0.unit, $0.summary) }
    }

    private static let ofAny: [HandlerOutput] = [
        HandlerOutput(
            "minimum", .mixed,
            "The least number, the earliest time as written, or the first text by code points"),
        HandlerOutput(
            "maximum", .mixed,
            "The greatest number, the latest time as written, or the last text by code points"),
        HandlerOutput("distinct.estimate", .integer, unit: "1", "Different values"),
        HandlerOutput("distinct.exact", .boolean, "Whether that is exact; else the standard error is 0.8 %"),
        HandlerOutput("frequent[].value", .text, "A frequent value, at most 100 characters of it"),
        HandlerOutput("frequent[].count", .integer, unit: "1", "How often it occurs"),
        HandlerOutput("frequent_error", .integer, unit: "1", "By how much the counts may be too low"),
        HandlerOutput("type", .text, "The type that holds for all values"),
        HandlerOutput("present", .integer, unit: "1", "Values"),
    ]

    private static let ofNumbers: [HandlerOutput] = [
        HandlerOutput("sum", .number, "Of integers, exact; a float beyond 64 bits"),
        HandlerOutput("mean", .number, "Of the numbers"),
        HandlerOutput("standard_deviation", .number, "Of the numbers, with the divisor n - 1"),
        HandlerOutput("skewness", .number, unit: "1", "g1 of the numbers, 0 for a normal distribution"),
        HandlerOutput("excess_kurtosis", .number, unit: "1", "g2 of the numbers, 0 for a normal distribution"),
        HandlerOutput(
            "non_finite", .integer, unit: "1",
            "Infinities, NaN and numbers beyond the floats; no other number counts them"),
        HandlerOutput("quantiles.p01", .number, "1 % of the numbers are at most this"),
        HandlerOutput("quantiles.p25", .number, "25 % of the numbers are at most this"),
        HandlerOutput("quantiles.p50", .number, "The median of the numbers"),
        HandlerOutput("quantiles.p75", .number, "75 % of the numbers are at most this"),
        HandlerOutput("quantiles.p99", .number, "99 % of the numbers are at most this"),
        HandlerOutput(
            "quantiles.exact", .boolean,
            "Whether the quantiles are exact; else they are within 0.5 % of the rank"),
        HandlerOutput(
            "histogram[]", .integer, unit: "1",
            "Numbers in each of 20 intervals of equal width from minimum to maximum"),
    ]

    private static let ofTexts: [HandlerOutput] = [
        HandlerOutput("characters.values", .integer, unit: "1", "Texts that were looked at"),
        HandlerOutput("characters.letters", .integer, unit: "1", "Texts with a letter of ASCII"),
        HandlerOutput("characters.digits", .integer, unit: "1", "Texts with a digit"),
        HandlerOutput("characters.blanks", .integer, unit: "1", "Texts with a space or tab"),
        HandlerOutput("characters.punctuation", .integer, unit: "1", "Texts with another printed character of ASCII"),
        HandlerOutput("characters.controls", .integer, unit: "1", "Texts with a control character"),
        HandlerOutput("characters.beyond_ascii", .integer, unit: "1", "Texts with a character beyond ASCII"),
        HandlerOutput("length.minimum", .integer, unit: "{char}", "The shortest text"),
        HandlerOutput("length.maximum", .integer, unit: "{char}", "The longest text"),
        HandlerOutput("length.mean", .number, unit: "{char}", "The mean length of the texts"),
        HandlerOutput("date_order", .text, "Of dates with the year last: month-first, day-first or either"),
    ]
}
