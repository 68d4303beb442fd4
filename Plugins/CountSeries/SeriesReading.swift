import DelimitedSyntax
import HandlerAPI

/// The days of a series in the order of time, each once, and what was wrong with the lines they come from.
struct SeriesReading {
    /// A day with several rows that do not agree.
    struct Conflict {
        let day: CivilDay
        /// How many rows the day has.
        let rowCount: Int
        /// The counts of the first of them, the last included where they are few.
        let counts: [Int]
        /// The lines of the same.
        let lines: [Int]
    }

    /// How many faulty lines an error names, and how many rows of a day.
    private static let named = 5

    /// The days with a count.
    private(set) var days: [DailyCount] = []
    /// Days whose rows do not agree; the last row counts.
    private(set) var conflicts: [Conflict] = []
    /// Rows of a day that has one already.
    private(set) var repeatedRows = 0
    /// Rows that come before a row of an earlier day.
    private(set) var unorderedRows = 0
    /// Rows without a count.
    private(set) var rowsWithoutCount = 0
    /// Lines that are no rows.
    private(set) var faultyLines = 0
    private var faults: [(line: CountLines.Line, fault: CountLine.Fault)] = []

    private struct Row {
        let day: CivilDay
        let count: Int
        let line: Int
    }

    /// Reads a whole file.
    ///
    /// - Throws: `wrongFormat` where less than half of the lines are rows, or most rows repeat a day.
    init(_ text: UnsafeRawBufferPointer) throws(HandlerError) {
        var rows: [Row] = []
        var latest: CivilDay?
        var lines = CountLines(text, isWhole: true)
        while let line = lines.next() {
            switch CountLine(line.bytes) {
            case .blank: continue
            case .row(let day, let count):
                if let latest, day < latest { unorderedRows += 1 }
                latest = max(latest ?? day, day)
                if let count {
                    rows.append(Row(day: day, count: count, line: line.number))
                } else {
                    rowsWithoutCount += 1
                }
            case .fault(let fault):
                faultyLines += 1
                if faults.count < Self.named { faults.append((line, fault)) }
            }
        }
        let found = rows.count + rowsWithoutCount
        guard found > 0, found >= faultyLines else {
            throw .wrongFormat("\(found) of \(found + faultyLines) lines are a day and a count; expected nearly all")
        }
        take(rows)
        guard repeatedRows * 2 <= rows.count else {
            throw .wrongFormat("\(repeatedRows) of \(rows.count) rows repeat a day; expected one row for each")
        }
    }

    /// Why the series lacks rows that the file was to have; `nil` where no line is damaged.
    var fault: HandlerError? {
        guard let first = faults.first else { return nil }
        let named = faults.map { "line \($0.line.number): \($0.fault)" }.joined(separator: "; ")
        let more = faultyLines - faults.count
        return .corrupt(more > 0 ? "\(named); and \(more) more lines" : named, at: Int64(first.line.offset))
    }

    /// Sorts the rows by day, and takes the last row of each.
    private mutating func take(_ rows: [Row]) {
        let sorted = rows.sorted { ($0.day, $0.line) < ($1.day, $1.line) }
        var index = 0
        while index < sorted.count {
            let day = sorted[index].day
            let same = sorted[index...].prefix { $0.day == day }
            index += same.count
            guard let last = same.last else { continue }
            days.append(DailyCount(day: day, count: last.count))
            repeatedRows += same.count - 1
            if same.contains(where: { $0.count != last.count }) {
                let shown = same.prefix(Self.named)
                conflicts.append(
                    Conflict(
                        day: day, rowCount: same.count, counts: shown.map(\.count), lines: shown.map(\.line)))
            }
        }
    }
}
