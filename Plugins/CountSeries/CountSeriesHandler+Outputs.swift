import HandlerAPI

extension CountSeriesHandler {
    /// What is kept of a file, as README.md describes it.
    static let outputs: [HandlerOutput] = [
        HandlerOutput(
            "receiver", .text,
            "The folder where the file is called data.csv, else the file's name without its ending"),
        HandlerOutput("verdict", .text, "silent, dead, too-short, drop, surge, steps or normal"),
        HandlerOutput("rows", .integer, unit: "1", "Days with a count"),
        HandlerOutput("first_day", .text, "The first of those"),
        HandlerOutput("last_day", .text, "The last of those"),
        HandlerOutput("total", .integer, unit: "1", "The sum of the counts"),
        HandlerOutput("minimum", .integer, unit: "1", "The least count"),
        HandlerOutput("maximum", .integer, unit: "1", "The greatest count"),
        HandlerOutput("mean", .number, unit: "1", "The mean count"),
        HandlerOutput("missing_days", .integer, unit: "d", "Days between the first and the last without a count"),
        HandlerOutput("repeated_rows", .integer, unit: "1", "Rows of a day that has one already"),
        HandlerOutput("conflicting_days", .integer, unit: "1", "Days whose rows do not agree"),
        HandlerOutput("unordered_rows", .integer, unit: "1", "Rows after one of a later day"),
        HandlerOutput("rows_without_count", .integer, unit: "1", "Rows with a day only"),
        HandlerOutput("faulty_lines", .integer, unit: "1", "Lines that are no rows"),
        HandlerOutput("window.rows", .integer, unit: "1", "Rows that were looked at"),
        HandlerOutput("window.first_day", .text, "The first day of the window"),
        HandlerOutput("window.last_day", .text, "The last day of the window"),
        HandlerOutput("window.total", .integer, unit: "1", "The sum of its counts"),
        HandlerOutput("window.missing_days", .integer, unit: "d", "Its days without a count"),
        HandlerOutput(
            "switch.position", .number, unit: "{rows}",
            "The expected place of the switch, from the beginning of the window"),
        HandlerOutput("switch.rate_before", .number, unit: "1/d", "The expected rate before the switch"),
        HandlerOutput("switch.rate_after", .number, unit: "1/d", "The expected rate after it"),
        HandlerOutput(
            "switch.rate_before_deviation", .number, unit: "1/d",
            "The standard deviation of what is known of the rate before"),
        HandlerOutput(
            "switch.rate_after_deviation", .number, unit: "1/d",
            "The standard deviation of what is known of the rate after"),
        HandlerOutput(
            "switch.ratio", .number, unit: "1",
            "The higher rate over the lower, both rounded; absent where the lower is 0"),
        HandlerOutput(
            "switch.most_probable.rows_before", .integer, unit: "{rows}",
            "Rows before the most probable place"),
        HandlerOutput("switch.most_probable.first_day", .text, "The first day of the later rate"),
        HandlerOutput("switch.most_probable.probability", .number, unit: "1", "The probability of just this place"),
        HandlerOutput(
            "switch.interval.least_rows_before", .integer, unit: "{rows}",
            "Where the credible interval begins"),
        HandlerOutput("switch.interval.most_rows_before", .integer, unit: "{rows}", "Where it ends"),
        HandlerOutput("switch.interval.earliest_day", .text, "The first day of the interval"),
        HandlerOutput("switch.interval.latest_day", .text, "The last day of the interval"),
        HandlerOutput("switch.interval.probability", .number, unit: "1", "The probability that the switch is within"),
        HandlerOutput("switch.probability", .number, unit: "1", "The probability that there is a switch at all"),
        HandlerOutput(
            "switch.log_bayes_factor", .number, unit: "1",
            "The natural logarithm; above 0 speaks for a switch"),
        HandlerOutput("segments[].first_day", .text, "The first day of a segment of one rate"),
        HandlerOutput("segments[].last_day", .text, "Its last day"),
        HandlerOutput("segments[].rows", .integer, unit: "1", "Its rows"),
        HandlerOutput("segments[].rate", .number, unit: "1/d", "Its rate"),
        HandlerOutput(
            "segments[].rate_deviation", .number, unit: "1/d",
            "The standard deviation of what is known of the rate"),
        HandlerOutput(
            "steady_probability", .number, unit: "1",
            "That there is no switch, against any number of them"),
    ]
}
