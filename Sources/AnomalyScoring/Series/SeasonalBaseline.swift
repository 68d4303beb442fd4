/// What is usual at an hour of the day, apart for working days and weekends: the median of the last values of that hour.
struct SeasonalBaseline: Sendable, Equatable, Codable {
    /// How many values of an hour are kept: five days where there is one each five minutes.
    private static let kept = 60
    /// How many values of an hour are needed.
    private static let least = 3

    private var hours = Array(repeating: RecentValues(capacity: SeasonalBaseline.kept), count: 48)

    /// Takes a value at `time`, in seconds since 1970-01-01T00:00, and returns how far it is from what is usual then; `nil`
    /// where too little is known.
    mutating func residual(_ value: Double, at time: Int) -> Double? {
        let hour = Self.slot(of: time)
        defer { hours[hour].add(value) }
        return hours[hour].count >= Self.least ? value - hours[hour].median : nil
    }

    /// The number of the hour, from 24 on at weekends.
    private static func slot(of time: Int) -> Int {
        let day = (time < 0 ? time - 86_399 : time) / 86_400
        let hour = (time - day * 86_400) / 3_600
        // 1970-01-01 was a Thursday.
        let weekday = ((day % 7) + 7 + 3) % 7
        return weekday >= 5 ? 24 + hour : hour
    }
}
