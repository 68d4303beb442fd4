/// A date in figures with the year last, as people write it: `12/31/2024`, `31.12.2024`, `31-12-2024`, perhaps with a time of
/// day: `12/31/2024 4:05 PM`, `31.12.2024 16:05:30`.
///
/// With points the day comes first, as in Europe. With slashes and dashes either may: in the United States the month does.
/// What a single date leaves open, the others of its column may tell.
public struct NumericDate: Sendable, Equatable {
    /// Microseconds since 1970-01-01T00:00 if the month comes first; `nil` where there is no such day.
    public private(set) var monthFirst: Int64?
    /// Microseconds since 1970-01-01T00:00 if the day comes first; `nil` where there is no such day.
    public private(set) var dayFirst: Int64?
    /// Whether there is a time of day.
    public private(set) var hasTime = false

    /// Reads all of `bytes`; `nil` where they are no such date.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var digits = DigitReader(bytes)
        guard let first = digits.number(1...2), let separator = digits.separator("/.-"),
            let second = digits.number(1...2), digits.separator("/.-") == separator,
            let year = digits.number(4...4), let time = Self.timeOfDay(&digits, &hasTime), digits.isAtEnd
        else { return nil }
        if separator != UInt8(ascii: ".") {
            monthFirst = CivilTime.microseconds(year, month: first, day: second).map { $0 + time }
        }
        dayFirst = CivilTime.microseconds(year, month: second, day: first).map { $0 + time }
        if monthFirst == nil, dayFirst == nil { return nil }
    }

    /// The microseconds from midnight; 0 where the date is all there is.
    private static func timeOfDay(_ digits: inout DigitReader, _ hasTime: inout Bool) -> Int64? {
        if digits.isAtEnd { return 0 }
        guard digits.separator(" T") != nil, var hour = digits.number(1...2), digits.separator(":") != nil,
            let minute = digits.number(2...2), hour < 24, minute < 60
        else { return nil }
        hasTime = true
        var second = 0
        if digits.separator(":") != nil {
            guard let read = digits.number(2...2), read <= 60 else { return nil }
            second = read
        }
        if digits.separator(" ") != nil {
            guard let half = digits.separator("AaPp"), digits.separator("Mm") != nil, (1...12).contains(hour) else {
                return nil
            }
            hour = hour % 12 + (half | 0x20 == UInt8(ascii: "p") ? 12 : 0)
        }
        return Int64(hour * 3_600 + minute * 60 + second) * 1_000_000
    }
}

/// Reads figures and what stands between them.
private struct DigitReader {
    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    /// The number that the next figures spell, where there are as many of them.
    mutating func number(_ count: ClosedRange<Int>) -> Int? {
        var value = 0
        var read = 0
        while index < bytes.count, read < count.upperBound, bytes[index] &- UInt8(ascii: "0") <= 9 {
            value = value * 10 + Int(bytes[index] &- UInt8(ascii: "0"))
            index += 1
            read += 1
        }
        return read >= count.lowerBound ? value : nil
    }

    /// The next byte if it is one of `allowed`.
    mutating func separator(_ allowed: StaticString) -> UInt8? {
        guard index < bytes.count else { return nil }
        let byte = bytes[index]
        guard allowed.withUTF8Buffer({ $0.contains(byte) }) else { return nil }
        index += 1
        return byte
    }
}
