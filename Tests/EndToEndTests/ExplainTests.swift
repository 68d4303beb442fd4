import Foundation
import HandlerTesting
import Testing

/// Why a file is taken for what it is; the same as a run does.
@Suite struct ExplainTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let file: String
        let type: String
        let basis: String
        let handlers: [String]
        var isExpanded = false
        var testDescription: String { file }
    }

    private static let cases = [
        Case(
            file: "ocean/33XX20240101_hy1.csv", type: "text/x-whp-exchange-bottle", basis: "trawl-magic",
            handlers: ["whp-exchange", "text"]),
        Case(file: "tables/readings.csv", type: "text/csv", basis: "libmagic", handlers: ["delimited-text", "text"]),
        Case(
            file: "tables/readings.psv", type: "text/csv", basis: "probe:delimited",
            handlers: ["delimited-text", "text"]),
        Case(
            file: "reception/receiver#00000002/data.csv", type: "text/x-count-series", basis: "probe:count-series",
            handlers: ["count-series", "delimited-text", "text"]),
        Case(file: "unknown/blob.bin", type: "application/octet-stream", basis: "libmagic", handlers: []),
        Case(file: "archives/nested.zip", type: "application/zip", basis: "libmagic", handlers: [], isExpanded: true),
    ]
    private let bench: Workbench

    init() throws { bench = try Workbench(walking: TestData.folder().appendingPathComponent("store")) }

    @Test(arguments: cases) func namesTypeBasisAndHandlers(example: Case) throws {
        let file = bench.data.appendingPathComponent(example.file).path
        let ended = try bench.trawl("explain", file, "--format", "json")
        #expect(ended.code == 0)
        #expect(
            keysInOrder(ended.text) == [
                "file", "media_type", "charset", "basis", "rules", "considered", "handlers", "companions", "expanded",
            ])
        let object = try ended.json()
        #expect(object.text("media_type") == example.type)
        #expect(object.text("basis") == example.basis)
        #expect(object["handlers"]?.elements.compactMap(\.text) == example.handlers)
        #expect(object["expanded"] == .boolean(example.isExpanded))
        #expect(object["considered"]?.elements.count == 6)
        #expect(object["rules"]?.elements.isEmpty == false)

        let table = try bench.trawl("explain", file).text
        #expect(table.contains("media type  \(example.type)\n"))
        #expect(table.contains("basis       \(example.basis)\n"))
        let outcome = try #require(table.split(separator: "\n").last { $0.hasPrefix("so: ") })
        if let first = example.handlers.first { #expect(outcome.contains("\(first) handles it")) }
        if example.isExpanded { #expect(outcome.contains("members")) }
        if example.handlers.isEmpty, !example.isExpanded { #expect(outcome.contains("skipped")) }
    }

    @Test func agreesWithWhatARunKeeps() throws {
        try bench.run()
        let ledger = try bench.ledger()
        for example in Self.cases {
            let row = ledger.first { $0.text("path") == example.file }
            #expect(row?.text("media_type") == example.type)
            #expect(row?.text("basis") == example.basis)
        }
    }

    @Test func aRouteShowsInTheExplanation() throws {
        let configuration = try bench.configure("routes:\n  - media_type: text/csv\n    handlers: [text]\n")
        let file = bench.data.appendingPathComponent("tables/readings.csv").path
        let ended = try bench.trawl("explain", file, "--config", configuration)
        #expect(ended.text.contains("passed over: route 1 names others"))
        #expect(ended.text.contains("takes it: named by route 1"))
    }
}
