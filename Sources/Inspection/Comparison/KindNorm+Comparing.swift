import AnomalyScoring

extension KindNorm {
    /// Ways in which a file differs from those of its kind, the strongest first.
    func deviations(of facts: AggregateFacts) -> [Deviation] {
        (numberDeviations(of: facts) + wordDeviations(of: facts) + elementDeviations(of: facts)).foremost
    }

    /// Ways in which the newest files as a whole differ from those before.
    func batchDeviations() -> [Deviation] {
        guard let batch else { return [] }
        let all = Set(elements.keys)
        return batch.medians.compactMap { key, median -> Deviation? in
            guard let usual = numbers[key] else { return nil }
            let distance = usual.distance(of: median)
            guard distance >= UsualNumbers.farDistance / 2, !usual.expected.contains(median) else { return nil }
            // The median of many files spreads less than one of them.
            let spread = 1.2533 / Double(batch.count).squareRoot()
            let name = FactKey(key, among: all)
            return Deviation(
                subject: name.element ?? name.quantity, elementKey: name.elementKey,
                phrase: "the median of \(name.phrase) is \(FactText.number(median)), "
                    + "before \(FactText.range(usual.expected))",
                score: UsualNumbers.score(distance: distance / spread).calibrated, rank: FactText.rank(name))
        }.foremost
    }

    private func numberDeviations(of facts: AggregateFacts) -> [Deviation] {
        var deviations: [Deviation] = []
        for (key, number) in facts.numbers {
            guard let usual = numbers[key] else { continue }
            let distance = usual.distance(of: number)
            guard distance >= UsualNumbers.farDistance, !usual.expected.contains(number) else { continue }
            let name = FactKey(key, among: facts.elements)
            deviations.append(
                Deviation(
                    subject: name.element ?? name.quantity, elementKey: name.elementKey,
                    phrase: "\(name.phrase) \(FactText.number(number)), others \(FactText.range(usual.expected))",
                    score: UsualNumbers.score(distance: distance).calibrated, rank: FactText.rank(name)))
        }
        return deviations
    }

    private func wordDeviations(of facts: AggregateFacts) -> [Deviation] {
        facts.words.compactMap { key, word in
            guard let usual = words[key], usual.word != word else { return nil }
            let name = FactKey(key, among: facts.elements)
            return Deviation(
                subject: name.element ?? name.quantity, elementKey: name.elementKey,
                phrase: "\(name.phrase) is \(word), \(usual.word) in \(FactText.percent(usual.share)) of the others",
                score: rarity(of: 1 - usual.share), rank: Deviation.cause)
        }
    }

    private func elementDeviations(of facts: AggregateFacts) -> [Deviation] {
        var deviations: [Deviation] = []
        for (key, share) in elements where share >= Self.nearlyAll && !facts.elements.contains(key) {
            let name = FactKey.name(ofElement: key)
            deviations.append(
                Deviation(
                    subject: name, elementKey: key,
                    phrase: "`\(name)` is missing, \(FactText.percent(share)) of the others have it",
                    score: rarity(of: 1 - share), rank: Deviation.cause))
        }
        for key in facts.elements where isUniform && (elements[key] ?? 0) <= 1 - Self.nearlyAll {
            let share = elements[key] ?? 0
            let name = FactKey.name(ofElement: key)
            deviations.append(
                Deviation(
                    subject: name, elementKey: key,
                    phrase: "`\(name)` is there, in "
                        + (share == 0 ? "none" : FactText.percent(share)) + " of the others",
                    score: rarity(of: share), rank: Deviation.cause))
        }
        return deviations
    }

    /// The score of what a share of the others has: by the rule of succession, as they are only some of all files.
    private func rarity(of share: Double) -> Double {
        1 - (share * Double(count) + 1) / Double(count + 2)
    }
}
