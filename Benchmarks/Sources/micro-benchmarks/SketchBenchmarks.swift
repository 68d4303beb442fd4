import HandlerTesting
import Sketches

/// Adding values to each sketch, and merging sketches that have seen many.
enum SketchBenchmarks {
    private static let size = 4_096
    private static let parts = 16

    static var all: [Benchmark] {
        pair("moments", of: numbers, Moments.init, add: { $0.add($1) }, merge: { $0.merge($1) })
            + pair("quantiles", of: numbers, { QuantileSketch() }, add: { $0.add($1) }, merge: { $0.merge($1) })
            + pair(
                "distinct", of: hashes, DistinctCounter.init, add: { $0.add(hashes: $1) }, merge: { $0.merge($1) })
            + texts("frequent_few", different: 100, FrequentValues.init, add: { $0.add($1) }, merge: { $0.merge($1) })
            + texts(
                "frequent_many", different: 100_000, FrequentValues.init, add: { $0.add($1) }, merge: { $0.merge($1) })
            + texts("counts_few", different: 100, ValueCounts.init, add: { $0.add($1) }, merge: { $0.merge($1) })
            + texts("counts_many", different: 100_000, ValueCounts.init, add: { $0.add($1) }, merge: { $0.merge($1) })
    }

    /// The two benchmarks of a sketch of plain values.
    private static func pair<Value, Sketch>(
        _ name: String, of make: @escaping (_ seed: UInt64) -> [Value], _ begin: @escaping () -> Sketch,
        add: @escaping (inout Sketch, UnsafeBufferPointer<Value>) -> Void,
        merge: @escaping (inout Sketch, Sketch) -> Void
    ) -> [Benchmark] {
        let fill = { (sketch: inout Sketch, values: [Value]) in values.withUnsafeBufferPointer { add(&sketch, $0) } }
        return [
            Benchmark(name: "\(name)_add", unit: "value") {
                let batches = (0..<UInt64(parts)).map(make)
                return Benchmark.Work(count: parts * size) {
                    var sketch = begin()
                    for batch in batches { fill(&sketch, batch) }
                    keep(sketch)
                }
            },
            merging(name, begin, merge) { seed, sketch in fill(&sketch, make(seed)) },
        ]
    }

    /// The two benchmarks of a sketch of texts, `different` of them.
    private static func texts<Sketch>(
        _ name: String, different: Int, _ begin: @escaping () -> Sketch,
        add: @escaping (inout Sketch, HashedValues) -> Void, merge: @escaping (inout Sketch, Sketch) -> Void
    ) -> [Benchmark] {
        let make = { (seed: UInt64) in HashedTexts(count: size, different: different, seed: seed) }
        return [
            Benchmark(name: "\(name)_add", unit: "value") {
                let batches = (0..<UInt64(parts)).map(make)
                return Benchmark.Work(count: parts * size) {
                    var sketch = begin()
                    for batch in batches { batch.withValues { add(&sketch, $0) } }
                    keep(sketch)
                }
            },
            merging(name, begin, merge) { seed, sketch in make(seed).withValues { add(&sketch, $0) } },
        ]
    }

    /// Merging sketches of which each has seen as many values as stand in one batch.
    private static func merging<Sketch>(
        _ name: String, _ begin: @escaping () -> Sketch, _ merge: @escaping (inout Sketch, Sketch) -> Void,
        _ fill: @escaping (_ seed: UInt64, inout Sketch) -> Void
    ) -> Benchmark {
        Benchmark(name: "\(name)_merge", unit: "merge") {
            let sketches = (0..<UInt64(parts)).map { seed in
                var sketch = begin()
                fill(seed, &sketch)
                return sketch
            }
            return Benchmark.Work(count: parts) {
                var whole = begin()
                for sketch in sketches { merge(&whole, sketch) }
                keep(whole)
            }
        }
    }

    private static func numbers(_ seed: UInt64) -> [Double] {
        var chance = RepeatableGenerator(seed: seed)
        return (0..<size).map { _ in Double.random(in: -1_000..<1_000, using: &chance) }
    }

    private static func hashes(_ seed: UInt64) -> [UInt64] {
        var chance = RepeatableGenerator(seed: seed)
        return (0..<size).map { _ in chance.next() }
    }
}

/// Texts of which some are more frequent than others, with their hashes.
final class HashedTexts {
    private let list: FieldList
    private let starts: [UnsafeRawPointer]
    private let lengths: [UInt32]
    private let hashes: [UInt64]

    /// Makes `count` texts, at most `different` different ones; the first of them are the more frequent.
    init(count: Int, different: Int, seed: UInt64) {
        var sample = SampleText(seed: seed)
        let list = FieldList((0..<count).map { _ in "value \(sample.below(1 + sample.below(different)))" })
        self.list = list
        starts = list.fields.compactMap(\.baseAddress)
        lengths = list.fields.map { UInt32($0.count) }
        hashes = list.fields.map { StableHash.hash($0) }
    }

    /// Gives the texts in the form that sketches take.
    func withValues(_ body: (HashedValues) -> Void) {
        starts.withUnsafeBufferPointer { starts in
            lengths.withUnsafeBufferPointer { lengths in
                hashes.withUnsafeBufferPointer { hashes in
                    guard let start = starts.baseAddress, let length = lengths.baseAddress,
                        let hash = hashes.baseAddress
                    else { return }
                    body(HashedValues(starts: start, lengths: length, hashes: hash, count: starts.count))
                }
            }
        }
        withExtendedLifetime(list) {}
    }
}
