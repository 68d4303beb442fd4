import HandlerAPI
import HandlerTesting
import Testing
import WHPExchange

/// The casts of an archive, merged, must say what one table of all their rows says.
@Suite struct MergeTests {
    private static let head = """
        BOTTLE,X
        EXPOCODE,STNNBR,CASTNO,SAMPNO,DATE,TIME,LATITUDE,LONGITUDE,CTDPRS,CTDTMP,OXYGEN,OXYGEN_FLAG_W
        ,,,,,,,,DBAR,ITS-90,UMOL/KG,

        """

    private static func rows(station: Int) -> [String] {
        (1...6).map { sample in
            let oxygen = (sample + station) % 4 == 0 ? "-999.0,9" : "\(200 + (sample * 31 + station * 17) % 40).25,2"
            let longitude = station < 3 ? 178 + station : station - 181
            return "E,\(station),\(station % 2 + 1),\(sample),2024010\(station),\(sample),-3\(station).5,\(longitude),"
                + "\(sample * 100),\(12 - sample).5,\(oxygen)"
        }
    }

    private func aggregate(_ rows: [String]) throws -> ExchangeAggregate {
        let text = Self.head + rows.joined(separator: "\n") + "\nEND_DATA\n"
        let handler = try WHPExchangeHandler(options: HandlerOptions(for: []))
        let outcome = HandlerOutcome(
            of: handler, on: InMemoryContent(text), mediaType: "text/x-whp-exchange-bottle")
        return try #require(outcome.aggregate)
    }

    @Test func mergedCastsEqualOneTable() throws {
        let parts = try (1...4).map { try aggregate(Self.rows(station: $0)) }
        var total = parts[0]
        for part in parts.dropFirst() { total.merge(part) }
        #expect(total.files == 4)
        total.files = 1
        let whole = try aggregate((1...4).flatMap { Self.rows(station: $0) })
        #expect(try JSONValue(encoding: whole).differences(from: JSONValue(encoding: total)) == [])
        #expect(whole.stations == 4)
        #expect(whole.boundingBox.map { [$0.west, $0.east] } == [179, -177])
    }

    @Test func countsAValueAsMissingWhereAFileHasNoSuchColumn() throws {
        let handler = try WHPExchangeHandler(options: HandlerOptions(for: []))
        let texts = ["CTDPRS,CTDTMP\nDBAR,ITS-90\n1,4\n2,5\n", "CTDPRS,CTDSAL\nDBAR,PSS-78\n1,35\n"]
        var parts: [ExchangeAggregate] = []
        for text in texts {
            let content = InMemoryContent("CTD,X\nNUMBER_HEADERS = 2\nEXPOCODE = E\n" + text + "END_DATA\n")
            let outcome = HandlerOutcome(of: handler, on: content, mediaType: "text/x-whp-exchange-ctd")
            parts.append(try #require(outcome.aggregate))
        }
        parts[0].merge(parts[1])
        #expect(parts[0].columns.map(\.name) == ["CTDPRS", "CTDTMP", "CTDSAL"])
        #expect(parts[0].columns.map(\.missing) == [0, 1, 2])
        #expect(parts[0].columns.map { $0.present + $0.missing } == [3, 3, 3])
        #expect(parts[0].headers == ["EXPOCODE": "E"])
    }
}
