import Foundation
import HandlerAPI
import HandlerTesting
import Testing

@testable import Detection

@Suite struct JSONProbeTests {
    private func probe(_ bytes: [UInt8], isWhole: Bool = true) -> MediaType? {
        bytes.withUnsafeBytes { JSONProbe.mediaType(of: $0, isWhole: isWhole) }
    }

    @Test(arguments: [
        "[]", "{}", " [1, -0, 0.5, 1e5, -1.5E-3, 12]", #"{"a": {"b": [true, false, null]}}"#, #"["\u00e9\n\"\\\/"]"#,
        "\u{FEFF}[1]", "[\"\u{1F30A}\"]",
    ])
    func takesJSON(text: String) { #expect(probe(Array(text.utf8)) == "application/json") }

    @Test(arguments: [
        "", "1", "\"text\"", "[1,]", "[,1]", "{\"a\":}", "{a: 1}", "{\"a\": 1,}", "[01]", "[-]", "[+1]", "[.5]", "[1.]",
        "[1e]", "[0x1]", "[NaN]", "[tru]", "[\"\\x\"]", "[\"\\u12g4\"]", "[\"\n\"]", "[1", "[\"", "[1}", "[1] []",
        "[1] x",
        "{\"a\"}", "[1 2]", "[1] // comment",
    ])
    func saysNothingOfWhatIsNoJSON(text: String) { #expect(probe(Array(text.utf8)) == nil) }

    @Test func aBeginningIsEnough() {
        let text = Array(#"{"name": "a \"quoted\" word", "list": [1, -2.5e7, true, {"x": null}], "u": "\u00e9"}"#.utf8)
        for length in 1..<text.count {
            #expect(probe(Array(text.prefix(length)), isWhole: false) == "application/json", "\(length) bytes")
            #expect(probe(Array(text.prefix(length))) == nil, "\(length) bytes are no whole text")
        }
        #expect(probe(Array("{\"a\": 1}\n{\"a\":".utf8), isWhole: false) == "application/x-ndjson")
    }

    @Test func deepNestingEndsTheSearch() {
        #expect(probe([UInt8](repeating: UInt8(ascii: "["), count: 65_536), isWhole: false) == nil)
    }

    @Test(.enabled(if: TestData.corpus() != nil, "no corpus: set TRAWL_CORPUS"))
    func agreesWithTheJSONTestSuite() throws {
        let folder = try #require(TestData.corpus()).appendingPathComponent("hostile/json")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        var accepted = 0
        for name in names.sorted() {
            let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
            let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
            if name.hasPrefix("n_") {
                #expect(probe(bytes) == nil, "\(name)")
            } else if name.hasPrefix("y_"), first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
                #expect(probe(bytes) == "application/json", "\(name)")
                accepted += 1
            }
        }
        #expect(accepted > 50)
    }
}
