import HandlerAPI
import HandlerTesting
import Testing
import WHPExchange

@Suite struct WHPExchangeHandlerTests {
    @Test(arguments: try GoldenCase<WHPExchangeHandler>.all(in: TestData.folder()))
    func matchesGolden(golden: GoldenCase<WHPExchangeHandler>) throws {
        #expect(try golden.differences() == [])
    }

    @Test func conforms() throws {
        let samples = try GoldenCase<WHPExchangeHandler>.all(in: TestData.folder())
            .filter { try $0.outcome().error == nil }.map { try $0.sample() }
        #expect(samples.count >= 5)
        #expect(try HandlerConformance(WHPExchangeHandler.self, samples: samples, variations: 60).run() == [])
    }

    @Test(arguments: ["-999", "-999.", "-999.0", "-999.00", "-999.000", " -999.0000 ", "\"-999\"", ""])
    func knowsEverySpellingOfTheFillValue(fill: String) throws {
        let outcome = try handle("BOTTLE,X\nSTNNBR,CTDTMP\n,ITS-90\n1,\(fill)\n1,-99.9\nEND_DATA\n")
        let column = try #require(outcome.aggregate?.columns.last)
        #expect(column.missing == 1)
        #expect(column.present == 1)
        #expect(column.minimum == -99.9)
    }

    @Test func readsATableWithoutALineOfUnits() throws {
        let outcome = try handle("BOTTLE,X\nEXPOCODE,STNNBR,CASTNO,SAMPNO,CTDTMP\nE,1,1,1,4\nE,1,1,2,5\nEND_DATA\n")
        #expect(outcome.aggregate?.observations == 2)
        #expect(outcome.findings.anomalies == [])
    }

    /// A bottle file with one row for each place and temperature.
    private func bottles(_ rows: (latitude: String, temperature: String)..., flag: String = "2") -> String {
        let lines = rows.enumerated().map {
            "E,\($0.offset),1,1,\($0.element.latitude),\($0.element.temperature),\(flag)\n"
        }
        return "BOTTLE,X\nEXPOCODE,STNNBR,CASTNO,SAMPNO,LATITUDE,CTDTMP,CTDTMP_FLAG_W\n,,,,DEG,ITS-90,\n"
            + lines.joined() + "END_DATA\n"
    }

    @Test func aTemperatureTooWarmForItsLatitudeIsNamed() throws {
        let text = bottles(("65.8", "7.2"), ("65.8", "31.85"), ("-12", "31.85"), ("65.8", "21.0"), ("-62", "14"))
        let anomalies = try handle(text).findings.anomalies
        #expect(anomalies.map(\.detector) == ["regional-range", "regional-range"])
        #expect(
            anomalies.map(\.reason) == [
                "line 5: CTDTMP is 31.85 ITS-90 at latitude 65.8; expected at most 25.0 north of 60° N",
                "line 8: CTDTMP is 14.0 ITS-90 at latitude -62.0; expected at most 12.0 south of 60° S",
            ])
        #expect(anomalies.allSatisfy { $0.score > 0.7 && $0.score < 1 })
    }

    @Test(arguments: ["4", "5", "9"]) func aTemperatureThatIsFlaggedBadIsNotHeldAgainstTheLatitude(flag: String) throws
    {
        let anomalies = try handle(bottles(("65.8", "31.85"), flag: flag)).findings.anomalies
        #expect(!anomalies.contains { $0.detector == "regional-range" })
    }

    @Test func theLatitudeOfACastHoldsForItsRows() throws {
        let text = "CTD,X\nNUMBER_HEADERS = 2\nLATITUDE = 71.5\nCTDPRS,CTDTMP\nDBAR,ITS-90\n2,28.1\nEND_DATA\n"
        #expect(try handle(text).findings.anomalies.map(\.detector) == ["regional-range"])
    }

    @Test func countsTheLastRowWithoutItsNewline() throws {
        let outcome = try handle("BOTTLE,X\nEXPOCODE,STNNBR,CASTNO,SAMPNO,CTDTMP\n,,,,ITS-90\nE,1,1,1,4\nE,1,1,2,5")
        #expect(outcome.aggregate?.observations == 2)
        #expect(outcome.aggregate?.columns.last?.mean == 4.5)
        #expect(outcome.findings.anomalies.map(\.detector) == ["missing-end-data"])
    }

    @Test(arguments: ["END", "END_", "END_DAT", " END_DA"])
    func countsNoRowWhereTheFileIsCutInItsLastLine(end: String) throws {
        let outcome = try handle("BOTTLE,X\nEXPOCODE,STNNBR,CASTNO,SAMPNO,CTDTMP\n,,,,ITS-90\nE,1,1,1,4\n\(end)")
        #expect(outcome.aggregate?.observations == 1)
        #expect(outcome.findings.anomalies.map(\.detector) == ["missing-end-data"])
    }

    @Test(arguments: [("BOTTLE,X\n", 9), ("BOTTLE,X\n# c\nEND_DATA\n", 13), ("CTD,X\nNUMBER_HEADERS = 1\n1,2,3\n", 25)])
    func saysWhereTheColumnLineIsMissed(text: String, offset: Int64) throws {
        let error = try #require(try handle(text).error)
        #expect(error.code == .corrupt)
        #expect(error.offset == offset)
    }

    @Test func keepsWhatCameBeforeALineThatIsNone() throws {
        let line = String(repeating: "9", count: 1 << 21)
        let outcome = try handle("BOTTLE,X\nSTNNBR,CTDTMP\n,ITS-90\n1,4\n\(line)\nEND_DATA\n")
        #expect(outcome.aggregate?.observations == 1)
        #expect(outcome.findings.partialReason?.code == .corrupt)
    }

    @Test func reportsABadColumnInFewAnomalies() throws {
        let rows = (1...5_000).map { "E,1,1,\($0),\($0),99" }.joined(separator: "\n")
        let outcome = try handle(
            "BOTTLE,X\nEXPOCODE,STNNBR,CASTNO,SAMPNO,CTDPRS,CTDTMP\n,,,,DBAR,ITS-90\n\(rows)\nEND_DATA\n")
        let anomalies = outcome.findings.anomalies
        #expect(anomalies.count == 6)
        #expect(anomalies.last?.reason == "4995 more of this kind, the last in line 5003; 5000 in all")
    }

    @Test func usesTheBottleWhereThereIsNoSample() throws {
        let table = "BOTTLE,X\nEXPOCODE,STNNBR,CASTNO,SAMPNO,BTLNBR,CTDPRS\n,,,,,DBAR\n"
        let distinct = try handle(table + "E,1,1,-999,1,5\nE,1,1,-999,2,6\nE,1,1,1,1,7\nEND_DATA\n")
        #expect(distinct.findings.anomalies == [])
        let repeated = try handle(table + "E,1,1,-999,1,5\nE,1,1,,1,6\nEND_DATA\n")
        #expect(repeated.findings.anomalies.map(\.detector) == ["duplicate-key"])
    }

    private func handle(_ text: String) throws -> HandlerOutcome<WHPExchangeHandler> {
        let handler = try WHPExchangeHandler(options: HandlerOptions(for: []))
        return HandlerOutcome(
            of: handler, on: InMemoryContent(text, pieceSize: 1_000), mediaType: "text/x-whp-exchange-bottle")
    }
}
