import HandlerAPI

/// What ``CountSeriesHandler`` works by.
struct CountSeriesOptions: Sendable {
    /// What the length of the window counts.
    enum WindowUnit: String, CaseIterable {
        /// Days with a count.
        case rows
        /// Days of the calendar up to the last, with or without a count.
        case days
    }

    let window: Int
    let windowUnit: WindowUnit
    let ratio: Double
    let edge: Int
    let probability: Double
    let credible: Double
    let deadRows: Int
    let deadChance: Double

    /// All options with their defaults: ratio, edge and window are those of the receivers' own service.
    static let described = [
        HandlerOption(
            "window", default: .integer(40), range: 2...2_000,
            summary: "how long the end of the series is that is looked at, in units of window_unit"),
        HandlerOption(
            "window_unit", default: .text("rows"), choices: WindowUnit.allCases.map(\.rawValue),
            summary: "what window counts: rows with a count, or days of the calendar"),
        HandlerOption(
            "ratio", default: .number(2), range: 1...1e6,
            summary: "how many times the other rate a rate must be for a drop or a surge, both rounded to whole counts"),
        HandlerOption(
            "edge", default: .integer(5), range: 1...1_000,
            summary: "how many rows at least must lie on either side of a switch"),
        HandlerOption(
            "probability", default: .number(0.5), range: 0...1,
            summary: "how probable a switch must be at least; 0 leaves the decision to ratio and edge alone"),
        HandlerOption(
            "credible", default: .number(0.95), range: 0.5...0.999_999,
            summary: "the probability that the interval given for a switch holds it"),
        HandlerOption(
            "dead_rows", default: .integer(5), range: 1...1_000,
            summary: "how many zeros at the end make a receiver dead"),
        HandlerOption(
            "dead_chance", default: .number(0.001), range: 0...1,
            summary: "how probable so many zeros may be at the rate before them for a receiver to be dead"),
    ]

    /// Takes the values of a configuration.
    init(_ options: HandlerOptions) {
        window = options.integer("window")
        windowUnit = WindowUnit(rawValue: options.text("window_unit")) ?? .rows
        ratio = options.number("ratio")
        edge = options.integer("edge")
        probability = options.number("probability")
        credible = options.number("credible")
        deadRows = options.integer("dead_rows")
        deadChance = options.number("dead_chance")
    }
}
