import ArgumentParser
import BuiltinHandlers
import Foundation
import HandlerAPI
import HandlerHosting
import HandlerTesting
import Inspection
import Orchestration

struct HandlersTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Try whether a handler keeps the rules.",
        discussion: """
            Runs its golden cases, and files that hurt: empty, torn, random, huge. A program is run as it is in earnest. For a \
            handler of Trawl's own, the golden cases are those of test_data/ of the checkout around the current directory. With \
            TRAWL_UPDATE_GOLDEN=1 in the environment, what the golden cases expect is rewritten.

            Exits with 1 where a rule is broken.

            EXAMPLE
              trawl handlers test water-levels/
              trawl handlers test delimited-text
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var plugins: PluginOptions

    @Option(name: .long, help: "How to print: table, json, ndjson or csv.")
    var format = ListingFormat.table

    @Argument(help: "The folder of a handler, or the name of one.", completion: .directory)
    var handler: String

    func run() throws {
        let configuration = try plugins.applied(to: store.configuration())
        var reports: [RuleReport] = []
        if let program = try program(configuration) {
            let settings = configuration.handlers[program.descriptor.name] ?? HandlerSettings()
            let isLocked = configuration.isolation == .sandbox
            try ProgramConformance(program, settings: settings, isLocked: isLocked).run { reports.append($0) }
        } else if let type = BuiltinHandlers.all.first(where: { $0.descriptor.name == handler }) {
            reports = try Self.compiledIn(type)
        } else {
            throw UsageError(
                description: "there is no handler \(handler); name a folder with a handler.yaml, or see trawl handlers")
        }
        let listing = Listing(["rule", "outcome", "detail"], widths: ["rule": 48, "detail": 200])
        var printer = ListingPrinter(listing, as: format, to: Output.print)
        for report in reports {
            printer.add([.text(report.rule), .text(report.outcome.rawValue), .text(report.detail)])
        }
        printer.finish(ifEmpty: "No rules.")
        if reports.contains(where: { $0.outcome == .broken }) { throw ExitCode(1) }
    }

    private func program(_ configuration: Configuration) throws -> HandlerProgram? {
        let folder = URL(fileURLWithPath: handler).standardizedFileURL
        if FileManager.default.fileExists(atPath: folder.appendingPathComponent(ManifestReader.fileName).path) {
            return try ManifestReader.read(folder).program
        }
        return try Wiring(configuration: configuration).programs().first { $0.descriptor.name == handler }
    }

    private static func compiledIn<Kind: Handler>(_ type: Kind.Type) throws -> [RuleReport] {
        let here = FileManager.default.currentDirectoryPath + "/here"
        let cases = (try? GoldenCase<Kind>.all(in: TestData.folder(from: here))) ?? []
        var reports = try cases.map { RuleReport("golden case \($0)", against: try $0.differences()) }
        if cases.isEmpty { reports.append(RuleReport("golden cases", skipped: "not within a checkout of Trawl")) }
        let samples = try cases.filter { try $0.isUnderstoodByDefault() }.map { try $0.sample() }
        let violations = try HandlerConformance(type, samples: samples, variations: 20, sparseSize: .gibibytes(1)).run()
        let broken = Dictionary(grouping: violations, by: \.rule).sorted { $0.key < $1.key }
        reports += broken.map { RuleReport($0.key, against: $0.value.map(\.detail)) }
        if broken.isEmpty { reports.append(RuleReport("conformance suite", against: [], detail: "no rule is broken")) }
        return reports
    }
}
