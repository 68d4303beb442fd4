import BuiltinHandlers
import Foundation
import HandlerAPI
import HandlerTesting
import Testing

/// What handlers say they keep, held against what they keep and what their pages say.
@Suite struct OutputTests {
    private static let handlers = BuiltinHandlers.all.map { $0.descriptor.name }

    private func descriptor(_ handler: String) throws -> HandlerDescriptor {
        try #require(BuiltinHandlers.all.first { $0.descriptor.name == handler }).descriptor
    }

    @Test(arguments: handlers) func whatTheGoldenCasesKeepIsDocumentedAndNothingElseIs(handler: String) throws {
        let outputs = try descriptor(handler).outputs
        #expect(!outputs.isEmpty)
        var rules = OutputRules(outputs)
        for name in try Repository.folders(in: "test_data/\(handler)") {
            let text = try Repository.text(of: "test_data/\(handler)/\(name)/expected.json")
            if let aggregate = try JSONValue(parsing: Data(text.utf8))["aggregate"] { rules.check(aggregate) }
        }
        #expect(rules.contradictions == [])
        #expect(rules.unseen == [])
    }

    /// The page of a handler names each key, though it may put several into one line.
    @Test(arguments: try Repository.handlerFolders()) func thePageOfAHandlerNamesEveryOutput(plugin: String) throws {
        let page = try Repository.text(of: "Plugins/\(plugin)/README.md")
        let name = try #require(page.firstMatch(of: /# ([a-z-]+)/)?.output.1)
        for output in try descriptor(String(name)).outputs {
            let parts = output.path.split(separator: ".").filter { $0 != "*" }
            let key = String(parts.last ?? "").replacing("[]", with: "")
            #expect(page.contains(try Regex("[`.]\(key)`")), "\(output.path)")
        }
    }
}
