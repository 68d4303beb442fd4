extension BayesianChangePoint {
    /// Where the stretches of a whole series begin, the first one left out.
    ///
    /// From the end backwards: the likeliest run at the last point says where its stretch begins, that at the point before where
    /// the one before begins, and so on. The scale within a stretch is taken from the differences of neighbours, which
    /// changes hardly touch: of normal values their sizes have a median of 0.954 standard deviations.
    ///
    /// - Parameters:
    ///   - values: All finite.
    ///   - expectedRun: How many points a stretch has, on average; 2 or more.
    public static func changes(in values: [Double], expectedRun: Double = 250) -> [Int] {
        let differences = zip(values, values.dropFirst()).map { abs($1 - $0) }
        let deviation = RecentValues.median(of: differences) / 0.954
        guard values.count > 1, deviation > 0, values.allSatisfy(\.isFinite) else { return [] }
        var detector = BayesianChangePoint(
            expectedRun: expectedRun, mean: RecentValues.median(of: values), deviation: deviation)
        let runs = values.map { value in
            _ = detector.take(SeriesPoint(value: value))
            return detector.likeliestRun
        }
        var begins: [Int] = []
        var end = values.count
        while end > 0 {
            end -= max(1, runs[end - 1])
            if end > 0 { begins.append(end) }
        }
        return begins.reversed()
    }
}
