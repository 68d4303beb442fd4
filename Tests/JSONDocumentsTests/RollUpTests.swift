import ColumnProfiles
import HandlerAPI
import HandlerTesting
import Testing

@testable import JSONDocuments

/// Documents of several files added up: as if they stood in one.
@Suite struct RollUpTests {
    private func rolledUp(_ texts: [String]) throws -> JSONDocumentsRollUp {
        let handler = try makeHandler()
        var total = handler.emptyTotal()
        for text in texts {
            let state = try #require(try summarize(text, type: "application/x-ndjson").findings.state)
            try handler.add(state, to: &total)
        }
        return handler.aggregate(of: total)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func filesAreAsTheirLinesInOne(seed: UInt64) throws {
        var documents = RandomDocuments(seed: seed)
        for _ in 0..<300 { documents.addLine() }
        let lines = documents.text.split(separator: "\n", omittingEmptySubsequences: false)
        let parts = (0..<7).map { part in
            lines[part * lines.count / 7..<(part + 1) * lines.count / 7].joined(separator: "\n") + "\n"
        }
        let whole = try summarize(parts.joined(), type: "application/x-ndjson").aggregate
        let sum = try rolledUp(parts)
        #expect(sum.files == 7)
        #expect((sum.documents, sum.depth) == (whole.documents, whole.depth))
        #expect((sum.blankLines, sum.duplicateKeys) == (whole.blankLines, whole.duplicateKeys))
        #expect(Set(sum.paths.map(\.path)) == Set(whole.paths.map(\.path)))
        for path in sum.paths {
            let expected = try #require(whole[path.path])
            #expect(path.types == expected.types)
            #expect((path.present, path.parents) == (expected.present, expected.parents))
            #expect(path.arrayLength == expected.arrayLength)
            #expect(path.strings?.distinct == expected.strings?.distinct)
            #expect(path.strings?.length == expected.strings?.length)
            #expect(path.numbers?.minimum == expected.numbers?.minimum)
            #expect(path.numbers?.quantiles == expected.numbers?.quantiles)
        }
    }

    @Test func whatComesAfterAFaultDoesNotHideOtherFiles() throws {
        let handler = try makeHandler()
        var total = handler.emptyTotal()
        for text in ["{\"a\":1}\n{\"a\":\n", "{\"a\":2}\n"] {
            let findings = try summarize(text, type: "application/x-ndjson").findings
            try handler.add(try #require(findings.state), to: &total)
        }
        let sum = handler.aggregate(of: total)
        #expect(sum.paths.first { $0.path == "$.a" }?.numbers?.sum == .integer(3))
    }

    @Test func whatIsNoStateIsRefused() throws {
        let handler = try makeHandler()
        let good = try #require(try summarize("{\"a\":[1,2,\"x\"]}").findings.state)
        for length in 0..<good.count {
            var total = handler.emptyTotal()
            #expect(throws: HandlerError.self) { try handler.add(Array(good.prefix(length)), to: &total) }
            #expect(total.files == 0)
        }
    }
}
