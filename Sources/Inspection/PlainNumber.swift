import Foundation

/// Numbers as people read them, in listings and on pages alike.
public enum PlainNumber {
    /// A whole number with all its digits, any other with four figures or all that stand before the point: `0.0125`, `29.83`,
    /// `123091`. Below a ten thousandth and from a thousand million million on, an exponent is easier to read than zeros.
    ///
    /// - Parameter grouped: Whether thousands are set apart by commas, as pages do.
    public static func text(_ value: Double, grouped: Bool = false) -> String {
        let size = abs(value)
        guard value.isFinite, size < 1e15, size >= 1e-4 || size == 0 else { return String(format: "%.4g", value) }
        let isWhole = size >= 1_000 || size == size.rounded()
        let places = isWhole ? 0 : max(0, 3 - Int(log10(size).rounded(.down)))
        let digits = String(format: "%.\(places)f", size).split(separator: ".")
        let fraction = digits.count > 1 ? digits[1].reversed().drop { $0 == "0" }.reversed() : []
        let whole = grouped ? group(digits[0]) : String(digits[0])
        let sign = value < 0 ? (grouped ? "−" : "-") : ""
        return sign + whole + (fraction.isEmpty ? "" : "." + String(fraction))
    }

    /// Digits with commas between thousands.
    public static func group(_ digits: some StringProtocol) -> String {
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }
}
