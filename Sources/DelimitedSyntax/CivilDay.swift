/// A day of the Gregorian calendar, written `2024-02-29`.
public struct CivilDay: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The number of days from 1970-01-01, negative before.
    public let number: Int

    /// Takes the number of days from 1970-01-01.
    public init(number: Int) { self.number = number }

    /// Reads all of `bytes`; `nil` where they are no `YYYY-MM-DD` or there is no such day.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard Self.hasForm(bytes), let time = CivilTime(bytes) else { return nil }
        let (days, rest) = time.microseconds.quotientAndRemainder(dividingBy: 86_400_000_000)
        number = Int(rest < 0 ? days - 1 : days)
    }

    /// Whether `bytes` are four, two and two figures with dashes between them, be there such a day or not.
    static func hasForm(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count == 10 else { return false }
        return bytes.indices.allSatisfy { index in
            index == 4 || index == 7 ? bytes[index] == UInt8(ascii: "-") : bytes[index] &- UInt8(ascii: "0") <= 9
        }
    }

    /// The day as `2024-02-29`.
    public var description: String {
        // The years begin in March, so that the leap day is the last: Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    }

    /// Orders by time.
    public static func < (left: CivilDay, right: CivilDay) -> Bool { left.number < right.number }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
