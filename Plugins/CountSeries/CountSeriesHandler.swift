import HandlerAPI

/// Looks for drops, surges and silence in the daily counts of a receiver.
public struct CountSeriesHandler: Handler {
    /// The handler's card.
    public static let descriptor = HandlerDescriptor(
        name: "count-series", version: "1.0.0",
        summary: "Drops, surges and silence in daily counts, by the exact posterior of a switch of the rate",
        accepts: ["text/x-count-series"], options: CountSeriesOptions.described, usesPath: true, outputs: outputs)

    /// A million days and more; a larger file is no series of daily counts.
    private static let largestFile = ByteCount.mebibytes(16)
    /// How many gaps a reason names.
    private static let namedGaps = 5

    private let options: CountSeriesOptions

    /// Makes a handler that works by `options`.
    public init(options: HandlerOptions) throws(HandlerError) {
        self.options = CountSeriesOptions(options)
    }

    /// Reads the series and judges its end.
    public func handle(
        _ file: borrowing FileContent, reporting findings: inout Findings
    ) throws(HandlerError) -> CountSeriesAggregate {
        guard file.size <= Self.largestFile else {
            throw .wrongFormat("a file of \(file.size) is no series of daily counts")
        }
        let reading = try file.withWholeContent(upTo: Self.largestFile) { bytes throws(HandlerError) in
            try SeriesReading(bytes)
        }
        let window = CountWindow(reading.days, by: options)
        let earlier = reading.days.dropLast(window.days.count).map(\.count)
        let earlierMean = earlier.isEmpty ? nil : Double(earlier.reduce(0, +)) / Double(earlier.count)
        let assessment = SeriesAssessment(window, earlierMean: earlierMean, by: options)
        let receiver = ReceiverName.of(file.path)
        if let detector = assessment.verdict.detector {
            findings.report(
                Anomaly(
                    subject: receiver, detector: detector, score: assessment.score,
                    threshold: SeriesAssessment.leastScore, reason: assessment.reason))
        }
        report(reading, window, of: receiver, to: &findings)
        if let fault = reading.fault { findings.markPartial(because: fault) }
        return CountSeriesAggregate(receiver: receiver, reading, window, assessment, by: options)
    }

    /// Reports what is wrong with the days themselves.
    private func report(
        _ reading: SeriesReading, _ window: CountWindow, of receiver: String, to findings: inout Findings
    ) {
        for conflict in reading.conflicts {
            let counts = conflict.counts.map(String.init).joined(separator: ", ")
            let lines = conflict.lines.map(String.init).joined(separator: ", ")
            let unnamed = conflict.rowCount - conflict.lines.count
            let more = unnamed > 0 ? " and \(unnamed) more" : ""
            findings.report(
                Anomaly(
                    subject: receiver, detector: "conflicting-day", score: 0.7,
                    reason: "\(conflict.day) has the counts \(counts) in lines \(lines)\(more); the last one is taken"))
        }
        let missing = window.missingCount
        if missing > 0 {
            let span = missing + window.days.count
            let gaps = window.gaps
            let named = gaps.prefix(Self.namedGaps).map(\.description).joined(separator: ", ")
            let more = gaps.count > Self.namedGaps ? " and \(gaps.count - Self.namedGaps) more gaps" : ""
            findings.report(
                Anomaly(
                    subject: receiver, detector: "missing-days",
                    score: 0.5 + 0.5 * Double(missing) / Double(span),
                    reason:
                        "days without a count: \(missing) of \(span) (\(named)\(more)); they are left out, not "
                        + "taken for 0")
            )
        }
        if reading.unorderedRows > 0 {
            findings.note("rows that come after one of a later day: \(reading.unorderedRows); the days were sorted")
        }
        let agreeing = reading.repeatedRows - reading.conflicts.reduce(0) { $0 + $1.rowCount - 1 }
        if agreeing > 0 { findings.note("rows that repeat another: \(agreeing); each day counts once") }
    }
}
