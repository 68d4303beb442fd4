import Foundation
import HandlerTesting
import Testing

@Suite struct SummaryTests {
    private static let outcomes = ["recorded", "unchanged", "skipped", "refused", "failed"]
    private let bench: Workbench

    init() throws { bench = try Workbench(walking: TestData.folder().appendingPathComponent("store")) }

    @Test func hasTheDocumentedKeysInOrder() throws {
        let ended = try bench.run("--format", "json")
        #expect(
            keysInOrder(ended.text) == ["found"] + Self.outcomes + [
                "anomalies", "bytes", "elapsed_seconds", "by_handler", "by_media_type", "vanished",
                "unchanged_by_outcome",
                "balanced",
            ])
        let handlers = try #require(try ended.json()["by_handler"]).members
        #expect(
            handlers.keys.sorted() == [
                "archive", "count-series", "delimited-text", "json-documents", "text", "whp-exchange",
            ])
        for tally in handlers.values { #expect(tally.members.keys.sorted() == ["anomalies", "failed", "recorded"]) }
    }

    @Test func balancesAndAgreesWithTheListings() throws {
        let summary = try bench.run("--format", "json").json()
        let ledger = try bench.ledger()
        #expect(summary.number("found") == Double(ledger.count))
        for outcome in Self.outcomes {
            let rows = ledger.count { $0.text("outcome") == outcome }
            #expect(summary.number(outcome) == Double(rows), "\(outcome)")
        }
        #expect(summary["balanced"] == .boolean(true))
        #expect(summary.number("anomalies") == Double(try bench.rows("anomalies").count))
        let sizes = ledger.filter { !$0.text("path").contains("!/") }.compactMap { $0.number("size") }
        #expect(summary.number("bytes") == sizes.reduce(0, +))
        let types = Dictionary(grouping: ledger.compactMap { $0["media_type"]?.text }, by: { $0 })
        #expect(summary["by_media_type"]?.members == types.mapValues { .number(Double($0.count)) })
        let results = Dictionary(grouping: try bench.rows("results"), by: { $0.text("handler") })
        for (handler, tally) in summary["by_handler"]?.members ?? [:] {
            #expect(tally.number("recorded") == Double(results[handler]?.count ?? 0), "\(handler)")
        }
    }

    @Test(arguments: [(nil, 3), ("0", 3), ("7", 3), ("8", 0), ("14%", 3), ("15%", 0), ("100%", 0)])
    func exitsByWhatIsTolerated(tolerance: String?, code: Int32) throws {
        let ended = try tolerance.map { try bench.run("--tolerate", $0) } ?? bench.run()
        #expect(ended.code == code, "8 of 55 entries fail, which is 14.5 %")
        #expect(ended.output.isEmpty, "it was to be quiet")
    }

    @Test func aCleanDirectoryIsASuccess() throws {
        let clean = try Workbench()
        try clean.write("one line\n", to: "a.txt")
        let ended = try clean.run("--format", "json")
        #expect(ended.code == 0)
        #expect(try ended.json().number("recorded") == 1)
    }

    @Test func anEmptyDirectoryIsASuccess() throws {
        let ended = try Workbench().run("--format", "json")
        #expect(ended.code == 0)
        #expect(try ended.json().number("found") == 0)
    }

    @Test func peopleReadATable() throws {
        let ended = try bench.trawl("run", bench.data.path, "--store", bench.store.path)
        #expect(ended.text.contains("Found 55 entries"))
        #expect(ended.text.contains("Every one is accounted for"))
        #expect(ended.text.contains("trawl failures"))
    }
}
