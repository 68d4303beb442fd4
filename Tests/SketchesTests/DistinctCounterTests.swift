import Sketches
import Testing

@Suite struct DistinctCounterTests {
    private func counter(_ values: some Sequence<Int>) -> DistinctCounter {
        var counter = DistinctCounter()
        for value in values { withUnsafeBytes(of: value.littleEndian) { counter.add($0) } }
        return counter
    }

    @Test func isExactWhileFew() {
        let few = counter((0..<10_000).map { $0 % 1_024 })
        #expect(few.isExact)
        #expect(few.estimate == 1_024)
        #expect(DistinctCounter().estimate == 0)
    }

    @Test(arguments: [1_025, 2_000, 10_000, 50_000, 300_000])
    func estimatesWithinThreeStandardErrors(count: Int) {
        let many = counter(0..<count)
        #expect(!many.isExact)
        #expect(abs(Double(many.estimate) / Double(count) - 1) < 0.024)
    }

    @Test(arguments: 1...10)
    func mergingAnySplitEqualsOnePass(seed: UInt64) {
        var generator = RepeatableGenerator(seed: seed)
        let values = (0..<5_000).map { _ in Int.random(in: 0..<3_000, using: &generator) }
        let split = Int.random(in: 0...values.count, using: &generator)
        var left = counter(values[..<split])
        left.merge(counter(values[split...]))
        #expect(left == counter(values))
    }

    @Test func hashesDoNotChangeBetweenRuns() {
        let text = "the same in every run, on every machine"
        let hash = Array(text.utf8).withUnsafeBytes { StableHash.hash($0) }
        #expect(hash == Self.knownHash)
    }

    /// Written down once: what is stored with sketches must stay readable.
    private static let knownHash: UInt64 = 13_907_962_198_379_323_119
}

/// Many hashes at once count as one by one.
@Suite struct HashBatchTests {
    @Test(arguments: [0, 1, 7, 1_023, 1_024, 1_025, 5_000])
    func addsManyAsOneByOne(distinct: Int) {
        var generator = RepeatableGenerator(seed: UInt64(distinct))
        let kinds = [0] + (0..<distinct).map { _ in UInt64.random(in: 0...UInt64.max, using: &generator) }
        let hashes = (0..<3 * kinds.count).map { _ in kinds[Int.random(in: 0..<kinds.count, using: &generator)] }
        var (batched, single) = (DistinctCounter(), DistinctCounter())
        for start in stride(from: 0, to: hashes.count, by: 700) {
            Array(hashes[start..<min(start + 700, hashes.count)]).withUnsafeBufferPointer { batched.add(hashes: $0) }
        }
        for hash in hashes { single.add(hash: hash) }
        #expect(batched == single)
        #expect(batched.estimate == single.estimate)
    }
}
