import Sketches
import Testing

@Suite struct ValueCountsTests {
    /// Calls `body` with `texts` as sketches take them.
    private func withValues(_ texts: ArraySlice<String>, _ body: (HashedValues) -> Void) {
        let bytes = texts.map { Array($0.utf8) }
        let all = bytes.flatMap { $0 }
        all.withUnsafeBytes { all in
            var starts: [UnsafeRawPointer] = []
            var offset = 0
            guard let base = all.baseAddress else { return }
            for text in bytes {
                starts.append(base + offset)
                offset += text.count
            }
            let lengths = bytes.map { UInt32($0.count) }
            let hashes = bytes.map { text in text.withUnsafeBytes { StableHash.hash($0) } }
            starts.withUnsafeBufferPointer { starts in
                lengths.withUnsafeBufferPointer { lengths in
                    hashes.withUnsafeBufferPointer { hashes in
                        guard let first = starts.baseAddress, let length = lengths.baseAddress,
                            let hash = hashes.baseAddress
                        else { return }
                        body(HashedValues(starts: first, lengths: length, hashes: hash, count: starts.count))
                    }
                }
            }
        }
    }

    private func counts(_ texts: ArraySlice<String>, batch: Int) -> ValueCounts {
        var counts = ValueCounts()
        for start in stride(from: texts.startIndex, to: texts.endIndex, by: batch) {
            withValues(texts[start..<min(start + batch, texts.endIndex)]) { counts.add($0) }
        }
        return counts
    }

    /// A few frequent values among `many` others.
    private func texts(_ count: Int, many: Int, seed: UInt64) -> [String] {
        var generator = RepeatableGenerator(seed: seed)
        return (0..<count).map { _ in
            Int.random(in: 0..<10, using: &generator) < 3
                ? "frequent \(Int.random(in: 0..<4, using: &generator))"
                : "\(Int.random(in: 0..<many, using: &generator))"
        }
    }

    private func check(_ counts: ValueCounts, _ texts: [String]) {
        let exact = Dictionary(texts.map { ($0, 1) }, uniquingKeysWith: +)
        let top = counts.top(.max)
        for item in top {
            let truth = exact[String(decoding: item.bytes, as: UTF8.self)] ?? 0
            #expect(item.count <= truth && truth <= item.count + counts.maximumError)
        }
        let names = Set(top.map { String(decoding: $0.bytes, as: UTF8.self) })
        for (text, count) in exact where count > 2 * counts.maximumError { #expect(names.contains(text)) }
        #expect(counts.maximumError <= texts.count / 64)
        let error = abs(Double(counts.distinctCount) / Double(exact.count) - 1)
        #expect(counts.isDistinctCountExact ? error == 0 : error < 0.03)
    }

    @Test(arguments: [1, 100, 252, 253, 400, 2_000, 100_000])
    func boundsItsErrors(many: Int) {
        let texts = texts(30_000, many: many, seed: 1)
        for batch in [4_096, 1_000, 590, 300, 37] { check(counts(texts[...], batch: batch), texts) }
    }

    @Test(arguments: 1...10)
    func mergesRandomSplits(seed: UInt64) {
        var generator = RepeatableGenerator(seed: seed)
        let texts = texts(20_000, many: [50, 252, 300, 5_000][Int(seed) % 4], seed: seed)
        var cuts = (0..<5).map { _ in Int.random(in: 0...texts.count, using: &generator) } + [0, texts.count]
        cuts.sort()
        let parts = zip(cuts, cuts.dropFirst()).map { counts(texts[$0..<$1], batch: 4_096) }
        var left = parts[0]
        for part in parts.dropFirst() { left.merge(part) }
        check(left, texts)
        // The other way of putting brackets: what is exact is the same, and the estimate of different values too.
        var right = parts[parts.count - 1]
        for part in parts.dropLast().reversed() {
            var sum = part
            sum.merge(right)
            right = sum
        }
        check(right, texts)
        #expect(left.distinctCount == right.distinctCount)
        if left.maximumError == 0 { #expect(left.top(.max) == right.top(.max)) }
    }

    @Test func countsFewValuesExactly() {
        let texts = (0..<50_000).map { "\($0 % 256)" }
        let counts = counts(texts[...], batch: 4_096)
        #expect(counts.maximumError == 0 && counts.isDistinctCountExact && counts.distinctCount == 256)
        #expect(counts.top(1).first?.count == 196)
    }
}
