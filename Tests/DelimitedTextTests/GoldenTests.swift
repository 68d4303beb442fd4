import DelimitedText
import Foundation
import HandlerAPI
import Testing

/// Every folder of `test_data/delimited-text` is a case: `input.csv` or `input.tsv`, perhaps `options.json`, and
/// `expected.json`. Set `TRAWL_RECORD=1` to write what is found as expected.
@Suite struct GoldenTests {
    private static let folder = projectRoot.appending(path: "test_data/delimited-text")

    static let cases: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()

    private func options(_ name: String) throws -> [String: OptionValue] {
        let url = Self.folder.appending(path: "\(name)/options.json")
        guard let data = try? Data(contentsOf: url) else { return [:] }
        let given = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
        return given.compactMapValues { value in
            if let text = value as? String { return .text(text) }
            return (value as? Int).map { .integer($0) }
        }
    }

    static func input(_ name: String) throws -> (bytes: [UInt8], type: MediaType) {
        let tabs = folder.appending(path: "\(name)/input.tsv")
        if let data = try? Data(contentsOf: tabs) { return (Array(data), "text/tab-separated-values") }
        return (Array(try Data(contentsOf: folder.appending(path: "\(name)/input.csv"))), "text/csv")
    }

    @Test(arguments: cases)
    func matchesWhatIsExpected(name: String) throws {
        let (bytes, type) = try Self.input(name)
        let (aggregate, findings) = try summarize(bytes, type: type, options: options(name))
        #expect(findings.partialReason == nil && findings.anomalies.isEmpty && findings.notes.isEmpty)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let found = try encoder.encode(aggregate)
        let url = Self.folder.appending(path: "\(name)/expected.json")
        if ProcessInfo.processInfo.environment["TRAWL_RECORD"] != nil { try (found + [10]).write(to: url) }
        let expected = try JSONDecoder().decode(DelimitedTextAggregate.self, from: try Data(contentsOf: url))
        #expect(try JSONDecoder().decode(DelimitedTextAggregate.self, from: found) == expected)
    }

    @Test func thereAreCases() { #expect(Self.cases.count >= 13) }
}
