import HandlerAPI
import Testing

@testable import JSONDocuments

/// Faults are found where they are.
@Suite struct FaultTests {
    static let faults: [(text: String, offset: Int64)] = [
        ("", 0), (" \n", 2), ("[1,]", 3), ("[1 2]", 3), ("{\"a\":1,}", 7), ("{\"a\" 1}", 5), ("{a:1}", 1), ("[01]", 1),
        ("[1.]", 1), ("[+1]", 1), ("[tru]", 1), ("[true false]", 6), ("[\"a\u{1}\"]", 3), ("[\"a\\x\"]", 3),
        ("[\"\\u12G4\"]", 2), ("[1}", 2), ("{\"a\":1]", 6), ("[1] x", 4), ("[1][2]", 3), ("[", 1), ("{\"a\":", 5),
        ("[\"abc", 1),
        ("[\"abc\\\"", 1), ("[1,", 3), ("[\"a\"", 4), ("{\"a", 1), ("{\"a\\\"", 1), ("{\"a\\q\":1}", 3), ("nul", 0),
        ("{\"a\":1 \"b\":2}", 7),
        ("[1\u{c}]", 1), ("\u{feff}[}", 4), ("[\"\\", 1), ("{\"a\":\"\n\"}", 6),
    ]

    @Test(arguments: faults) func isFoundAtItsByte(text: String, offset: Int64) {
        let error = refusal(Array(text.utf8))
        #expect(error?.offset == offset, "\(error.map { "\($0)" } ?? "accepted")")
        #expect(error?.code == .corrupt)
    }

    static let notUTF8: [(bytes: [UInt8], offset: Int64)] = [
        ([0xff], 3), ([0xc3, 0x28], 4), ([0xe2, 0x82], 5), ([0xc0, 0xaf], 3), ([0xed, 0xa0, 0x80], 4),
        ([0xf4, 0x90, 0x80, 0x80], 4), ([0x80], 3), ([0xf0, 0x9f, 0x98], 6), ([0xe0, 0x80, 0x80], 4),
    ]

    /// Also where it stands across the pieces that are looked at together.
    @Test(arguments: notUTF8, [0, 29, 30, 31, 59, 60, 61, 62, 63, 64, 4_093])
    func bytesThatAreNotUTF8AreFound(fault: (bytes: [UInt8], offset: Int64), shift: Int) {
        let text = [UInt8](repeating: 0x20, count: shift) + Array("[\"a".utf8) + fault.bytes + Array("\"]".utf8)
        #expect(refusal(text)?.offset == fault.offset + Int64(shift))
        let cut = Array(text[..<(3 + shift + fault.bytes.count)])
        #expect(refusal(cut)?.offset == min(fault.offset + Int64(shift), Int64(cut.count)))
    }

    @Test func theFirstFaultCounts() {
        #expect(refusal(Array("[1,,2,\"a\u{1}\"]".utf8))?.offset == 3)
        #expect(refusal(Array("[1,2,\"a\u{1}\",,]".utf8))?.offset == 7)
        #expect(refusal(Array("[\"\\q".utf8) + [0xff])?.offset == 2)
    }

    /// A fault deep in a large document is found at the same place.
    @Test(arguments: [100_000, 262_144 - 3, 262_144, 600_000]) func countsFromTheBeginning(size: Int) {
        let count = size / 4
        let text = "[" + String(repeating: "123,", count: count) + "x]"
        #expect(refusal(Array(text.utf8))?.offset == Int64(4 * count + 1))
    }

    @Test func aLineIsADocument() {
        let type: MediaType = "application/x-ndjson"
        #expect(refusal(Array("{\"a\":1}\n{\"a\":\n1}\n".utf8), type: type)?.offset == 13)
        #expect(refusal(Array("{\"a\":1}\n{} {}\n".utf8), type: type)?.offset == 11)
        #expect(refusal(Array("{\"a\":1}\n{\"a\":\"\n\"}\n".utf8), type: type)?.offset == 14)
        #expect(refusal(Array("{\"a\":1}\n\n \r\n{\"a\":1}".utf8), type: type) == nil)
        #expect(refusal([], type: type) == nil)
    }

    @Test func depthIsBounded() throws {
        let depth = 1_024
        let deepest = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(try summarize(deepest).aggregate.depth == depth)
        let error = refusal(Array("[\(deepest)]".utf8))
        #expect(error?.code == .limitExceeded && error?.offset == Int64(depth))
        #expect(try summarize("[[1]]", options: ["maximum_depth": .integer(2)]).aggregate.depth == 2)
        #expect(throws: HandlerError.self) { try summarize("[[1]]", options: ["maximum_depth": .integer(1)]) }
    }
}
