import AnomalyScoring

/// How a file differs from what it was in earlier runs.
///
/// What counts fell or rose to a tenth or tenfold; a mean that moved by six standard deviations; a share of missing values
/// that rose by a tenth, and threefold; elements that are gone or new; words, such as types, that changed. Where eight earlier
/// versions are known, numbers are held against them as numbers of other files are (``UsualNumbers``).
struct FileDrift {
    private static let leastRatio = 10.0
    /// Counts of fewer things than this are not compared by their ratio.
    private static let fewest = 20.0
    private static let leastRise = 0.1
    private static let leastRiseRatio = 3.0
    /// A difference of less than this share is none, however steady the number was before.
    private static let leastChange = 0.1
    private static let (goneScore, newScore) = (0.99, 0.95)

    /// What it was before, oldest first; there is one at least.
    let earlier: [AggregateFacts]
    private let last: AggregateFacts
    private let places: FactPlaces

    /// - Parameter places: The places of the facts.
    /// - Returns: `nil` where nothing is known of before.
    init?(_ earlier: [AggregateFacts], _ places: FactPlaces) {
        guard let last = earlier.last else { return nil }
        (self.earlier, self.last, self.places) = (earlier, last, places)
    }

    /// Ways in which it differs from before, the strongest first.
    func deviations(of facts: AggregateFacts) -> [Deviation] {
        var deviations = elementDeviations(of: facts) + wordDeviations(of: facts)
        facts.numbers.forEachCommon(with: last.numbers) { place, number, before in
            guard number != before else { return }
            let name = name(of: place, facts)
            guard let (score, range) = score(of: number, before: before, place, name) else { return }
            deviations.append(
                Deviation(
                    subject: name.element ?? name.quantity, elementKey: name.elementKey,
                    phrase: "\(name.phrase) \(FactText.number(number)), before \(FactText.range(range))",
                    score: score, rank: FactText.rank(name)))
        }
        return deviations.foremost
    }

    private func name(of place: FactPlaces.Number, _ facts: AggregateFacts) -> FactKey {
        FactKey(place, in: places) { facts.hasElement(at: $0) || last.hasElement(at: $0) }
    }

    private func score(
        of number: Double, before: Double, _ place: FactPlaces.Number, _ name: FactKey
    ) -> (score: Double, range: ClosedRange<Double>)? {
        let known = earlier.compactMap { $0.numbers[place] }
        let range = (known.min() ?? before)...(known.max() ?? before)
        guard !range.contains(number) else { return nil }
        let nature = FactKey.nature(of: known + [number], key: places.key(place))
        if let usual = UsualNumbers(known, nature) {
            let distance = usual.distance(of: number)
            let isLarge = abs(number - before) >= Self.leastChange * max(abs(before), abs(number))
            guard distance >= UsualNumbers.farDistance, isLarge else { return nil }
            return (UsualNumbers.score(distance: distance).calibrated, usual.expected)
        }
        let score =
            switch nature {
            case .shares: riseScore(number, before)
            case .counts: ratioScore(number, before)
            case .measures: shiftScore(number, before, places.key(place), name)
            }
        return score.map { ($0, range) }
    }

    private func riseScore(_ share: Double, _ before: Double) -> Double? {
        guard share - before >= Self.leastRise, share >= Self.leastRiseRatio * before else { return nil }
        return 0.95 + 0.05 * share
    }

    private func ratioScore(_ count: Double, _ before: Double) -> Double? {
        let (low, high) = (min(count, before), max(count, before))
        guard high >= Self.fewest, high >= Self.leastRatio * low else { return nil }
        return 1 - 0.1 * max(low, 0.5) / high
    }

    /// How many standard deviations of before a mean moved.
    private func shiftScore(_ mean: Double, _ before: Double, _ key: String, _ name: FactKey) -> Double? {
        guard name.quantity == "mean", key.hasSuffix("mean") else { return nil }
        let spread = places.number(of: key.dropLast("mean".count) + "standard_deviation")
        guard let deviation = spread.flatMap({ last.numbers[$0] }), deviation > 0 else { return nil }
        let distance = abs(mean - before) / deviation
        return distance >= UsualNumbers.farDistance ? UsualNumbers.score(distance: distance).calibrated : nil
    }

    private func elementDeviations(of facts: AggregateFacts) -> [Deviation] {
        func deviations(_ elements: [FactPlaces.Number], _ what: String, _ score: Double) -> [Deviation] {
            elements.map { place in
                let key = places.key(place)
                let name = FactKey.name(ofElement: key)
                return Deviation(
                    subject: name, elementKey: key, phrase: "`\(name)` is \(what)", score: score, rank: Deviation.cause)
            }
        }
        return deviations(last.elements.filter { !facts.hasElement(at: $0) }, "gone", Self.goneScore)
            + deviations(facts.elements.filter { !last.hasElement(at: $0) }, "new", Self.newScore)
    }

    private func wordDeviations(of facts: AggregateFacts) -> [Deviation] {
        var deviations: [Deviation] = []
        facts.words.forEachCommon(with: last.words) { place, word, before in
            guard before != word else { return }
            // A word that was another one before is one that changes.
            guard earlier.allSatisfy({ ($0.words[place] ?? before) == before }) else { return }
            let name = name(of: place, facts)
            deviations.append(
                Deviation(
                    subject: name.element ?? name.quantity, elementKey: name.elementKey,
                    phrase: "\(name.phrase) is \(word), before \(before)", score: Self.goneScore,
                    rank: Deviation.cause))
        }
        return deviations
    }
}
