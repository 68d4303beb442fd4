import Sketches
import Testing

@Suite struct QuantileSketchTests {
    /// The largest distance, in shares of the count, between the rank asked for and the ranks of the answer.
    private func worstError(_ sketch: QuantileSketch, _ values: [Double]) -> Double {
        let sorted = values.sorted()
        let shares = (0...100).map { Double($0) / 100 }
        return zip(shares, sketch.quantiles(shares)).map { share, answer in
            let low = sorted.firstIndex { $0 >= answer } ?? sorted.count
            let high = sorted.firstIndex { $0 > answer } ?? sorted.count
            let wanted = share * Double(sorted.count)
            return max(Double(low) - wanted, wanted - Double(high), 0) / Double(sorted.count)
        }.max() ?? 1
    }

    @Test func interpolatesWhileExact() {
        var sketch = QuantileSketch()
        for value in [4.0, 1, 3, 2] { sketch.add(value) }
        #expect(sketch.quantiles([0, 0.25, 0.5, 0.75, 1]) == [1, 1.75, 2.5, 3.25, 4])
        #expect(sketch.isExact)
    }

    @Test func staysExactUpToItsLimit() {
        var sketch = QuantileSketch()
        for value in 0..<QuantileSketch.exactLimit { sketch.add(Double(value)) }
        #expect(sketch.isExact)
        sketch.add(-1)
        #expect(!sketch.isExact)
    }

    @Test func hasNoQuantilesWithoutNumbers() {
        var sketch = QuantileSketch()
        sketch.add(.nan)
        sketch.add(.infinity)
        #expect(sketch.quantile(0.5) == nil)
        #expect(sketch.count == 0)
    }

    @Test(arguments: ["random", "rising", "falling", "few", "skewed"])
    func keepsTheRankWithinHalfAPercent(shape: String) {
        var generator = RepeatableGenerator(seed: 7)
        var sketch = QuantileSketch()
        let values = (0..<200_000).map { index -> Double in
            switch shape {
            case "rising": Double(index)
            case "falling": Double(-index)
            case "few": Double(Int.random(in: 0..<5, using: &generator))
            case "skewed": 1 / Double.random(in: 1e-9..<1, using: &generator)
            default: Double.random(in: 0..<1, using: &generator)
            }
        }
        for value in values { sketch.add(value) }
        #expect(worstError(sketch, values) < 0.005)
    }

    /// More numbers than all levels hold, so that some are sampled; the parts merged differ a thousandfold in size.
    @Test func staysWithinHalfAPercentWhereItSamples() {
        var generator = RepeatableGenerator(seed: 3)
        let values = (0..<480_400).map { _ in Double.random(in: 0..<1, using: &generator) }
        var (large, medium, small) = (QuantileSketch(), QuantileSketch(), QuantileSketch())
        for value in values[..<400_000] { large.add(value) }
        for value in values[400_000..<480_000] { medium.add(value + 1) }
        for value in values[480_000...] { small.add(value + 2) }
        small.merge(large)
        small.merge(medium)
        #expect(small.count == values.count)
        let shares = (1..<100).map { Double($0) / 100 }
        for (share, answer) in zip(shares, small.quantiles(shares)) {
            let rank = share * 1_201
            let found = answer < 1 ? answer * 1_000 : answer < 2 ? 800 + answer * 200 : 1_198 + answer
            #expect(abs(found - rank) < 0.005 * 1_201, "\(share): \(answer)")
        }
    }

    @Test(arguments: 1...10)
    func mergesRandomSplits(seed: UInt64) {
        var generator = RepeatableGenerator(seed: seed)
        var parts = [QuantileSketch](repeating: QuantileSketch(), count: Int.random(in: 2...9, using: &generator))
        let values = (0..<Int.random(in: 10...50_000, using: &generator)).map { _ in
            Double.random(in: -1...1, using: &generator)
        }
        for value in values { parts[Int.random(in: 0..<parts.count, using: &generator)].add(value) }
        var whole = QuantileSketch()
        for part in parts { whole.merge(part) }
        #expect(whole.count == values.count)
        #expect(worstError(whole, values) < 0.005 + (whole.isExact ? 1 / Double(values.count) : 0))
    }

    @Test func isTheSameForTheSameNumbers() {
        var (left, right) = (QuantileSketch(), QuantileSketch())
        for value in 0..<10_000 {
            left.add(Double(value % 97))
            right.add(Double(value % 97))
        }
        #expect(left == right)
    }

    /// Many parts, each of which leaves out most of its numbers, as the ranges of a large file do.
    @Test(arguments: 1...5)
    func keepsTheRankAcrossManyParts(seed: UInt64) {
        var generator = RepeatableGenerator(seed: seed)
        var whole = QuantileSketch()
        var all: [Double] = []
        for part in 0..<32 {
            let values = (0..<20_000).map { _ in Double(part) + Double.random(in: 0..<8, using: &generator) }
            var sketch = QuantileSketch(sampleSize: 1_024)
            values.withUnsafeBufferPointer { sketch.add($0) }
            if part == 0 { whole = sketch } else { whole.merge(sketch) }
            all += values
        }
        #expect(whole.count == all.count)
        #expect(worstError(whole, all) < 0.005)
    }

    /// In batches or one by one, the sketch is the same.
    @Test(arguments: [1, 7, 1_000, 4_096])
    func isTheSameInBatchesOfAnySize(size: Int) {
        var generator = RepeatableGenerator(seed: 9)
        let values = (0..<30_000).map { _ in Double.random(in: 0..<1, using: &generator) }
        var (single, batched) = (QuantileSketch(sampleSize: 500), QuantileSketch(sampleSize: 500))
        for value in values { single.add(value) }
        for start in stride(from: 0, to: values.count, by: size) {
            values[start..<min(start + size, values.count)].withUnsafeBufferPointer { batched.add($0) }
        }
        #expect(single == batched)
    }
}
