import Foundation
import HandlerAPI
import Testing

@testable import JSONDocuments

/// JSONTestSuite and other real files, which are not part of the project.
@Suite(.enabled(if: corpus != nil, Comment(rawValue: noCorpus))) struct CorpusTests {
    private static func files(_ prefix: String) -> [URL] {
        guard let folder = corpus?.appending(path: "hostile/json") else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasPrefix(prefix) }.sorted().map { folder.appending(path: $0) }
    }

    private func bytes(_ url: URL) throws -> [UInt8] { Array(try Data(contentsOf: url)) }

    @Test func theSuiteIsThere() {
        #expect(Self.files("y_").count >= 90 && Self.files("n_").count >= 180)
    }

    @Test(arguments: files("y_")) func acceptsWhatIsJSON(url: URL) throws {
        let (aggregate, findings) = try summarize(bytes(url))
        #expect(findings.partialReason == nil)
        #expect(aggregate.documents == 1)
    }

    @Test(arguments: files("n_")) func refusesWhatIsNot(url: URL) throws {
        let bytes = try bytes(url)
        let error = try #require(refusal(bytes))
        let offset = try #require(error.offset)
        #expect(error.code == .corrupt || error.code == .limitExceeded)
        #expect(offset >= 0 && offset <= bytes.count)
        // What comes before the fault can be the beginning of a document.
        let beginning = refusal(Array(bytes[..<Int(offset)]))
        #expect(beginning == nil || beginning?.offset ?? 0 <= offset)
    }

    @Test(arguments: files("i_")) func decidesTheRestByUTF8Alone(url: URL) throws {
        let bytes = try bytes(url)
        let isUTF8 = String(validating: bytes, as: UTF8.self) != nil && !bytes.contains(0)
        #expect((refusal(bytes) == nil) == isUTF8)
    }
}
