import DelimitedSyntax
import HandlerTesting

/// A store of receivers that are made up, with some anomalous ones among them; the same for a seed.
struct SyntheticReceivers: Sequence {
    /// How many receivers there are.
    let count: Int
    /// What happens to the anomalous ones, by number.
    let anomalous: [Int: SyntheticReceiver.Kind]
    private let days: Int
    private let first: CivilDay
    private let seed: UInt64

    /// Chooses the anomalous ones.
    ///
    /// - Parameters:
    ///   - anomalous: How many of them there are, at most `count`.
    ///   - kinds: What happens to them, in turn, by order of their numbers.
    ///   - days: How many days each has.
    init(
        count: Int, anomalous: Int, kinds: [SyntheticReceiver.Kind], days: Int, from first: CivilDay, seed: UInt64
    ) {
        var generator = RepeatableGenerator(seed: seed)
        var numbers = Array(1...Swift.max(1, count))
        // The first places of a shuffle (Fisher and Yates).
        for place in 0..<Swift.min(anomalous, count) {
            numbers.swapAt(place, Int.random(in: place..<numbers.count, using: &generator))
        }
        let chosen = numbers.prefix(Swift.min(anomalous, count)).sorted()
        self.anomalous = Dictionary(
            uniqueKeysWithValues: chosen.enumerated().map { ($1, kinds.isEmpty ? .drop : kinds[$0 % kinds.count]) })
        self.count = count
        self.days = days
        self.first = first
        self.seed = seed
    }

    /// Goes over the receivers by number. Each has random numbers of its own, so that none depends on those before it.
    func makeIterator() -> some IteratorProtocol<SyntheticReceiver> {
        (1..<count + 1).lazy.map { number in
            var seeds = RepeatableGenerator(seed: seed &+ UInt64(number))
            var generator = RepeatableGenerator(seed: seeds.next())
            return SyntheticReceiver(
                number: number, kind: anomalous[number] ?? .steady, days: days, from: first, using: &generator)
        }.makeIterator()
    }
}
