import AnomalyScoring

/// A way in which a file differs from others.
struct Deviation {
    /// What it differs in, for the subject of an anomaly.
    let subject: String
    /// The key of the element that it concerns; empty for the file.
    let elementKey: String
    /// What was seen and what was expected.
    let phrase: String
    /// From 0 to 1; see ``UsualNumbers/score(distance:)``.
    let score: Double
    /// How well it stands for others of the same element, the lower the better.
    var rank = 0

    /// The rank of what explains everything else that is strange about an element.
    static let cause = -1
}

extension Deviation {
    /// The element, or the number of the file, that it concerns.
    var place: String { elementKey.isEmpty ? "." + subject : elementKey }
    /// Which of like deviations is told first.
    fileprivate var order: (Int, String, String) { (rank, subject, phrase) }
}

extension [Deviation] {
    private static var mostPhrases: Int { 3 }
    /// Of like deviations of an element, the plainest is told: those that reach so much of the strongest distance.
    private static var likeness: Double { 4 }

    /// The strongest, one for each element: of those that are about as strong, the one that says most to people.
    var foremost: [Deviation] {
        var best: [String: Deviation] = [:]
        var scores: [String: Double] = [:]
        for deviation in self {
            let key = deviation.place
            scores[key] = Swift.max(scores[key] ?? 0, deviation.score)
        }
        for deviation in self {
            let key = deviation.place
            // Scores near 1 are compared by what is left to 1.
            guard
                deviation.rank == Deviation.cause
                    || 1 - deviation.score <= (1 - (scores[key] ?? 0)) * Self.likeness + 1e-12
            else { continue }
            if let known = best[key], known.order <= deviation.order { continue }
            best[key] = deviation
        }
        return best.map { key, deviation in
            Deviation(
                subject: deviation.subject, elementKey: deviation.elementKey, phrase: deviation.phrase,
                score: scores[key] ?? deviation.score, rank: deviation.rank)
        }.strangestFirst
    }

    /// The strongest first.
    var strangestFirst: [Deviation] {
        sorted { $0.score != $1.score ? $0.score > $1.score : $0.order < $1.order }
    }

    /// The first few in a sentence, without a full stop.
    var sentence: String {
        let rest = count - Self.mostPhrases
        return prefix(Self.mostPhrases).map(\.phrase).joined(separator: "; ")
            + (rest > 0 ? "; and \(rest) more" : "")
    }
}
