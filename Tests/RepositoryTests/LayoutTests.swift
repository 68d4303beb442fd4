import BuiltinHandlers
import Foundation
import HandlerAPI
import HandlerTesting
import Testing

@Suite struct LayoutTests {
    private static let plugins = (try? Repository.handlerFolders()) ?? []
    private static let examples = (try? Repository.folders(in: "Plugins/examples")) ?? []

    @Test func everyPluginIsCompiledIn() throws {
        let source = try Repository.text(of: "Sources/BuiltinHandlers/BuiltinHandlers.swift")
        let imported = Set(Repository.importedModules(of: source)).subtracting(["HandlerAPI"])
        #expect(imported == Set(Self.plugins))
        #expect(BuiltinHandlers.all.count == Self.plugins.count)
    }

    @Test(arguments: plugins)
    func aPluginHasAReadme(plugin: String) {
        #expect(Repository.exists("Plugins/\(plugin)/README.md"))
    }

    @Test(arguments: examples)
    func anExampleIsAHandlerWithGoldenCases(example: String) throws {
        let folder = "Plugins/examples/\(example)"
        #expect(Repository.exists("\(folder)/README.md"))
        #expect(try Repository.text(of: "\(folder)/handler.yaml").contains("\nname: \(example)\n"))
        let cases = try Repository.folders(in: "\(folder)/cases")
        #expect(!cases.isEmpty)
        for name in cases { #expect(Repository.exists("\(folder)/cases/\(name)/expected.json"), "case \(name)") }
    }

    @Test func theProtocolsSchemaIsJSON() throws {
        let schema = try JSONValue(parsing: Data(try Repository.text(of: "Plugins/protocol.schema.json").utf8))
        #expect(schema["$schema"] == .string("https://json-schema.org/draft/2020-12/schema"))
    }

    @Test(arguments: BuiltinHandlers.all.map { $0.descriptor.name })
    func aHandlerHasGoldenCases(handler: String) throws {
        let cases = try Repository.folders(in: "test_data/\(handler)")
        #expect(!cases.isEmpty)
        for name in cases {
            #expect(Repository.exists("test_data/\(handler)/\(name)/expected.json"), "case \(name)")
        }
    }

    @Test(arguments: ["Sources", "Plugins", "Tests"])
    func noFileIsLongerThanItsReadersPatience(folder: String) throws {
        let files = try Repository.swiftFiles(in: folder)
        #expect(!files.isEmpty)
        for file in files {
            let lines = try Repository.text(of: file).split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(lines <= 400, "\(file) has \(lines) lines")
        }
    }

    @Test(arguments: ["Sources", "Plugins"], ["try" + "!", "fatal" + "Error(", "as" + "! "])
    func nothingTrapsOnInput(folder: String, trap: String) throws {
        for file in try Repository.swiftFiles(in: folder) {
            #expect(!(try Repository.text(of: file).contains(trap)), "\(file) has \(trap)")
        }
    }
}
