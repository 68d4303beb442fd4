import Inspection
import Orchestration

/// What `trawl.yaml` says of comparing files.
struct ScoreSettings {
    private static let keys = ["at_end", "handlers", "paths", "minimum_score", "runs"]

    /// Whether each run compares at its end, and keeps what it finds.
    var comparesAtEnd = false
    /// What is compared.
    var options = StoreComparison.Options()

    /// Says nothing.
    init() {}

    /// Reads the section `score`.
    init(_ top: YAMLSection) throws(ConfigurationError) {
        guard let section = try top.section("score", known: Self.keys) else { return }
        comparesAtEnd = try section.boolean("at_end") ?? false
        options.filter = RowFilter(
            paths: (try section.texts("paths") ?? []).map(Glob.init), handlers: Set(try section.texts("handlers") ?? [])
        )
        if let score = try section.number("minimum_score", in: 0...1) { options.minimumScore = score }
        if let runs = try section.integer("runs", from: 1) { options.runs = runs }
    }
}
