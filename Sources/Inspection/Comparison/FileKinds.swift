import Orchestration

/// Sorts files into kinds: of one handler, one media type, and of shapes that have at least half in common.
struct FileKinds {
    private static let leastLikeness = 0.5
    /// Beyond so many shapes of a handler and media type, further ones are not compared with anything.
    private static let mostShapes = 4_096
    /// Beyond so many kinds, shapes that are like none of them are not compared with anything.
    private static let mostKinds = 256

    private var samples: [KindKey: [Set<String>: KindSample]] = [:]

    /// Takes a file in.
    mutating func add(_ facts: AggregateFacts, of row: RecordRow) {
        let (key, shape) = (KindKey(row), facts.shape)
        if samples[key]?[shape] == nil {
            guard samples[key, default: [:]].count < Self.mostShapes else { return }
            samples[key, default: [:]][shape] = KindSample(shape: shape)
        }
        samples[key]?[shape]?.add(facts, of: row)
    }

    /// The kinds, each by the shapes it takes in.
    ///
    /// - Parameter runs: how many runs that brought files of a kind the others are compared with.
    func norms(runs: Int) -> [KindKey: [Set<String>: KindNorm]] {
        samples.mapValues { shapes in
            var norms: [Set<String>: KindNorm] = [:]
            for kind in Self.kinds(shapes) {
                guard let norm = KindNorm(kind.sample, runs: runs) else { continue }
                for shape in kind.shapes { norms[shape] = norm }
            }
            return norms
        }
    }

    /// Puts shapes together, the most frequent first: each goes to the first kind that is like it.
    private static func kinds(_ shapes: [Set<String>: KindSample]) -> [(sample: KindSample, shapes: [Set<String>])] {
        let ordered = shapes.values.map { ($0, $0.shape.sorted()) }.sorted { left, right in
            left.0.count != right.0.count ? left.0.count > right.0.count : left.1.lexicographicallyPrecedes(right.1)
        }
        var kinds: [(leader: KindSample, sample: KindSample, shapes: [Set<String>])] = []
        for (sample, _) in ordered {
            if let index = kinds.firstIndex(where: { $0.leader.likeness(to: sample) >= leastLikeness }) {
                kinds[index].sample.merge(sample)
                kinds[index].shapes.append(sample.shape)
            } else if kinds.count < mostKinds {
                kinds.append((sample, sample, [sample.shape]))
            }
        }
        return kinds.map { ($0.sample, $0.shapes) }
    }
}
