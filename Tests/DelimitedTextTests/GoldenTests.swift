import DelimitedText
import Foundation
import HandlerAPI
import HandlerTesting
import Testing

@Suite struct GoldenTests {
    static let cases = (try? GoldenCase<DelimitedTextHandler>.all(in: TestData.folder())) ?? []

    @Test(arguments: cases)
    func matchesGolden(golden: GoldenCase<DelimitedTextHandler>) throws {
        #expect(try golden.differences() == [])
    }

    @Test func conforms() throws {
        // Hundreds of variations of a long table take long and show no more than those of a short one.
        let samples = try Self.cases.map { try $0.sample() }.filter { $0.bytes.count < 8 << 10 }
        #expect(samples.count >= 13)
        #expect(try HandlerConformance(DelimitedTextHandler.self, samples: samples).run() == [])
    }
}

@Suite struct AggregateTextTests {
    @Test(arguments: GoldenTests.cases)
    func isWhatAnEncoderWrites(golden: GoldenCase<DelimitedTextHandler>) throws {
        guard let aggregate = try golden.outcome().aggregate else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(aggregate.jsonText == String(decoding: try encoder.encode(aggregate), as: UTF8.self))
    }
}
