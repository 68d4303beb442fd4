import HandlerAPI
import HandlerTesting
import PlainText
import Testing

@Suite struct PlainTextHandlerTests {
    @Test(arguments: try GoldenCase<PlainTextHandler>.all(in: TestData.folder()))
    func matchesGolden(golden: GoldenCase<PlainTextHandler>) throws {
        #expect(try golden.differences() == [])
    }

    @Test func conforms() throws {
        let samples = try GoldenCase<PlainTextHandler>.all(in: TestData.folder())
            .filter { try $0.outcome().error == nil }.map { try $0.sample() }
        #expect(try HandlerConformance(PlainTextHandler.self, samples: samples).run() == [])
    }

    /// Swift's own decoder repairs invalid UTF-8 by the same rule: one replacement for each maximal part.
    @Test func countsScalarsAsSwiftDoes() throws {
        var generator = RepeatableGenerator(seed: 3)
        let pieces: [[UInt8]] = [
            [0x41], [0x20], [0x0A], [0x0D], [0xC3, 0xA9], [0xE6, 0xB5, 0xB7], [0xF0, 0x9F, 0x90, 0x9F], [0xE6, 0xB5],
            [0xED, 0xA0, 0x80], [0xC0], [0xF4, 0x90], [0x80],
        ]
        for _ in 0..<300 {
            let noise = (0..<12).flatMap { _ in pieces.randomElement(using: &generator) ?? [] }
            // A byte order mark settles that it is UTF-8, however broken.
            let summary = try #require(try handle([0xEF, 0xBB, 0xBF] + noise).aggregate)
            let decoded = String(decoding: noise, as: UTF8.self).unicodeScalars
            #expect(summary.characters == decoded.count)
            let words = decoded.split { " \n\r".unicodeScalars.contains($0) }
            #expect(summary.words == words.count)
        }
    }

    @Test func mergesAsIfOneFileFollowedTheOther() throws {
        let (first, second) = ("one two\r\n\nthree\n", "a longer line than those\nx")
        var total = try #require(try handle(Array(first.utf8)).aggregate)
        total.merge(try #require(try handle(Array(second.utf8)).aggregate))
        let whole = try #require(try handle(Array((first + second).utf8)).aggregate)
        var expected = try JSONValue(encoding: whole)
        expected["files"] = .number(2)
        #expect(try expected.differences(from: JSONValue(encoding: total)) == [])
    }

    @Test func readsUTF16WithoutAMarkWhereTheDetectorSawIt() throws {
        let bytes = Array("né\n".utf16).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let summary = try #require(try handle(bytes, charset: "utf-16be").aggregate)
        #expect(summary.encoding == "utf-16be")
        #expect(summary.characters == 3)
    }

    private func handle(_ bytes: [UInt8], charset: String? = nil) throws -> HandlerOutcome<PlainTextHandler> {
        HandlerOutcome(
            of: try PlainTextHandler(options: HandlerOptions(for: [])), on: InMemoryContent(bytes, pieceSize: 5),
            mediaType: "text/plain", charset: charset)
    }
}
