import Glibc

/// Numbers as the reasons of findings give them: few figures, no more digits than a reader needs.
public enum ShortNumber {
    /// A rate or ratio with three figures or so: `29.8`, `0.05`, `1204`.
    public static func text(_ value: Double) -> String {
        switch abs(value) {
        case 100...: decimal(value, places: 0)
        case 1..<100: decimal(value, places: 1)
        default: decimal(value, places: 2)
        }
    }

    /// `one row`, `20 rows`.
    public static func rows(_ count: Int) -> String { count == 1 ? "one row" : "\(count) rows" }

    /// `95 %`
    public static func percent(_ share: Double) -> String { decimal(share * 100, places: 2) + " %" }

    /// A probability: `a probability of 0.97`, `a probability below 0.001`.
    public static func chance(_ probability: Double) -> String {
        if probability > 0.999 { return "a probability above 0.999" }
        if probability < 0.001 { return "a probability below 0.001" }
        return "a probability of \(decimal(probability, places: 3))"
    }

    /// A number with so many places at most; beyond a thousand million million as Swift writes it.
    private static func decimal(_ value: Double, places: Int) -> String {
        let scale = pow(10, Double(places))
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 1e15 else { return value.description }
        let (whole, fraction) = Int(scaled).quotientAndRemainder(dividingBy: Int(scale))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard fraction > 0 else { return sign + String(whole) }
        let digits = String(fraction)
        let padded = String(repeating: "0", count: places - digits.utf8.count) + digits
        let end = padded.lastIndex { $0 != "0" } ?? padded.startIndex
        return sign + "\(whole).\(padded[...end])"
    }
}
