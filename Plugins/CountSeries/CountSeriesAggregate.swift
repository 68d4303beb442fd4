/// What is kept of a receiver's series.
public struct CountSeriesAggregate: Codable, Sendable, Equatable {
    /// The receiver, as its folder or file is called.
    public internal(set) var receiver: String
    /// Days with a count.
    public internal(set) var rows: Int
    /// The first day with a count, as `2021-01-31`.
    public internal(set) var firstDay: String?
    /// The last day with a count.
    public internal(set) var lastDay: String?
    /// The sum of the counts.
    public internal(set) var total: Int
    /// The least count of a day.
    public internal(set) var minimum: Int?
    /// The largest count of a day.
    public internal(set) var maximum: Int?
    /// The mean of the counts.
    public internal(set) var mean: Double?
    /// Days between the first and the last without a count.
    public internal(set) var missingDays: Int
    /// Rows of a day that has one already.
    public internal(set) var repeatedRows: Int
    /// Days whose rows do not agree.
    public internal(set) var conflictingDays: Int
    /// Rows that come after one of a later day.
    public internal(set) var unorderedRows: Int
    /// Rows without a count.
    public internal(set) var rowsWithoutCount: Int
    /// Lines that are no rows.
    public internal(set) var faultyLines: Int
    /// The end of the series, which the rest is about.
    public internal(set) var window: WindowSummary
    /// What is to be said of the receiver.
    public internal(set) var verdict: SeriesVerdict
    /// The posterior of one switch; absent where all counts are zero.
    public internal(set) var switchPoint: SwitchSummary?
    /// The segments of one rate each; absent where all counts are zero.
    public internal(set) var segments: [SegmentSummary]?
    /// The probability that the whole window has one rate, against any number of switches.
    public internal(set) var steadyProbability: Double?

    enum CodingKeys: String, CodingKey {
        case receiver, rows, total, minimum, maximum, mean, window, verdict, segments
        case firstDay = "first_day"
        case lastDay = "last_day"
        case missingDays = "missing_days"
        case repeatedRows = "repeated_rows"
        case conflictingDays = "conflicting_days"
        case unorderedRows = "unordered_rows"
        case rowsWithoutCount = "rows_without_count"
        case faultyLines = "faulty_lines"
        case switchPoint = "switch"
        case steadyProbability = "steady_probability"
    }
}

/// The end of a series, which is looked at.
public struct WindowSummary: Codable, Sendable, Equatable {
    /// Days with a count.
    public internal(set) var rows: Int
    /// The first day.
    public internal(set) var firstDay: String?
    /// The last day.
    public internal(set) var lastDay: String?
    /// The sum of the counts.
    public internal(set) var total: Int
    /// Days between the first and the last without a count.
    public internal(set) var missingDays: Int

    enum CodingKeys: String, CodingKey {
        case rows, total
        case firstDay = "first_day"
        case lastDay = "last_day"
        case missingDays = "missing_days"
    }
}

/// The posterior of one switch from one rate to another.
public struct SwitchSummary: Codable, Sendable, Equatable {
    /// The probability that there is a switch at all.
    public internal(set) var probability: Double
    /// The natural logarithm of the Bayes factor of a switch against one rate; absent for one row.
    public internal(set) var logBayesFactor: Double?
    /// The expected time of the switch, in rows from the beginning of the window.
    public internal(set) var position: Double
    /// The most probable place.
    public internal(set) var mostProbable: PlaceSummary
    /// An interval that holds the place.
    public internal(set) var interval: IntervalSummary
    /// The expected rate before the switch, a day.
    public internal(set) var rateBefore: Double
    /// The standard deviation of what is known of it.
    public internal(set) var rateBeforeDeviation: Double
    /// The expected rate after the switch, a day.
    public internal(set) var rateAfter: Double
    /// The standard deviation of what is known of it.
    public internal(set) var rateAfterDeviation: Double
    /// The higher rate over the lower, both rounded to whole counts; absent where the lower is 0.
    public internal(set) var ratio: Double?

    enum CodingKeys: String, CodingKey {
        case probability, position, interval, ratio
        case logBayesFactor = "log_bayes_factor"
        case mostProbable = "most_probable"
        case rateBefore = "rate_before"
        case rateBeforeDeviation = "rate_before_deviation"
        case rateAfter = "rate_after"
        case rateAfterDeviation = "rate_after_deviation"
    }
}

/// A place of a switch.
public struct PlaceSummary: Codable, Sendable, Equatable {
    /// How many rows have the earlier rate.
    public internal(set) var rowsBefore: Int
    /// The first day of the later rate; absent where the switch is behind the last day.
    public internal(set) var firstDay: String?
    /// The probability of just this place, given that there is a switch.
    public internal(set) var probability: Double

    enum CodingKeys: String, CodingKey {
        case probability
        case rowsBefore = "rows_before"
        case firstDay = "first_day"
    }
}

/// An interval that holds the place of a switch.
public struct IntervalSummary: Codable, Sendable, Equatable {
    /// The probability that it does, given that there is a switch.
    public internal(set) var probability: Double
    /// The fewest rows with the earlier rate.
    public internal(set) var leastRowsBefore: Int
    /// The most rows with the earlier rate.
    public internal(set) var mostRowsBefore: Int
    /// The earliest first day of the later rate.
    public internal(set) var earliestDay: String?
    /// The latest first day of the later rate; absent where the switch may be behind the last day.
    public internal(set) var latestDay: String?

    enum CodingKeys: String, CodingKey {
        case probability
        case leastRowsBefore = "least_rows_before"
        case mostRowsBefore = "most_rows_before"
        case earliestDay = "earliest_day"
        case latestDay = "latest_day"
    }
}

/// Days of one rate.
public struct SegmentSummary: Codable, Sendable, Equatable {
    /// The first day.
    public internal(set) var firstDay: String
    /// The last day.
    public internal(set) var lastDay: String
    /// Days with a count.
    public internal(set) var rows: Int
    /// The expected rate, a day.
    public internal(set) var rate: Double
    /// The standard deviation of what is known of it.
    public internal(set) var rateDeviation: Double

    enum CodingKeys: String, CodingKey {
        case rows, rate
        case firstDay = "first_day"
        case lastDay = "last_day"
        case rateDeviation = "rate_deviation"
    }
}
