import HandlerAPI

/// Where the columns are that say where and when a row was made.
struct PlaceColumns {
    let latitude: Int?
    let longitude: Int?
    let date: Int?
    let time: Int?

    init(_ layout: ColumnLayout) {
        latitude = layout.index(of: "LATITUDE")
        longitude = layout.index(of: "LONGITUDE")
        date = layout.index(of: "DATE")
        time = layout.index(of: "TIME")
    }
}

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

    /// Takes in a date and a time, and returns which of them is none, with what was expected.
    mutating func add(date: FieldValue, time: FieldValue) -> [(column: String, expected: String)] {
        var faults: [(String, String)] = []
        if !time.isMissing, time.number.flatMap(ExchangeTime.clock) == nil {
            faults.append(("TIME", "a time of day as HHMM, 0000 to 2359"))
        }
        if let day = date.number, let moment = ExchangeTime(date: day, time: time.number) {
            times = times.map { min($0.lowerBound, moment)...max($0.upperBound, moment) } ?? moment...moment
        } else if !date.isMissing {
            faults.append(("DATE", "a day of the calendar as YYYYMMDD"))
        }
        return faults
    }
}
