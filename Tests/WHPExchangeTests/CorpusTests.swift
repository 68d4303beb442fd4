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

    @Test(arguments: Reference.miniBottle)
    func agreesWithNumpy(reference: Reference) throws {
        let aggregate = try #require(try handle("33RR20080204_mini_hy1.csv").aggregate)
        let column = try #require(aggregate.columns.first { $0.name == reference.name })
        #expect(aggregate.observations == 123)
        #expect(column.present == reference.present)
        #expect(column.missing == reference.missing)
        #expect(column.minimum == reference.minimum)
        #expect(column.maximum == reference.maximum)
        #expect(abs((column.mean ?? .nan) / reference.mean - 1) < 1e-9)
        #expect(abs((column.standardDeviation ?? .nan) / reference.standardDeviation - 1) < 1e-9)
    }

    @Test(arguments: ["btl_csv.csv", "merge_placeholders.csv"])
    func refusesTablesWithoutTheStamp(name: String) throws {
        #expect(try handle(name).error?.code == .wrongFormat)
    }
}

/// What numpy computes of a column.
struct Reference: Sendable, CustomStringConvertible {
    let name: String
    let present: Int
    let missing: Int
    let minimum: Double
    let maximum: Double
    let mean: Double
    let standardDeviation: Double

    var description: String { name }

    init(
        _ name: String, _ present: Int, _ missing: Int, _ minimum: Double, _ maximum: Double, _ mean: Double,
        _ standardDeviation: Double
    ) {
        self.name = name
        self.present = present
        self.missing = missing
        self.minimum = minimum
        self.maximum = maximum
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    static let miniBottle = [
        Reference("CTDPRS", 123, 0, 4.3, 1529.3, 328.98373983739845, 342.0706511660678),
        Reference("CTDTMP", 123, 0, 2.822, 27.3139, 13.178640650406503, 6.65164059007111),
        Reference("CTDSAL", 123, 0, 34.5337, 35.4411, 35.00045853658536, 0.2656715647484197),
        Reference("OXYGEN", 88, 35, 145.4, 219.6, 182.8215909090909, 19.25408121456144),
        Reference("SILCAT", 89, 34, 1.65, 75.93, 20.439887640449438, 21.549576904430378),
        Reference("NITRIT", 89, 34, 0.0, 0.26, 0.017752808988764045, 0.04879811865292937),
        Reference("CFC-11", 79, 44, 0.074, 3.196, 1.9408987341772146, 0.8817936934560657),
        Reference("TCARBN", 75, 48, 1978.0, 2254.9, 2130.630666666666, 78.13615796788311),
        Reference("DELC14", 15, 108, -150.2, 51.8, -27.873333333333335, 80.58635533802646),
    ]
}
