import AnomalyScoring

extension KindNorm {
    /// Ways in which a file differs from those of its kind, the strongest first.
    func deviations(of facts: AggregateFacts) -> [Deviation] {
        let single = (numberDeviations(of: facts) + wordDeviations(of: facts) + elementDeviations(of: facts)).foremost
        let together = relations?.deviations(of: facts, besides: Set(single.map(\.place))) ?? []
        return together.isEmpty ? single : (single + together).strangestFirst
    }

    /// Ways in which the newest files as a whole differ from those before.
    func batchDeviations() -> [Deviation] {
        guard let batch else { return [] }
        var deviations: [Deviation] = []
        batch.medians.forEachCommon(with: numbers) { place, median, usual in
            guard !usual.expected.contains(median) else { return }
            let distance = usual.distance(of: median)
            guard distance >= UsualNumbers.farDistance / 2 else { return }
            // The median of many files spreads less than one of them.
            let spread = 1.2533 / Double(batch.count).squareRoot()
            let name = FactKey(place, in: places) { elements[$0] != nil }
            deviations.append(
                Deviation(
                    subject: name.element ?? name.quantity, elementKey: name.elementKey,
                    phrase: "the median of \(name.phrase) is \(FactText.number(median)), "
                        + "before \(FactText.range(usual.expected))",
                    score: UsualNumbers.score(distance: distance / spread).calibrated, rank: FactText.rank(name)))
        }
        return deviations.foremost
    }

    private func numberDeviations(of facts: AggregateFacts) -> [Deviation] {
        var deviations: [Deviation] = []
        facts.numbers.forEachCommon(with: numbers) { place, number, usual in
            guard !usual.expected.contains(number), usual.isFar(number) else { return }
            let distance = usual.distance(of: number)
            let name = FactKey(place, in: places, isElement: facts.hasElement)
            deviations.append(
                Deviation(
                    subject: name.element ?? name.quantity, elementKey: name.elementKey,
                    phrase: "\(name.phrase) \(FactText.number(number)), others \(FactText.range(usual.expected))",
                    score: UsualNumbers.score(distance: distance).calibrated, rank: FactText.rank(name)))
        }
        return deviations
    }

    private func wordDeviations(of facts: AggregateFacts) -> [Deviation] {
        var deviations: [Deviation] = []
        facts.words.forEachCommon(with: words) { place, word, usual in
            guard usual.word != word else { return }
            let name = FactKey(place, in: places, isElement: facts.hasElement)
            deviations.append(
                Deviation(
                    subject: name.element ?? name.quantity, elementKey: name.elementKey,
                    phrase:
                        "\(name.phrase) is \(word), \(usual.word) in \(FactText.percent(usual.share)) of the others",
                    score: rarity(of: 1 - usual.share), rank: Deviation.cause))
        }
        return deviations
    }

    private func elementDeviations(of facts: AggregateFacts) -> [Deviation] {
        var deviations: [Deviation] = []
        elements.forEach { place, share in
            guard share >= Self.nearlyAll, !facts.hasElement(at: place) else { return }
            let key = places.key(place)
            let name = FactKey.name(ofElement: key)
            deviations.append(
                Deviation(
                    subject: name, elementKey: key,
                    phrase: "`\(name)` is missing, \(FactText.percent(share)) of the others have it",
                    score: rarity(of: 1 - share), rank: Deviation.cause))
        }
        for place in facts.elements where isUniform && (elements[place] ?? 0) <= 1 - Self.nearlyAll {
            let (key, share) = (places.key(place), elements[place] ?? 0)
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
