import AnomalyScoring

extension CountSeriesAggregate {
    /// Puts together what was found.
    init(
        receiver: String, _ reading: SeriesReading, _ window: CountWindow, _ assessment: SeriesAssessment,
        by options: CountSeriesOptions
    ) {
        let whole = CountWindow(days: reading.days[...])
        let counts = whole.counts
        self.receiver = receiver
        rows = counts.count
        firstDay = reading.days.first?.day.description
        lastDay = reading.days.last?.day.description
        total = counts.reduce(0, +)
        minimum = counts.min()
        maximum = counts.max()
        mean = counts.isEmpty ? nil : Double(total) / Double(counts.count)
        missingDays = whole.missingCount
        repeatedRows = reading.repeatedRows
        conflictingDays = reading.conflicts.count
        unorderedRows = reading.unorderedRows
        rowsWithoutCount = reading.rowsWithoutCount
        faultyLines = reading.faultyLines
        self.window = WindowSummary(window)
        verdict = assessment.verdict
        switchPoint = assessment.switchPoint.map { SwitchSummary($0, in: window, credible: options.credible) }
        segments = assessment.segmentation?.segments.map { SegmentSummary($0, in: window) }
        steadyProbability = assessment.segmentation?.steadyProbability
    }
}

extension WindowSummary {
    /// Sums a window up.
    init(_ window: CountWindow) {
        rows = window.days.count
        firstDay = window.days.first?.day.description
        lastDay = window.days.last?.day.description
        total = window.counts.reduce(0, +)
        missingDays = window.missingCount
    }
}

extension SwitchSummary {
    /// Sums a posterior up.
    init(_ point: PoissonSwitchPoint, in window: CountWindow, credible: Double) {
        let interval = point.interval(of: credible)
        probability = point.switchProbability
        logBayesFactor = point.logBayesFactor
        position = point.position
        mostProbable = PlaceSummary(
            rowsBefore: point.mode, firstDay: window.day(ofRow: point.mode)?.description,
            probability: point.modeProbability)
        self.interval = IntervalSummary(
            probability: point.posterior[(interval.lowerBound - 1)..<interval.upperBound].reduce(0, +),
            leastRowsBefore: interval.lowerBound, mostRowsBefore: interval.upperBound,
            earliestDay: window.day(ofRow: interval.lowerBound)?.description,
            latestDay: window.day(ofRow: interval.upperBound)?.description)
        rateBefore = point.rateBefore
        rateBeforeDeviation = point.rateBeforeDeviation
        rateAfter = point.rateAfter
        rateAfterDeviation = point.rateAfterDeviation
        ratio = RateRatio(point.rateBefore, point.rateAfter).value
    }
}

extension SegmentSummary {
    /// Sums a segment up.
    init(_ segment: PoissonSegmentation.Segment, in window: CountWindow) {
        firstDay = window.day(ofRow: segment.start)?.description ?? ""
        lastDay = window.day(ofRow: segment.end - 1)?.description ?? ""
        rows = segment.end - segment.start
        rate = segment.rate
        rateDeviation = segment.rateDeviation
    }
}
