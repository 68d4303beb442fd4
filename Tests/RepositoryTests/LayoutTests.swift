import BuiltinHandlers
import Foundation
import HandlerAPI
import HandlerTesting
import Testing

@Suite struct LayoutTests {
    private static let plugins = (try? Repository.folders(in: "Plugins")) ?? []

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
