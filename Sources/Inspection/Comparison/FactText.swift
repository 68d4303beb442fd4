import AnomalyScoring

/// Facts in words.
enum FactText {
    /// Of several things that are strange about an element, the first of these is told.
    private static let plainest = [
        FactKey.missingShare, "mean", "median", "quantiles p50", "maximum", "minimum", "standard deviation", "distinct",
        "distinct estimate",
    ]

    /// How well something stands for others of its element; the lower the better.
    static func rank(_ key: FactKey) -> Int {
        plainest.firstIndex(of: key.quantity) ?? (key.element == nil ? 0 : plainest.count)
    }

    /// A number with four figures; a whole number with all it has.
    static func number(_ value: Double) -> String { PlainNumber.text(value) }

    /// "3.1…14.2", or one number where both ends are the same.
    static func range(_ range: ClosedRange<Double>) -> String {
        let (low, high) = (number(range.lowerBound), number(range.upperBound))
        return low == high ? low : "\(low)…\(high)"
    }

    /// A share as a percentage, rounded down where it is nearly all, so that not all is never called all.
    static func percent(_ share: Double) -> String {
        share == 1 ? "all" : ShortNumber.percent((share * 1_000).rounded(.down) / 1_000)
    }
}
