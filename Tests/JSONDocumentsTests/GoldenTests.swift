import Foundation
import HandlerAPI
import HandlerTesting
import JSONDocuments
import Testing

@Suite struct GoldenTests {
    static let cases = (try? GoldenCase<JSONDocumentsHandler>.all(in: TestData.folder())) ?? []

    @Test(arguments: cases) func matchesGolden(golden: GoldenCase<JSONDocumentsHandler>) throws {
        #expect(try golden.differences() == [])
    }

    @Test func conforms() throws {
        let samples = try Self.cases.filter { try $0.isUnderstoodByDefault() }.map { try $0.sample() }
        #expect(samples.count >= 5)
        #expect(try HandlerConformance(JSONDocumentsHandler.self, samples: samples).run() == [])
    }

    @Test(arguments: cases) func writesWhatAnEncoderDoes(golden: GoldenCase<JSONDocumentsHandler>) throws {
        guard let aggregate = try golden.outcome().aggregate else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(aggregate.jsonText == String(decoding: try encoder.encode(aggregate), as: UTF8.self))
    }
}
