import DelimitedSyntax

/// The end of a series, which is looked at.
struct CountWindow {
    /// The days with a count, in the order of time.
    let days: ArraySlice<DailyCount>

    /// Takes all of `days`.
    init(days: ArraySlice<DailyCount>) { self.days = days }

    /// Takes as much of the end of `days` as the options say.
    init(_ days: [DailyCount], by options: CountSeriesOptions) {
        switch options.windowUnit {
        case .rows: self.days = days.suffix(options.window)
        case .days:
            let first = (days.last?.day.number ?? 0) - options.window
            self.days = days.drop { $0.day.number <= first }
        }
    }

    /// The counts alone.
    var counts: [Int] { days.map(\.count) }

    /// How many days from the first to the last have no count.
    var missingCount: Int {
        guard let first = days.first, let last = days.last else { return 0 }
        return last.day.number - first.day.number + 1 - days.count
    }

    /// The days without a count between the first and the last, as ranges of them.
    var gaps: [DayRange] {
        zip(days, days.dropFirst()).compactMap { earlier, later in
            guard later.day.number > earlier.day.number + 1 else { return nil }
            return DayRange(
                first: CivilDay(number: earlier.day.number + 1), last: CivilDay(number: later.day.number - 1))
        }
    }

    /// The day of a row, from 0; `nil` behind the last.
    func day(ofRow row: Int) -> CivilDay? {
        days.indices.contains(days.startIndex + row) ? days[days.startIndex + row].day : nil
    }
}

/// Days that follow one another.
struct DayRange: Equatable, CustomStringConvertible {
    let first: CivilDay
    let last: CivilDay

    /// The days as `2021-01-05`, or `2021-01-05…2021-01-08`.
    var description: String { first == last ? first.description : "\(first)…\(last)" }
}
