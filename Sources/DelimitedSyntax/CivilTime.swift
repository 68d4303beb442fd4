/// A date or time stamp in ISO 8601's extended form, or with slashes: `2024/02/29`.
struct CivilTime {
    /// Microseconds since 1970-01-01T00:00, in UTC where an offset is written.
    private(set) var microseconds: Int64
    /// Whether there is no time of day.
    private(set) var isDate = true

    /// Reads all of `bytes`; `nil` where they are no date or time that exists.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-") || bytes[4] == UInt8(ascii: "/"), bytes[7] == bytes[4],
            let year = Self.number(bytes, 0, 4), let month = Self.number(bytes, 5, 2),
            let day = Self.number(bytes, 8, 2), let midnight = Self.microseconds(year, month: month, day: day)
        else { return nil }
        microseconds = midnight
        if bytes.count == 10 { return }
        isDate = false
        guard let time = Self.timeOfDay(bytes) else { return nil }
        microseconds += time
    }

    /// The microseconds from midnight that `T12:30:15.25+01:00` from the tenth byte on stands for, offset taken off.
    private static func timeOfDay(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard bytes.count >= 16, bytes[10] | 0x20 == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " "),
            bytes[13] == UInt8(ascii: ":"), let hour = number(bytes, 11, 2), let minute = number(bytes, 14, 2),
            hour < 24, minute < 60
        else { return nil }
        var time = Int64(hour * 3_600 + minute * 60) * 1_000_000
        var index = 16
        if index + 2 < bytes.count, bytes[index] == UInt8(ascii: ":") {
            // 60 is a leap second.
            guard let second = number(bytes, 17, 2), second <= 60 else { return nil }
            time += Int64(second) * 1_000_000
            index = 19
            guard let fraction = fraction(bytes, &index) else { return nil }
            time += fraction
        }
        guard let offset = offset(bytes, index) else { return nil }
        return time - offset
    }

    /// The microseconds of `.123456`; digits beyond are dropped. 0 where there is no fraction.
    private static func fraction(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Int64? {
        guard index < bytes.count, bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: ",") else {
            return 0
        }
        index += 1
        let start = index
        var value: Int64 = 0
        var scale: Int64 = 100_000
        while index < bytes.count, let digit = number(bytes, index, 1) {
            value += Int64(digit) * scale
            scale /= 10
            index += 1
        }
        return index > start ? value : nil
    }

    /// The microseconds that `Z`, `+01:00`, `+0100` or `+01`, up to the end, is ahead of UTC; 0 where there is none.
    private static func offset(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int64? {
        let rest = bytes.count - start
        if rest == 0 { return 0 }
        if rest == 1, bytes[start] | 0x20 == UInt8(ascii: "z") { return 0 }
        guard bytes[start] == UInt8(ascii: "+") || bytes[start] == UInt8(ascii: "-"),
            let hours = number(bytes, start + 1, 2)
        else { return nil }
        let minutes: Int? =
            switch rest {
            case 3: 0
            case 5: number(bytes, start + 3, 2)
            case 6 where bytes[start + 3] == UInt8(ascii: ":"): number(bytes, start + 4, 2)
            default: nil
            }
        guard let minutes, hours < 24, minutes < 60 else { return nil }
        let ahead = Int64(hours * 3_600 + minutes * 60) * 1_000_000
        return bytes[start] == UInt8(ascii: "-") ? -ahead : ahead
    }

    /// The number that `count` digits from `start` on spell.
    private static func number(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> Int? {
        guard start + count <= bytes.count else { return nil }
        var value = 0
        for index in start..<start + count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            if digit > 9 { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }
}

// MARK: - The Gregorian calendar

extension CivilTime {
    /// The first microsecond of a day since 1970-01-01; `nil` where there is no such day.
    static func microseconds(_ year: Int, month: Int, day: Int) -> Int64? {
        guard (1...12).contains(month), day >= 1, day <= days(in: month, of: year) else { return nil }
        return Int64(daysSinceEpoch(year, month, day)) * 86_400_000_000
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Days from 1970-01-01, counted in years that begin in March so that the leap day is the last.
    private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
