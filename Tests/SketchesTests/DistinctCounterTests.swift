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
