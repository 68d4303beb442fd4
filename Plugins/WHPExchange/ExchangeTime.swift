/// A day, or a minute of it, in UTC.
struct ExchangeTime: Comparable {
    private let date: Int
    private let time: Int?

    /// Reads a date `YYYYMMDD` and a time `HHMM` that may lack leading zeros.
    ///
    /// - Returns: `nil` where `date` is no day of the calendar. A time that is none of the clock is left out.
    init?(date: Double, time: Double?) {
        guard let date = Int(exactly: date), Self.isDay(date) else { return nil }
        self.date = date
        self.time = time.flatMap(Self.clock)
    }

    /// The time as `HHMM` of a clock from 0000 to 2359; `nil` for any other number.
    static func clock(_ time: Double) -> Int? {
        guard let time = Int(exactly: time), (0...2359).contains(time), time % 100 < 60 else { return nil }
        return time
    }

    private static func isDay(_ date: Int) -> Bool {
        let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100)
        guard (1000...9999).contains(year), (1...12).contains(month), day >= 1 else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= lengths[month - 1]
    }

    /// A day without a time comes before every minute of it.
    static func < (left: ExchangeTime, right: ExchangeTime) -> Bool {
        (left.date, left.time ?? -1) < (right.date, right.time ?? -1)
    }

    /// The time in ISO 8601: `2008-02-05T22:07:00Z`, or `2008-02-05` where only the day is known.
    var iso8601: String {
        let day = "\(date / 10_000)-\(Self.twoDigits(date / 100 % 100))-\(Self.twoDigits(date % 100))"
        guard let time else { return day }
        return "\(day)T\(Self.twoDigits(time / 100)):\(Self.twoDigits(time % 100)):00Z"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
