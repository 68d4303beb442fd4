import HandlerAPI

/// The options of ``JSONDocumentsHandler``, read once.
struct JSONDocumentsOptions: Sendable {
    /// The most that ``maximumDepth`` can be.
    static let largestDepth = 100_000

    /// What the user is told of them.
    static let described: [HandlerOption] = [
        HandlerOption(
            "frequent_values", default: .integer(5), range: 0...256,
            summary: "how many of the most frequent values of a path are kept"),
        HandlerOption(
            "maximum_depth", default: .integer(1_024), range: 1...Double(largestDepth),
            summary: "a file with more objects and arrays within each other is refused"),
        HandlerOption(
            "maximum_paths", default: .integer(10_000), range: 1...1_000_000,
            summary: "values at paths beyond are counted only; a path takes up to 100 KiB of memory"),
    ]

    let frequentValues: Int
    let maximumDepth: Int
    let maximumPaths: Int

    /// Takes values that are checked already.
    init(_ options: HandlerOptions) {
        frequentValues = options.integer("frequent_values")
        maximumDepth = options.integer("maximum_depth")
        maximumPaths = options.integer("maximum_paths")
    }
}
