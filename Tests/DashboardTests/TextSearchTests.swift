import CTextIndex
import HandlerTesting
import Testing

/// A word is found where it is first, wherever in a text that is.
@Suite struct TextSearchTests {
    private func place(of word: [UInt8], in text: [UInt8]) -> Int {
        // The text ends where its memory does, so that a look beyond it is found out.
        text.withUnsafeBufferPointer { text in
            word.withUnsafeBufferPointer { text_index_search(text.baseAddress, text.count, $0.baseAddress, $0.count) }
        }
    }

    @Test func findsAWordAtEachPlaceOfATextOfAnyLength() {
        for length in [1, 2, 3, 31, 32, 33, 40] {
            let word = (0..<length).map { UInt8(97 + $0 % 26) }
            for size in length...(length + 70) {
                for start in 0...(size - length) {
                    var text = [UInt8](repeating: UInt8(ascii: "-"), count: size)
                    text.replaceSubrange(start..<start + length, with: word)
                    #expect(place(of: word, in: text) == start)
                }
            }
        }
    }

    @Test func findsWhatAPlainSearchFinds() {
        var generator = RepeatableGenerator(seed: 31)
        for _ in 0..<4_000 {
            let text = (0..<Int.random(in: 0...150, using: &generator)).map { _ in
                UInt8.random(in: 97...99, using: &generator)
            }
            let word = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                UInt8.random(in: 97...99, using: &generator)
            }
            let plain = text.indices.first { text[$0...].starts(with: word) } ?? text.count
            #expect(place(of: word, in: text) == plain)
        }
    }
}
