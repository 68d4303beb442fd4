import Glibc

extension Explanation {
    /// What makes the thing strange, in one sentence without a full stop, such as "`temp` 31.8, others 3.1…14.2": the strongest
    /// drivers, at most three, that make four fifths of the score together. Of a value that is usual by itself, it is said that
    /// it is unusual beside the others.
    public var sentence: String {
        var (shown, sum) = ([Driver](), 0.0)
        for driver in drivers.prefix(3) where driver.weight > 0 && sum < 0.8 {
            shown.append(driver)
            sum += driver.weight
        }
        guard !shown.isEmpty else { return "nothing stands out" }
        return shown.map(\.phrase).joined(separator: "; ")
    }
}

extension Explanation.Driver {
    /// The driver in a few words.
    var phrase: String {
        let (low, high) = (expected.lowerBound, expected.upperBound)
        let others = low == high ? Self.text(low) : "\(Self.text(low))…\(Self.text(high))"
        guard let value else { return "`\(feature)` is missing, others \(others)" }
        let said = "`\(feature)` \(Self.text(value)), others \(others)"
        return expected.contains(value) ? "\(said), is unusual beside the other values" : said
    }

    /// A number with four significant digits.
    private static func text(_ number: Double) -> String {
        var text = [CChar](repeating: 0, count: 32)
        let length = withVaList([number]) { vsnprintf(&text, text.count, "%.4g", $0) }
        return String(decoding: text.prefix(Int(max(length, 0))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
