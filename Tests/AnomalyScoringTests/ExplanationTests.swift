import AnomalyScoring
import Foundation
import Testing

@Suite struct ExplanationTests {
    @Test func comesBackFromJSONAsItWas() throws {
        let explanation = Explanation(drivers: [
            Explanation.Driver(feature: "temp", value: 31.85, expected: 3.1...14.2, weight: 0.75),
            Explanation.Driver(feature: "oxygen", value: nil, expected: 180...320, weight: 0.25),
        ])
        let text = try JSONEncoder().encode(explanation)
        #expect(try JSONDecoder().decode(Explanation.self, from: text) == explanation)
    }
}
