/// Quantiles of sorted numbers.
enum Quantiles {
    /// The quantile at `share`, from 0 to 1, of ascending numbers, by linear interpolation (type 7 of Hyndman and Fan, "Sample
    /// quantiles in statistical packages", The American Statistician 50(4), 1996); nothing of no numbers.
    static func value(at share: Double, ofSorted numbers: [Double]) -> Double? {
        guard let last = numbers.last else { return nil }
        let place = share * Double(numbers.count - 1)
        let index = Int(place)
        guard index + 1 < numbers.count else { return last }
        let part = place - Double(index)
        return numbers[index] * (1 - part) + numbers[index + 1] * part
    }

    /// The standard deviation that the middle half of ascending numbers lets expect of a normal distribution; 0 of no numbers.
    static func spread(ofSorted numbers: [Double]) -> Double {
        ((value(at: 0.75, ofSorted: numbers) ?? 0) - (value(at: 0.25, ofSorted: numbers) ?? 0)) / 1.349
    }
}
