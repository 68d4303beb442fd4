/// What speaks for a text being a series of daily counts, rather than some other table.
///
/// Nearly all lines must be a day and a count, and most days must follow one another. So a table of prices or temperatures
/// with a date in front, of the events of a day, or with a header, stays a table; and a series with a few damaged lines stays a series, so
/// that its handler can say what is wrong with it.
public struct CountSeriesEvidence: Sendable {
    /// How many lines are looked at before it is clear that a text is no such series at all.
    private static let firstLines = 3
    /// The share of lines that may be damaged.
    private static let mostFaults = 0.2
    /// The share of lines that may have a number which is no count; with more of them it is a table of measurements.
    private static let mostMeasurements = 0.1
    /// The share of rows that may repeat the day of another.
    private static let mostRepeated = 0.1
    /// The share of days that must be the day after another.
    private static let leastSteps = 0.5

    private var days: [Int] = []
    private var counts = 0
    private var faults = 0
    private var measurements = 0
    private var hasHeader = false

    /// Looks at the lines of `text`, of which a last one without an end counts only if it `isWhole`.
    public init(_ text: UnsafeRawBufferPointer, isWhole: Bool) {
        var lines = CountLines(text, isWhole: isWhole)
        while let line = lines.next() {
            switch CountLine(line.bytes) {
            case .blank: continue
            case .row(let day, let count):
                days.append(day.number)
                if count != nil { counts += 1 }
            case .fault(let fault):
                faults += 1
                if days.isEmpty, faults == 1 { hasHeader = fault.isName }
                if fault.isMeasurement { measurements += 1 }
            }
            if faults == Self.firstLines, days.isEmpty { return }
        }
    }

    /// Whether there is nothing against it, and a row at least.
    public var isPossible: Bool { counts > 0 && !hasHeader && isRegular && isDaily }

    /// Whether the content alone is convincing: there are two rows at least.
    public var isConvincing: Bool { days.count >= 2 && isPossible }

    /// One line in five may be damaged, and one line of few.
    private var isRegular: Bool {
        let lines = Double(days.count + faults)
        return (faults == 1 && days.count >= 3)
            || (Double(faults) <= Self.mostFaults * lines && Double(measurements) <= Self.mostMeasurements * lines)
    }

    private var isDaily: Bool {
        let distinct = Set(days).sorted()
        guard distinct.count > 1 else { return days.count == 1 }
        let repeated = Double(days.count - distinct.count)
        let steps = zip(distinct, distinct.dropFirst()).count { $1 - $0 == 1 }
        return repeated <= max(2, Self.mostRepeated * Double(days.count))
            && Double(steps) >= Self.leastSteps * Double(distinct.count - 1)
    }
}
