import DelimitedSyntax
import HandlerAPI

/// The options of ``DelimitedTextHandler``, read once.
struct DelimitedTextOptions: Sendable {
    /// What the user is told of them.
    static let described: [HandlerOption] = [
        HandlerOption(
            "delimiter", default: .text("auto"), choices: ["auto"] + Delimiter.allCases.map(\.rawValue),
            summary: "what separates fields; auto guesses"),
        HandlerOption(
            "quote", default: .text("auto"), choices: ["auto"] + Quote.allCases.map(\.rawValue),
            summary: "what encloses fields; auto guesses, and takes none only between tabs"),
        HandlerOption(
            "header", default: .text("auto"), choices: ["auto", "yes", "no"],
            summary: "whether the first record names the columns; auto guesses"),
        HandlerOption(
            "missing", default: .text("NA,N/A,#N/A,NaN,nan,null,NULL,None"),
            summary: "texts, separated by commas, that count as missing as the empty field does"),
        HandlerOption(
            "frequent_values", default: .integer(5), range: 0...256,
            summary: "how many of the most frequent values of a column are kept"),
        HandlerOption(
            "maximum_columns", default: .integer(10_000), range: 1...1_000_000,
            summary: "a file with more columns is refused; a column takes up to 100 KiB of memory"),
        HandlerOption(
            "anomalies", default: .boolean(false),
            summary: "whether rows with numbers far outside and with rare categories are reported"),
        HandlerOption(
            "maximum_anomalies", default: .integer(100), range: 1...1_000,
            summary: "how many of the strangest rows are kept; a column takes 200 bytes of memory for each"),
    ]

    /// `nil` to guess.
    let delimiter: Delimiter?
    /// `nil` to guess.
    let quote: Quote?
    /// `nil` to guess.
    let hasHeader: Bool?
    let missing: MissingTexts
    let frequentValues: Int
    let maximumColumns: Int
    /// How many anomalies are kept; `nil` where none is looked for.
    let maximumAnomalies: Int?

    /// Takes values that are checked already.
    init(_ options: HandlerOptions) {
        delimiter = Delimiter(rawValue: options.text("delimiter"))
        quote = Quote(rawValue: options.text("quote"))
        hasHeader = ["yes": true, "no": false][options.text("header")]
        missing = MissingTexts(options.text("missing"))
        frequentValues = options.integer("frequent_values")
        maximumColumns = options.integer("maximum_columns")
        maximumAnomalies = options.boolean("anomalies") ? options.integer("maximum_anomalies") : nil
    }
}
