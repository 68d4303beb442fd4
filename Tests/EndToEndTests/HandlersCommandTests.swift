import Foundation
import HandlerTesting
import Testing

/// Handlers begun and tried by `trawl handlers`.
@Suite struct HandlersCommandTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func outcomes(_ handler: String) throws -> [String: String] {
        let ended = try bench.trawl("handlers", "test", handler, "--format", "json")
        let rows = try ended.json().elements
        #expect(ended.code == (rows.contains { $0.text("outcome") == "broken" } ? 1 : 0))
        return Dictionary(
            rows.map { ($0.text("rule"), $0.text("outcome")) }, uniquingKeysWith: { first, _ in first })
    }

    private func begin(_ language: String) throws {
        let ended = try bench.trawl("handlers", "new", "tide-lines", "--language", language)
        #expect(ended.code == 0, "\(ended.errors)")
        #expect(ended.text.contains("trawl handlers test tide-lines"))
    }

    @Test func theOnesThatAreCompiledInKeepTheRules() throws {
        let descriptors = try bench.trawl("handlers", "--format", "json").json().elements.map { $0.text("name") }
        #expect(descriptors.count >= 4)
        // One that is quick with a large file, as this is no optimised build.
        let ended = try TrawlProcess.run(
            ["handlers", "test", "text", "--format", "json"], in: TestData.projectRoot(), printingTo: bench.folder)
        let rows = try ended.json().elements
        #expect(ended.code == 0)
        #expect(rows.count > 3 && rows.allSatisfy { $0.text("outcome") == "held" }, "\(ended.text)")
    }

    @Test func aHandlerInShellWorksAsItStands() throws {
        try begin("sh")
        let outcomes = try outcomes("tide-lines")
        #expect(outcomes["golden case server"] == "held")
        #expect(!outcomes.values.contains("broken"), "\(outcomes)")
    }

    @Test(.enabled(if: Language.hasPython, "no python3 on the PATH"))
    func aHandlerInPythonWorksAsItStands() throws {
        try begin("python")
        let outcomes = try outcomes("tide-lines")
        #expect(outcomes["golden case records"] == "held")
        #expect(!outcomes.values.contains("broken"), "\(outcomes)")
        #expect(outcomes.count >= 15)
    }

    @Test(.enabled(if: Language.hasC, "no cc or make on the PATH"))
    func aHandlerInCWorksAsItStands() throws {
        try begin("c")
        let early = try bench.trawl("handlers", "--plugins", "tide-lines")
        #expect(early.code == 65 && early.errors.contains("run make in the folder"))
        let make = Process()
        make.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        make.arguments = ["make", "-C", bench.folder.appendingPathComponent("tide-lines").path]
        make.standardOutput = FileHandle.nullDevice
        try make.run()
        make.waitUntilExit()
        let outcomes = try outcomes("tide-lines")
        #expect(outcomes["golden case pixel"] == "held")
        #expect(!outcomes.values.contains("broken"), "\(outcomes)")
    }

    @Test func aHandlerInSwiftIsAddedToTheCheckout() throws {
        let root = TestData.projectRoot()
        for path in [
            "Package.swift", "Sources/BuiltinHandlers/BuiltinHandlers.swift", "Sources/HandlerAPI/Handler.swift",
        ] {
            let place = bench.folder.appendingPathComponent("checkout/\(path)")
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: root.appendingPathComponent(path), to: place)
        }
        let checkout = bench.folder.appendingPathComponent("checkout")
        try FileManager.default.createDirectory(
            at: checkout.appendingPathComponent("Plugins"), withIntermediateDirectories: true)
        let ended = try bench.trawl(
            "handlers", "new", "tide-lines", "--language", "swift", "--directory", "checkout/Plugins")
        #expect(ended.code == 0 && !ended.text.contains("Add these lines"), "\(ended.text)")
        func text(_ path: String) throws -> String {
            try String(contentsOf: checkout.appendingPathComponent(path), encoding: .utf8)
        }
        #expect(try text("Package.swift").contains("\n    handler(\"TideLines\"),\n"))
        #expect(try text("Package.swift").contains("tests(\"TideLinesTests\""))
        let list = try text("Sources/BuiltinHandlers/BuiltinHandlers.swift")
        #expect(list.contains("\nimport TideLines\n") && list.contains("\n        TideLinesHandler.self,\n"))
        #expect(try text("Plugins/TideLines/TideLinesHandler.swift").contains("name: \"tide-lines\""))
        #expect(try text("test_data/tide-lines/sample/input.txt") == "one\ntwo\nthree")
    }

    @Test func nothingIsOverwritten() throws {
        try begin("sh")
        let again = try bench.trawl("handlers", "new", "tide-lines", "--language", "python")
        #expect(again.code == 64 && again.errors.contains("nothing is overwritten"))
        #expect(try bench.trawl("handlers", "new", "text", "--language", "sh").code == 64)
        #expect(try bench.trawl("handlers", "new", "Tide Lines", "--language", "sh").code == 64)
    }

    @Test func aBrokenRuleIsReported() throws {
        try begin("sh")
        let script = bench.folder.appendingPathComponent("tide-lines/handler.sh")
        try Data("test -s /dev/stdin || exit 1\necho '{\"type\":\"aggregate\",\"value\":{}}'\n".utf8).write(to: script)
        let outcomes = try outcomes("tide-lines")
        #expect(outcomes["golden case server"] == "broken")
        #expect(outcomes["answers an empty file"] == "broken")
        #expect(outcomes["answers one byte"] == "held")
    }

    @Test func aHandlerOfTrawlsOwnIsTried() throws {
        // What looks like a checkout from within.
        try Data().write(to: bench.folder.appendingPathComponent("Package.swift"))
        try FileManager.default.createSymbolicLink(
            at: bench.folder.appendingPathComponent("test_data"), withDestinationURL: TestData.folder())
        let ended = try bench.trawl("handlers", "test", "fingerprint", "--format", "json")
        #expect(ended.code == 0, "\(ended.text)")
        #expect(try ended.json().elements.contains { $0.text("rule") == "golden case words" })
        #expect(try bench.trawl("handlers", "test", "no-such").code == 64)
    }
}
