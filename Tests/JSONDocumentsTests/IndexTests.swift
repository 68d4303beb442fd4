import CJSONIndex
import HandlerTesting
import Testing

@testable import JSONDocuments

/// The vector instructions find what plain C does.
@Suite struct IndexTests {
    private struct Found: Equatable {
        var tokens: [UInt32] = []
        var escapes: [UInt32] = []
        var beyondASCII: [UInt64] = []
        var size = 0
        var fault: UInt32 = 0
    }

    private func find(_ bytes: [UInt8], isLast: Bool, findsLines: Bool, isPlain: Bool) -> Found {
        let padding = Int(JSON_INDEX_PADDING)
        let text = [UInt8](repeating: 0x22, count: padding) + bytes + [UInt8](repeating: 0x5c, count: padding)
        var tokens = [UInt32](repeating: 0, count: bytes.count + Int(JSON_INDEX_SPARE))
        var escapes = tokens
        var beyond = [UInt64](repeating: .max, count: bytes.count / 4_096 + 1)
        var result = json_index_result()
        text.withUnsafeBufferPointer { text in
            tokens.withUnsafeMutableBufferPointer { tokens in
                escapes.withUnsafeMutableBufferPointer { escapes in
                    beyond.withUnsafeMutableBufferPointer { beyond in
                        guard let base = text.baseAddress else { return }
                        let lists = json_index_lists(
                            tokens: tokens.baseAddress, escapes: escapes.baseAddress, beyond_ascii: beyond.baseAddress)
                        let find = isPlain ? json_index_find_plain : json_index_find
                        find(base + padding, bytes.count, isLast, findsLines, lists, &result)
                    }
                }
            }
        }
        return Found(
            tokens: Array(tokens[..<result.tokens]), escapes: Array(escapes[..<result.escapes]),
            beyondASCII: result.fault == json_index_no_fault ? beyond : [], size: result.size,
            fault: result.fault.rawValue)
    }

    @Test(arguments: 1...10) func bothWaysFindTheSame(seed: UInt64) {
        var generator = RepeatableGenerator(seed: seed)
        var made = RandomDocuments(seed: seed)
        for _ in 0..<20 { made.addLine() }
        let text = Array(made.text.utf8)
        let odd: [UInt8] = [
            0x5c, 0x22, 0x0a, 0x00, 0xc3, 0xa9, 0xe2, 0x82, 0xf0, 0x9f, 0xed, 0xa0, 0x7b, 0x20, 0x31, 0xff, 0x80, 0x0c,
        ]
        for _ in 0..<300 {
            let start = Int.random(in: 0..<text.count, using: &generator)
            var bytes = Array(text[start..<min(text.count, start + Int.random(in: 0...400, using: &generator))])
            for _ in 0..<Int.random(in: 0...4, using: &generator) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = odd.randomElement(using: &generator) ?? 0
            }
            let (isLast, findsLines) = (Bool.random(using: &generator), Bool.random(using: &generator))
            let wide = find(bytes, isLast: isLast, findsLines: findsLines, isPlain: false)
            #expect(wide == find(bytes, isLast: isLast, findsLines: findsLines, isPlain: true))
        }
    }

    @Test func tokensAreWhereTheyAre() {
        let found = find(Array("{\"a\\\"b\": [1,true]}\n\"x\"".utf8), isLast: true, findsLines: true, isPlain: false)
        #expect(found.tokens == [0, 1, 7, 9, 10, 11, 12, 16, 17, 18, 19])
        #expect(found.escapes == [3])
    }

    static let numbers: [(text: String, kind: json_number)] =
        ["0", "-0", "7", "10", "-123456789012345", "1234567890123456", "12345678901234567890"].map {
            ($0, json_number_integer)
        }
        + ["0.5", "-0.0", "1e5", "1E+05", "12.5e-3", "1234567.12345678", "123456789012345678.5", "0e0"].map {
            ($0, json_number_other)
        }
        + [
            "-", "01", "-01", "1.", ".5", "1e", "1e+", "+1", "1.2.3", "1-", "--1", "0x1", "1 2", "1.e1", "00.5", "-.5",
            "Infinity", "1,2", "12345678901234567x", "01234567890123456",
        ].map { ($0, json_number_none) }

    @Test(arguments: numbers) func numbersAreToldByTheirGrammar(text: String, kind: json_number) {
        // What stands behind a number does not matter.
        for rest in ["", "0", ".", "e", "-"] {
            let bytes = Array((text + rest).utf8) + [UInt8](repeating: 0x35, count: 16)
            #expect(json_index_number(bytes, text.utf8.count) == kind, "\(text)")
            #expect(json_index_long_number(bytes, text.utf8.count) == kind, "\(text)")
        }
    }
}
