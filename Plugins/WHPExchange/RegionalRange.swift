/// The warmest that the sea can be so far from the equator.
///
/// North of 60° N it is the regional range of the EuroGOOS recommendations for quality control in near real time (DATA-MEQ
/// working group, "Recommendations for in-situ data Near Real Time Quality Control", 2010, Arctic Sea: at most 25 °C). The
/// Southern Ocean, which no warm land or river borders, is colder by far; its bounds are this project's choice, well above
/// what is measured there.
enum RegionalRange {
    private static let bounds: [(latitudes: ClosedRange<Double>, warmest: Double, name: String)] = [
        (60...90, 25, "north of 60° N"),
        (-90 ... -60, 12, "south of 60° S"),
        (-60 ... -50, 20, "south of 50° S"),
    ]
    /// A twentieth of the span of the sea's temperatures: so far beyond a bound the score is 0.75.
    private static let step = 2.0

    /// What a temperature exceeds, in words, and how strange that is, from 0.5 at the bound to 1; `nil` where it can be.
    static func excess(of temperature: Double, latitude: Double) -> (expected: String, score: Double)? {
        guard let bound = bounds.first(where: { $0.latitudes.contains(latitude) }) else { return nil }
        guard temperature > bound.warmest else { return nil }
        let excess = temperature - bound.warmest
        return ("at most \(bound.warmest) \(bound.name)", 0.5 + 0.5 * excess / (excess + step))
    }
}
