import Sketches
import Testing

@Suite struct WeightedNumbersTests {
    private func sketch(_ values: [Double]) -> QuantileSketch {
        var sketch = QuantileSketch()
        values.withUnsafeBufferPointer { sketch.add($0) }
        return sketch
    }

    @Test(arguments: [1, 2, 1_000, 5_000, 200_000])
    func hasTheQuantilesOfItsSketch(count: Int) {
        var generator = RepeatableGenerator(seed: UInt64(count))
        let sketch = sketch((0..<count).map { _ in Double.random(in: -5...5, using: &generator) })
        let numbers = sketch.weighted
        #expect(numbers.count == count)
        #expect(numbers.isExact == sketch.isExact)
        let shares = (0...50).map { Double($0) / 50 }
        #expect(shares.map { numbers.quantile($0) } == sketch.quantiles(shares))
    }

    @Test func givesDistancesOfEitherSide() {
        let numbers = sketch([5, 1, 3, 3, 10]).weighted
        let quantiles = { (distances: WeightedNumbers) in [0, 0.5, 1].map { distances.quantile($0) } }
        #expect(quantiles(numbers.distances(from: 3, above: true, below: false)) == [2, 4.5, 7])
        #expect(quantiles(numbers.distances(from: 3, above: false, below: true)) == [2, 2, 2])
        #expect(quantiles(numbers.distances(from: 3, above: true, below: true)) == [2, 2, 7])
        #expect(quantiles(numbers.distances(from: 3, above: true, below: true, unit: 0.5)) == [1, 1, 3.5])
        #expect(numbers.distances(from: 3, above: true, below: true).count == 3)
        #expect(numbers.distances(from: 20, above: true, below: false).quantile(0.5) == nil)
    }

    /// The MAD of many numbers is near that of all of them: 0.6745 of a standard deviation for normal ones.
    @Test func findsTheMiddleDistanceOfMany() throws {
        var generator = RepeatableGenerator(seed: 11)
        let values = (0..<300_000).map { _ in
            (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
        }
        let numbers = sketch(values).weighted
        let median = try #require(numbers.quantile(0.5))
        let deviation = try #require(numbers.distances(from: median, above: true, below: true).quantile(0.5))
        let exact = values.map { abs($0 - median) }.sorted()[values.count / 2]
        #expect(abs(deviation - exact) < 0.02 * exact)
    }
}
