import CTextIndex
import DelimitedSyntax
import HandlerTesting
import Testing

/// The loops over text find what is found byte by byte, whichever instructions they use.
@Suite(.serialized) struct TextIndexTests {
    private static let delimiter = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")

    private struct Index: Equatable {
        var fieldEnds: [UInt32]
        var recordEnds: [UInt32]
        var consumed: Int
        var lineEnds: [Int]
        var hasQuotes: Bool
        var isBeyondASCII: Bool
    }

    /// The index of a text without what follows its last record, of which the loops may look at more or less.
    private func index(_ text: [UInt8], hasQuote: Bool, byteByByte: Bool) -> Index {
        let padded = text + [UInt8](repeating: Self.quote, count: Int(TEXT_INDEX_PADDING))
        let dialect = text_index_dialect(delimiter: Self.delimiter, quote: Self.quote, has_quote: hasQuote)
        var fieldEnds = [UInt32](repeating: 0, count: text.count + 64)
        var (recordEnds, result) = (fieldEnds, text_index_result())
        if byteByByte {
            text_index_find_irregular(padded, text.count, true, dialect, &fieldEnds, &recordEnds, &result)
        } else {
            text_index_find(padded, text.count, true, dialect, nil, &fieldEnds, &recordEnds, &result)
        }
        #expect(!result.is_irregular)
        return Index(
            fieldEnds: Array(fieldEnds[..<result.fields]), recordEnds: Array(recordEnds[..<result.records]),
            consumed: result.consumed, lineEnds: [result.lf, result.crlf, result.cr], hasQuotes: result.has_quotes,
            isBeyondASCII: result.is_beyond_ascii)
    }

    @Test(arguments: [0, 1, 3, 30], Vectors.allCases)
    func findsTheEndsOfFieldsAndRecords(length: Int, vectors: Vectors) {
        vectors.use()
        var generator = RepeatableGenerator(seed: UInt64(length))
        for round in 0..<300 {
            var text: [UInt8] = []
            for _ in 0..<Int.random(in: 1...60, using: &generator) {
                let size = Int.random(in: 0...length, using: &generator)
                let letters = (0..<size).map { _ in UInt8.random(in: 0x61...0x7a, using: &generator) }
                switch Int.random(in: 0..<8, using: &generator) {
                case 0 where round % 3 > 0: text += Array("\"a,\r\n\"\"b".utf8) + letters + Array("\"".utf8)
                case 1 where round % 5 == 0: text += Array("é".utf8) + letters
                default: text += letters
                }
                text += Array([",", ",", ",", "\n", "\r\n", "\r"].randomElement(using: &generator)?.utf8 ?? "".utf8)
            }
            text.append(UInt8(ascii: "\n"))
            let found = index(text, hasQuote: true, byteByByte: false)
            #expect(found == index(text, hasQuote: true, byteByByte: true))
            guard !found.hasQuotes else { continue }
            #expect(found == index(text, hasQuote: false, byteByByte: false))
        }
    }

    @Test(arguments: Vectors.allCases)
    func takesQuotesAway(vectors: Vectors) {
        vectors.use()
        var generator = RepeatableGenerator(seed: 31)
        for size in Array(0...200) + [1_000, 4_096] {
            for share in [2, 9, 100] {
                var (field, expected): ([UInt8], [UInt8]) = ([], [])
                for _ in 0..<size {
                    let isQuote = Int.random(in: 0..<share, using: &generator) == 0
                    let byte = isQuote ? Self.quote : UInt8.random(in: 0x23...0x7e, using: &generator)
                    field += isQuote ? [byte, byte] : [byte]
                    expected.append(byte)
                }
                #expect(unquoted(field) == expected)
                #expect(unquoted(field + [Self.quote]) == expected)
                #expect(unquoted(field + Array("\" and \"more\"".utf8)) == expected + Array(" and \"more\"".utf8))
            }
        }
    }

    private func unquoted(_ field: [UInt8]) -> [UInt8] {
        // What lies behind the field is none of its business.
        let padded = field + [UInt8](repeating: Self.quote, count: Int(TEXT_INDEX_PADDING))
        return [UInt8](unsafeUninitializedCapacity: field.count + Int(TEXT_INDEX_PADDING)) { target, count in
            count = text_index_unquote(target.baseAddress, padded, field.count, Self.quote)
        }
    }

    @Test(arguments: Vectors.allCases)
    func findsWordsAndTheEndOfASCII(vectors: Vectors) {
        vectors.use()
        var generator = RepeatableGenerator(seed: 32)
        for size in 0...150 {
            var text = (0..<size).map { _ in UInt8.random(in: 0x61...0x63, using: &generator) }
            let word = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                UInt8.random(in: 0x61...0x63, using: &generator)
            }
            let places = text.indices.filter { text[$0...].starts(with: word) }
            #expect(text_index_search(text, size, word, word.count) == places.first ?? size)
            #expect(text_index_ascii(text, size) == size)
            guard size > 0 else { continue }
            let place = Int.random(in: 0..<size, using: &generator)
            text[place] = 0xc3
            #expect(text_index_ascii(text, size) == place)
        }
    }
}
