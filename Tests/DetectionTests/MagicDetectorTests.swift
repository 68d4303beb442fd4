import Detection
import Glibc
import HandlerAPI
import Orchestration
import Testing

@Suite struct MagicDetectorTests {
    private static let header = "EXPOCODE,SECT_ID,STNNBR\n,,\n33XX,X01,1\nEND_DATA\n"
    private static let mark = "\u{FEFF}"
    private static let rinex = "     2.11           OBSERVATION DATA    G (GPS)             RINEX VERSION / TYPE\n"

    @Test(
        arguments: [
            ("BOTTLE,20240301TRAWL\n" + header, "text/x-whp-exchange-bottle"),
            (mark + "BOTTLE,20240301TRAWL\n" + header, "text/x-whp-exchange-bottle"),
            ("BOTTLE,no stamp\n# comment\n" + header, "text/x-whp-exchange-bottle"),
            ("CTD,20240301TRAWL\nNUMBER_HEADERS = 2\nEXPOCODE = 33XX\n", "text/x-whp-exchange-ctd"),
            (mark + "CTD,20240301TRAWL\nNUMBER_HEADERS = 2\nEXPOCODE = 33XX\n", "text/x-whp-exchange-ctd"),
            ("CTD,today\r\nNUMBER_HEADERS = 2\r\nEXPOCODE = 33XX\r\n", "text/x-whp-exchange-ctd"),
            ("* Sea-Bird SBE 9 Data File:\n* more\n# nquan = 2\n# file_type = ascii\n*END*\n", "text/x-seabird-cnv"),
            ("* Sea-Bird SBE 9 Data File:\n  Bottle  Date\n  1  Jan 01 2024 1.0 (avg)\n", "text/x-seabird-btl"),
            (rinex, "text/x-rinex-observation"),
            (rinex.replacingFirst("OBSERVATION DATA", "NAVIGATION DATA "), "text/x-rinex-navigation"),
        ] as [(String, MediaType)])
    func trawlsOwnEntriesGoFirst(text: String, type: MediaType) throws {
        let verdict = try detect(text, name: "data.csv")
        #expect(verdict.mediaType == type)
        #expect(verdict.basis == "trawl-magic")
    }

    @Test(arguments: [
        "CTD,depth\n1,2.5\n2,3.5\n3,4.5\n4,5.5\n5,6.5\n6,7.5\n", "BOTTLE,volume\n1,2.5\n2,3.5\n3,4.5\n4,5.5\n5,6.5\n",
    ])
    func aTableWithAColumnOfThatNameIsNoExchangeFile(text: String) throws {
        #expect(try detect(text).mediaType == "text/csv")
    }

    @Test func proseThatOnlyNamesAFormatIsProse() throws {
        for text in ["Sea-Bird SBE 9 is a CTD.\n", "The RINEX VERSION / TYPE label stands in column 61.\n"] {
            #expect(try detect(text).mediaType == "text/plain")
        }
    }

