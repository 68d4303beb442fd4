import DelimitedSyntax
import HandlerTesting
import Testing

/// Looking for some fields finds them where looking for all does.
@Suite struct FieldIndexTests {
    /// Calls `body` with text that has readable bytes behind it.
    private func withText(_ text: String, _ body: (UnsafeRawBufferPointer) -> Void) {
        let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: FieldIndex.padding)
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0.dropLast(FieldIndex.padding))) }
    }

    /// The places in `index` of the ends that are needed to take the chosen fields from its records.
    private func needed(_ index: FieldIndex, _ columns: Range<Int>) -> [[UInt32]] {
        var base = 0
        return (0..<index.recordCount).map { record in
            let last = Int(index.recordEnds[record])
            defer { base = last + 1 }
            let chosen = columns.filter { base + $0 <= last }.map { base + $0 }
            let before = chosen.first.map { [$0 - 1] } ?? []
            return (before + chosen + [last]).map { index.fieldEnds[$0] }
        }
    }

    @Test(arguments: [1, 3, 40, 300])
    func findsTheSame(fields: Int) {
        var generator = RepeatableGenerator(seed: UInt64(fields))
        for _ in 0..<60 {
            var text = ""
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                // Some records have more fields than the others, and some fewer.
                let count = max(
                    1, fields + (Bool.random(using: &generator) ? 0 : Int.random(in: -2...2, using: &generator)))
                let row = (0..<count).map { _ in
                    let plain = String(repeating: "x", count: Int.random(in: 0...9, using: &generator))
                    return Int.random(in: 0..<9, using: &generator) == 0 ? "\"\(plain),\n\"" : plain
                }
                text += row.joined(separator: ",") + ["\n", "\r\n", "\r"][Int.random(in: 0..<3, using: &generator)]
            }
            text += "open,"
            let first = Int.random(in: 0..<fields, using: &generator)
            let columns = first..<Int.random(in: first + 1...fields, using: &generator)
            let (all, some) = (
                FieldIndex(delimiter: .comma, quote: .double),
                FieldIndex(delimiter: .comma, quote: .double, columns: columns)
            )
            withText(text) { text in
                all.find(in: text, isLast: true)
                some.find(in: text, isLast: true)
                #expect(all.recordCount == some.recordCount && all.consumed == some.consumed)
                #expect((0..<all.recordCount).allSatisfy { all.recordEnds[$0] == some.recordEnds[$0] })
                #expect(needed(all, columns) == needed(some, columns))
            }
        }
    }
}
