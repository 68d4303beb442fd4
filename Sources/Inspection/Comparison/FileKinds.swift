import Orchestration

/// Sorts files into kinds: of one handler, one media type, and of shapes that have at least half in common.
struct FileKinds {
    private static let leastLikeness = 0.5
    /// Beyond so many shapes of a handler and media type, further ones are not compared with anything.
    private static let mostShapes = 4_096
    /// Beyond so many kinds, shapes that are like none of them are not compared with anything.
    private static let mostKinds = 256

    private let places: FactPlaces
    private var samples: [KindKey: [[FactPlaces.Number]: KindSample]] = [:]

    /// - Parameter places: The places of the files' facts.
    init(_ places: FactPlaces) { self.places = places }

    /// Takes a file in.
    mutating func add(_ facts: AggregateFacts, of row: RecordRow) {
        let (key, shape) = (KindKey(row), facts.shape)
        if let sample = samples[key]?[shape] { return sample.add(facts, of: row) }
        guard samples[key, default: [:]].count < Self.mostShapes else { return }
        let sample = KindSample(shape: shape)
        sample.add(facts, of: row)
        samples[key, default: [:]][shape] = sample
    }

    /// The places of what is kept of the files.
    var neededPlaces: Set<FactPlaces.Number> {
        samples.values.reduce(into: []) { places, shapes in
            for sample in shapes.values { places.formUnion(sample.places) }
        }
    }

    /// The kinds, each by the shapes it takes in.
    ///
    /// - Parameter runs: how many runs that brought files of a kind the others are compared with.
    func norms(runs: Int) -> [KindKey: [[FactPlaces.Number]: KindNorm]] {
        samples.mapValues { shapes in
            var norms: [[FactPlaces.Number]: KindNorm] = [:]
            for kind in kinds(shapes) {
                guard let norm = KindNorm(kind.sample, runs: runs, places) else { continue }
                for shape in kind.shapes { norms[shape] = norm }
            }
            return norms
        }
    }

    /// Puts shapes together, the most frequent first: each goes to the first kind that is like it.
    private func kinds(
        _ shapes: [[FactPlaces.Number]: KindSample]
    ) -> [(sample: KindSample, shapes: [[FactPlaces.Number]])] {
        let ordered = shapes.values.map { ($0, $0.shape.map(places.key).sorted()) }.sorted { left, right in
            left.0.count != right.0.count ? left.0.count > right.0.count : left.1.lexicographicallyPrecedes(right.1)
        }
        var kinds: [(sample: KindSample, shapes: [[FactPlaces.Number]])] = []
        for (sample, _) in ordered {
            if let index = kinds.firstIndex(where: { $0.sample.likeness(to: sample) >= Self.leastLikeness }) {
                kinds[index].sample.merge(sample)
                kinds[index].shapes.append(sample.shape)
            } else if kinds.count < Self.mostKinds {
                kinds.append((sample, [sample.shape]))
            }
        }
        return kinds
    }
}
