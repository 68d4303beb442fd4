import Glibc

/// Finds single values that stand out of a profile.
///
/// The height is Argo's and GTSPP's: |v - (a + b)/2| - |(b - a)/2| with the neighbours a and b. A value is a spike where
/// its height exceeds the parameter's threshold **and** ten times the median deviation |v - (a + b)/2| of the profile, so
/// that a rough profile does not alarm all over. Neighbours must lie on both sides and at most 100 dbar apart: between
/// bottles farther apart a real minimum has room.
struct SpikeDetector {
    /// A value of a profile.
    struct Point {
        let value: Double
        let pressure: Double
        let line: Int
    }

    /// A value that stands out.
    struct Spike {
        let point: Point
        let height: Double
        let threshold: Double
        let neighbours: (Double, Double)

        /// How strange it is: 0.5 at the threshold, towards 1 above it.
        var score: Double { 1 - 0.5 * threshold / height }
    }

    private static let widestGap = 100.0
    private static let roughness = 10.0
    /// How many candidates of a profile are kept; more than that is a rough profile, not one of spikes.
    private static let candidateLimit = 100

    private let height: SpikeHeight
    private var before: Point?
    private var middle: Point?
    private var candidates: [Spike] = []
    private var deviations = MagnitudeCounts()

    init(height: SpikeHeight) { self.height = height }

    /// Takes the next value of the profile.
    mutating func add(_ point: Point) {
        if let a = before, let v = middle { test(v, between: a, and: point) }
        (before, middle) = (middle, point)
    }

    private mutating func test(_ v: Point, between a: Point, and b: Point) {
        let isOrdered = (v.pressure - a.pressure) * (b.pressure - v.pressure) > 0
        guard isOrdered, abs(b.pressure - a.pressure) <= Self.widestGap else { return }
        let deviation = abs(v.value - (a.value + b.value) / 2)
        deviations.add(deviation)
        let height = deviation - abs(b.value - a.value) / 2
        let threshold = self.height.at(v.pressure)
        guard height > threshold, candidates.count < Self.candidateLimit else { return }
        candidates.append(Spike(point: v, height: height, threshold: threshold, neighbours: (a.value, b.value)))
    }

    /// Ends the profile and returns its spikes, in order.
    mutating func finish() -> [Spike] {
        let least = Self.roughness * deviations.median
        let spikes = candidates.filter { $0.height > least }
        self = SpikeDetector(height: height)
        return spikes
    }
}

/// How many numbers there were of each power of two: enough for a median within a factor of two, in constant memory.
private struct MagnitudeCounts {
    private static let smallest = -32
    private var counts = [Int](repeating: 0, count: 64)
    private var total = 0

    mutating func add(_ value: Double) {
        let exponent = value > 0 ? Int(max(-1000, min(1000, log2(value).rounded(.down)))) : Self.smallest
        counts[max(0, min(counts.count - 1, exponent - Self.smallest))] += 1
        total += 1
    }

    /// The upper end of the power of two that the median lies in; 0 without numbers.
    var median: Double {
        var seen = 0
        for (index, count) in counts.enumerated() {
            seen += count
            if total > 0, seen * 2 >= total { return index == 0 ? 0 : exp2(Double(index + Self.smallest + 1)) }
        }
        return 0
    }
}
