import AnomalyScoring
import Foundation
import Testing

@Suite struct PoissonSegmentationTests {
    /// Every segmentation of a few rows, weighed one by one.
    private struct Enumeration {
        var best: (weight: Double, starts: [Int]) = (-.infinity, [])
        var total = 0.0
        var steady = 0.0
        var switches: [Double]

        init(_ counts: [Int]) {
            let n = counts.count
            let prior = Double(n) / Double(counts.reduce(0, +))
            let stay = pow(0.5, 1 / Double(n - 1))
            switches = Array(repeating: 0, count: n - 1)
            for pattern in 0..<(1 << (n - 1)) {
                let places = (0..<n - 1).filter { pattern >> $0 & 1 == 1 }
                let bounds = [0] + places.map { $0 + 1 } + [n]
                var weight = pow(1 - stay, Double(places.count)) * pow(stay, Double(n - 1 - places.count))
                for (start, end) in zip(bounds, bounds.dropFirst()) {
                    let sum = Double(counts[start..<end].reduce(0, +))
                    weight *= prior * tgamma(sum + 1) / pow(Double(end - start) + prior, sum + 1)
                }
                total += weight
                if places.isEmpty { steady = weight }
                for place in places { switches[place] += weight }
                if weight > best.weight { best = (weight, Array(bounds.dropLast())) }
            }
        }
    }

    @Test(arguments: [
        [3, 4, 2, 9, 11, 8, 10, 1, 0, 2], [5, 5, 5, 5, 5, 5], [0, 0, 0, 0, 7, 6], [1, 0, 2, 1, 9, 9, 0, 0, 9, 9],
        [4, 2],
    ])
    func agreesWithTheSumOverAllSegmentations(counts: [Int]) throws {
        let expected = Enumeration(counts)
        let found = try #require(PoissonSegmentation(counts))
        #expect(found.segments.map(\.start) == expected.best.starts)
        #expect(found.segments.last?.end == counts.count)
        #expect(abs(found.steadyProbability - expected.steady / expected.total) < 1e-10)
        for (found, weight) in zip(found.switchProbabilities, expected.switches) {
            #expect(abs(found - weight / expected.total) < 1e-10)
        }
    }

    @Test func findsEachOfSeveralSwitches() throws {
        let counts = [(30, 14), (7, 12), (29, 14)].flatMap { Array(repeating: $0.0, count: $0.1) }
        let found = try #require(PoissonSegmentation(counts))
        #expect(found.segments.map(\.start) == [0, 14, 26])
        #expect(found.steadyProbability < 1e-12)
        #expect(found.switchProbabilities[13] > 0.99)
        #expect(found.switchProbabilities[25] > 0.99)
    }

    @Test func oneRowIsOneSegmentAndZerosAreNone() throws {
        let one = try #require(PoissonSegmentation([8]))
        #expect(one.segments.count == 1)
        #expect(one.steadyProbability == 1)
        #expect(one.switchProbabilities.isEmpty)
        #expect(PoissonSegmentation([0, 0]) == nil)
        #expect(PoissonSegmentation([]) == nil)
    }
}
