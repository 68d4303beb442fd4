import AnomalyScoring
import Orchestration

/// How files of a kind usually are.
final class KindNorm {
    /// A word that files of the kind usually have.
    struct UsualWord {
        let word: String
        /// The share of files that have it, of those that have any.
        let share: Double
    }

    /// A fact that nearly all, or next to no, files have.
    static let nearlyAll = 0.95
    /// The share of files of the kind that a number must be known of, to be compared.
    private static let leastPresence = 0.5

    /// The places of the facts.
    let places: FactPlaces
    /// How many files were learned from.
    let count: Int
    /// The numbers by place.
    let numbers: ByPlace<UsualNumbers>
    /// How the numbers go together, where they do.
    let relations: KindRelations?
    /// The words by place, where nearly all files have the same.
    let words: ByPlace<UsualWord>
    /// The share of files that have an element.
    let elements: ByPlace<Double>
    /// Whether the files have nearly the same elements, so that one with another element is out of the ordinary.
    let isUniform: Bool
    /// The run that brought the newest files, and what they are like in the middle, where they are a batch beside older ones.
    let batch: Batch?

    /// Learns from a sample: from the files that came before the newest ones, where they are enough, else from all.
    ///
    /// - Parameter runs: of how many runs that brought files.
    /// - Returns: `nil` where the files are too few.
    init?(_ sample: KindSample, runs: Int, _ places: FactPlaces) {
        let members = sample.members
        let newest = members.first?.since ?? 0
        let times = Set(members.map(\.since)).filter { $0 < newest }.sorted().suffix(max(1, runs))
        let older = members.filter { $0.since < newest && $0.since >= (times.first ?? 0) }
        let isBatch = older.count >= UsualNumbers.fewest
        let learned = isBatch ? older : members
        guard learned.count >= UsualNumbers.fewest else { return nil }
        self.places = places
        count = learned.count
        numbers = Self.numbers(learned, of: sample.count, places)
        words = Self.words(learned)
        let elements = Self.elements(learned)
        self.elements = elements
        relations = KindRelations(learned, numbers, of: sample.count, places) { elements[$0] != nil }
        isUniform = Self.isUniform(learned, elements)
        batch = isBatch ? Batch(members.filter { $0.since == newest }, run: newest) : nil
    }

    /// - Parameter files: How many files there are of the kind, each of which is compared in each number.
    private static func numbers(
        _ members: [KindSample.Member], of files: Int, _ places: FactPlaces
    ) -> ByPlace<UsualNumbers> {
        let compared = members.values.compactMapValues { _, values in
            Double(values.count) >= leastPresence * Double(members.count) ? values : nil
        }
        return compared.compactMapValues { place, values in
            UsualNumbers(
                values, FactKey.nature(of: values, key: places.key(place)), comparisons: files * compared.count)
        }
    }

    private static func words(_ members: [KindSample.Member]) -> ByPlace<UsualWord> {
        var counts: [FactPlaces.Number: [String: Int]] = [:]
        for member in members {
            member.facts.words.forEach { place, word in counts[place, default: [:]][word, default: 0] += 1 }
        }
        return ByPlace(counts).compactMapValues { _, counts in
            let total = counts.values.reduce(0, +)
            guard total >= UsualNumbers.fewest, let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })
            else { return nil }
            let share = Double(most.value) / Double(total)
            return share >= nearlyAll || total - most.value <= 1 ? UsualWord(word: most.key, share: share) : nil
        }
    }

    private static func elements(_ members: [KindSample.Member]) -> ByPlace<Double> {
        var counts: [FactPlaces.Number: Int] = [:]
        for member in members { for element in member.facts.elements { counts[element, default: 0] += 1 } }
        return ByPlace(counts.mapValues { Double($0) / Double(members.count) })
    }

    private static func isUniform(_ members: [KindSample.Member], _ shares: ByPlace<Double>) -> Bool {
        let all = members.reduce(0) { $0 + $1.facts.elements.count }
        let usual = members.reduce(0) { sum, member in
            sum + member.facts.elements.count { (shares[$0] ?? 0) >= nearlyAll }
        }
        return Double(usual) >= nearlyAll * Double(all)
    }
}

extension KindNorm {
    /// The files that the newest run brought.
    struct Batch {
        private static let fewest = 3

        /// The run.
        let run: RunNumber
        /// How many files it brought.
        let count: Int
        /// The median of each number over them.
        let medians: ByPlace<Double>

        init?(_ members: [KindSample.Member], run: RunNumber) {
            guard members.count >= Self.fewest else { return nil }
            self.run = run
            count = members.count
            medians = members.values.compactMapValues { _, values in
                guard values.count >= Self.fewest, 2 * values.count >= members.count else { return nil }
                return values.sorted()[values.count / 2]
            }
        }
    }
}

extension [KindSample.Member] {
    /// All numbers at each place.
    fileprivate var values: ByPlace<[Double]> {
        var values: [FactPlaces.Number: [Double]] = [:]
        for member in self {
            member.facts.numbers.forEach { place, number in values[place, default: []].append(number) }
        }
        return ByPlace(values)
    }
}
