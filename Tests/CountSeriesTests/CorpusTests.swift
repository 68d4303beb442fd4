import CountSeries
import Foundation
import HandlerAPI
import HandlerTesting
import Testing

/// Real series, which are not part of the project. The posteriors were computed by conjugacy with scipy.
@Suite(.enabled(if: TestData.corpus() != nil, "no corpus: set TRAWL_CORPUS")) struct CorpusTests {
    private func handle(_ name: String) throws -> HandlerOutcome<CountSeriesHandler> {
        let corpus = try #require(TestData.corpus())
        let bytes = try Data(contentsOf: corpus.appendingPathComponent("reception/\(name)"))
        let options = try HandlerOptions(for: CountSeriesHandler.descriptor.options)
        return HandlerOutcome(
            of: try CountSeriesHandler(options: options), on: InMemoryContent(Array(bytes)),
            mediaType: "text/x-count-series", path: "receiver#00000001/\(name)")
    }

    @Test(
        arguments: [
            ("abnormal-data.csv", 19.50006, 29.8256, 10.3243, SeriesVerdict.drop),
            ("normal-data.csv", 23.9109, 19.8593, 20.1375, .normal),
        ])
    func agreesWithTheClosedForm(
        name: String, position: Double, before: Double, after: Double, verdict: SeriesVerdict
    ) throws {
        let outcome = try handle(name)
        let aggregate = try #require(outcome.aggregate)
        let point = try #require(aggregate.switchPoint)
        #expect(abs(point.position - position) < 1e-4)
        #expect(abs(point.rateBefore - before) < 1e-4)
        #expect(abs(point.rateAfter - after) < 1e-4)
        #expect(aggregate.verdict == verdict)
        #expect(outcome.findings.anomalies.isEmpty == (verdict == .normal))
    }

    @Test func yearsAreNoDays() throws {
        #expect(try handle("coal_mining_disasters.csv").error?.code == .wrongFormat)
    }
}
