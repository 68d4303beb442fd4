import Foundation
import HandlerAPI
import HandlerTesting
import Testing
import WHPExchange

/// Real files of CCHDO, which are not part of the project. Reference values were computed with numpy.
@Suite(.enabled(if: TestData.corpus() != nil, "no corpus: set TRAWL_CORPUS")) struct CorpusTests {
    private func handle(_ name: String) throws -> HandlerOutcome<WHPExchangeHandler> {
        let corpus = try #require(TestData.corpus())
        let bytes = try Data(contentsOf: corpus.appendingPathComponent("ocean/exchange/\(name)"))
        let outcome = HandlerOutcome(
            of: try WHPExchangeHandler(options: HandlerOptions(for: [])), on: InMemoryContent(Array(bytes)),
            mediaType: "text/x-whp-exchange-bottle", path: name)
        if let path = ProcessInfo.processInfo.environment["TRAWL_DUMP"] {
            try outcome.json().formatted().write(to: URL(fileURLWithPath: "\(path)/\(name).json"))
        }
        return outcome
    }

    @Test(arguments: ["33RR20080204_mini_hy1.csv", "btl_time_span.csv"])
    func readsRealBottleFiles(name: String) throws {
        let outcome = try handle(name)
        #expect(outcome.error == nil)
        #expect(outcome.findings.anomalies == [])
    }

    @Test(arguments: ["btl_csv.csv", "merge_placeholders.csv"])
    func refusesTablesWithoutTheStamp(name: String) throws {
        #expect(try handle(name).error?.code == .wrongFormat)
    }
}