    @Test func aLargeJSONTextIsKnownByItsBeginning() throws {
        let rows = (0..<190_000).map { #"{"id": \#($0), "value": [true, null, -1.5e3]}"# }
        let verdict = try detect("[" + rows.joined(separator: ",\n") + "]")
        #expect(verdict.mediaType == "application/json")
        #expect(verdict.basis == "probe:json", "libmagic reads 7 MiB and finds no end")
        #expect(try detect(rows.joined(separator: "\n")).mediaType == "application/x-ndjson")
    }

    @Test(
        arguments: [
            ("{\"a\": 1}\n{\"a\": 2}\n", "application/x-ndjson"), ("{\"a\": 1}\n", "application/json"),
            ("a,b\n1,2\n3,4\n5,6\n7,8\n9,10\n", "text/csv"),
            ("a\tb\n1\t2\n3\t4\n5\t6\n7\t8\n9\t10\n", "text/tab-separated-values"),
            (
                "#YY MM DD WSPD\n2024 01 01 5.0\n2024 01 02 MM\n2024 01 03 6.5\n2024 01 04 7.0\n2024 01 05 4.5\n2024 01 06 4.0\n",
                "text/x-table"
            ),
        ] as [(String, MediaType)])
    func textsAreKnownByTheirContent(text: String, type: MediaType) throws {
        #expect(try detect(text).mediaType == type)
    }

    @Test(arguments: [
        "Dear reader, this is a letter, and it has commas.\nIt goes on line by line as letters do.\nSo, then, goodbye.\n",
        "one\n", "Say {hello} to [them], and no more.\n",
    ])
    func proseStaysPlainText(text: String) throws {
        let verdict = try detect(text)
        #expect(verdict == Verdict(mediaType: "text/plain", charset: "us-ascii", basis: "libmagic"))
    }

    @Test(
        arguments: [
            ("readings.csv", "text/csv"), ("readings.TSV", "text/tab-separated-values"), ("notes.txt", "text/plain"),
            ("a.zip", "text/plain"), (".csv", "text/plain"), ("csv", "text/plain"),
        ] as [(String, MediaType)])
    func aNameIsAHintWhereTheContentSaysNoMore(name: String, type: MediaType) throws {
        let verdict = try detect("only one column\n", name: name)
        #expect(verdict.mediaType == type)
        #expect((verdict.basis == "libmagic") == (type == "text/plain"))
    }

    @Test func aNameNeverOutweighsTheContent() throws {
        #expect(try detect("{\"a\": [1, 2]}\n", name: "a.csv").mediaType == "application/json")
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        #expect(try detect(png + [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0], name: "a.csv").mediaType == "image/png")
        #expect(
            try detect([0x91, 0xF7, 0xE3, 0x05, 0x00, 0xC1], name: "a.csv").mediaType == "application/octet-stream")
    }

    @Test func anEmptyFileIsEmptyWhateverItsName() throws {
        #expect(try detect([], name: "a.csv").mediaType == "inode/x-empty")
    }

    @Test func whereTheDescriptorWasLeftDoesNotMatter() throws {
        let file = try openFile(Array("%PDF-1.4\n".utf8) + Array(repeating: 0x20, count: 500))
        lseek(file.descriptor, 0, SEEK_END)
        let session = try MagicDetector().makeSession()
        #expect(try session.detect(file, name: Array("data".utf8), trace: nil).mediaType == "application/pdf")
    }

    @Test func theTraceListsEveryRuleLookedAt() throws {
        var rules: [String] = []
        _ = try detect(Array("only prose here\n".utf8)) { rules.append($0.rule) }
        #expect(rules.count == 7)
        #expect(rules.first == "Trawl's magic entries")
        #expect(rules.dropFirst().first?.hasPrefix("libmagic 5.") == true)
        #expect(rules.suffix(5) == ["probe json", "probe count-series", "probe delimited", "probe table", "name"])
        var steps: [DetectionStep] = []
        _ = try detect(Array("{}".utf8)) { steps.append($0) }
        #expect(steps.last?.answer.contains("application/json") == true)
    }

    @Test func theIdentityNamesLibraryAndDatabases() {
        let identity = MagicDetector().identity
        #expect(identity.version.hasPrefix("libmagic 5."))
        #expect(identity.databaseDigest.utf8.count == 16)
        #expect(identity == MagicDetector().identity)
    }

    @Test func sessionsOfManyThreadsAgree() async throws {
        let detector = MagicDetector()
        let answers = try await withThrowingTaskGroup(of: MediaType.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let file = try openFile(Array("a,b\n1,2\n3,4\n5,6\n7,8\n".utf8))
                    return try detector.makeSession().detect(file, name: [], trace: nil).mediaType
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: "text/csv", count: 4))
    }
}

extension String {
    fileprivate func replacingFirst(_ text: String, _ other: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return replacingCharacters(in: range, other)
    }

    private func replacingCharacters(in range: Range<String.Index>, _ text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
