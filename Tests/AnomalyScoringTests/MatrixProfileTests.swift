import AnomalyScoring
import Foundation
import HandlerTesting
import Testing

@Suite struct MatrixProfileTests {
    private static func rhythm(_ count: Int) -> [Double] {
        var generator = RepeatableGenerator(seed: 9)
        return (0..<count).map { 1_000 + sin(Double($0) / 5) + Double.random(in: -0.1...0.1, using: &generator) }
    }

    /// The profile by its definition.
    private func reference(_ values: [Double], _ length: Int) -> [Double] {
        let stretches = (0...(values.count - length)).map { start -> [Double] in
            let part = Array(values[start..<start + length])
            let mean = part.reduce(0, +) / Double(length)
            let deviation = (part.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(length)).squareRoot()
            return part.map { ($0 - mean) / deviation }
        }
        return stretches.indices.map { first in
            stretches.indices.filter { abs($0 - first) > (length + 3) / 4 }.map { second in
                zip(stretches[first], stretches[second]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
            }.min() ?? 0
        }
    }

    @Test(arguments: [8, 20]) func agreesWithItsDefinition(length: Int) throws {
        let values = Self.rhythm(160)
        let profile = try #require(MatrixProfile(values, length: length))
        let expected = reference(values, length)
        #expect(profile.distances.count == expected.count)
        for (found, expected) in zip(profile.distances, expected) { #expect(abs(found - expected) < 1e-6) }
    }

    @Test func aStretchWithoutALikeIsTheDiscord() throws {
        var values = Self.rhythm(600)
        for place in 300..<315 { values[place] = 1_000 + (values[place] - 1_000) * 0.1 + Double(place - 307) * 0.2 }
        let profile = try #require(MatrixProfile(values, length: 32))
        let discord = try #require(profile.discords(2).first)
        #expect((270..<315).contains(discord))
        #expect(profile.scores[discord].score.calibrated > 0.99)
        #expect(profile.scores[discord].reason?.contains("nearest like") == true)
        let second = profile.discords(2)[1]
        #expect(abs(second - discord) >= 32)
    }

    @Test func stretchesWithoutAShapeAreAlike() throws {
        let values = Array(repeating: 5.0, count: 60) + Self.rhythm(60) + Array(repeating: 2.0, count: 60)
        let profile = try #require(MatrixProfile(values, length: 10))
        #expect(profile.distances[0] == 0)
        #expect(profile.distances.allSatisfy { $0.isFinite && $0 >= 0 && $0 <= 2 * 10.0.squareRoot() })
    }

    @Test func tooFewValuesHaveNoProfile() {
        #expect(MatrixProfile(Self.rhythm(31), length: 8) == nil)
        #expect(MatrixProfile(Self.rhythm(100), length: 3) == nil)
        #expect(MatrixProfile([.nan] + Self.rhythm(100), length: 8) == nil)
    }
}
