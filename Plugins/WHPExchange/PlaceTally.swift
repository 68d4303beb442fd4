import HandlerAPI

/// Where and when observations were made.
struct PlaceTally {
    private(set) var box: BoundingBox?
    private(set) var times: ClosedRange<ExchangeTime>?

    /// Takes in a position; others than numbers on the globe are left out.
    mutating func add(latitude: Double?, longitude: Double?) {
        guard let latitude, let longitude else { return }
        guard let place = BoundingBox(latitude: latitude, longitude: longitude) else { return }
        if box == nil { box = place } else { box?.formUnion(place) }
    }

    /// Takes in a date and a time, and returns what is wrong with them.
    mutating func add(date: FieldValue, time: FieldValue) -> [(column: String, fault: String)] {
        var faults: [(String, String)] = []
        if !time.isMissing, time.number.flatMap(ExchangeTime.clock) == nil {
            faults.append(("TIME", "TIME is no time of day; expected HHMM from 0000 to 2359"))
        }
        if let day = date.number, let moment = ExchangeTime(date: day, time: time.number) {
            times = times.map { min($0.lowerBound, moment)...max($0.upperBound, moment) } ?? moment...moment
        } else if !date.isMissing {
            faults.append(("DATE", "DATE is no day of the calendar; expected YYYYMMDD"))
        }
        return faults
    }
}
