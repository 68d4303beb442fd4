import Sketches
import Testing

@Suite struct FrequentValuesTests {
    private func summary(_ values: some Sequence<String>) -> FrequentValues {
        var summary = FrequentValues()
        for value in values { Array(value.utf8).withUnsafeBytes { summary.add($0) } }
        return summary
    }

    private func texts(_ items: [FrequentValues.Item]) -> [String] {
        items.map { "\(String(decoding: $0.bytes, as: UTF8.self)):\($0.count)" }
    }

    @Test func ordersByCountThenBytes() {
        let summary = summary(["b", "a", "c", "a", "b", "", "c", "a"])
        #expect(texts(summary.top(9)) == ["a:3", "b:2", "c:2", ":1"])
        #expect(texts(summary.top(1)) == ["a:3"])
        #expect(summary.isExact)
        #expect(summary.top(-1).isEmpty)
    }

    @Test func tellsLongValuesApartBeyondWhatItKeeps() {
        let stem = String(repeating: "x", count: 300)
        let items = summary([stem + "1", stem + "2", stem + "1"]).top(5)
        #expect(items.map(\.count) == [2, 1])
        #expect(items.map(\.length) == [301, 301])
        #expect(items.map(\.bytes.count) == [FrequentValues.keptBytes, FrequentValues.keptBytes])
    }

    /// Values drawn so that small numbers are frequent and most are rare.
    private func skewed(_ count: Int, seed: UInt64) -> [String] {
        var generator = RepeatableGenerator(seed: seed)
        return (0..<count).map { _ in
            String(Int(1 / Double.random(in: 1e-6..<1, using: &generator)))
        }
    }

    private func check(_ summary: FrequentValues, against values: [String]) {
        let exact = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
        #expect(summary.count == values.count)
        #expect(summary.maximumError <= values.count / (FrequentValues.exactLimit / 2))
        let kept = summary.top(.max)
        for item in kept {
            let truth = exact[String(decoding: item.bytes, as: UTF8.self)] ?? 0
            #expect(item.count <= truth && truth <= item.count + summary.maximumError)
        }
        let names = Set(kept.map { String(decoding: $0.bytes, as: UTF8.self) })
        for (value, count) in exact where count > 2 * summary.maximumError { #expect(names.contains(value)) }
    }

    @Test(arguments: 1...5)
    func boundsItsErrors(seed: UInt64) {
        let values = skewed(30_000, seed: seed)
        let summary = summary(values)
        #expect(!summary.isExact)
        check(summary, against: values)
    }

    @Test(arguments: 1...5)
    func mergesRandomSplits(seed: UInt64) {
        let values = skewed(20_000, seed: seed)
        var generator = RepeatableGenerator(seed: seed + 100)
        let split = Int.random(in: 0...values.count, using: &generator)
        var left = summary(values[..<split])
        left.merge(summary(values[split...]))
        check(left, against: values)
    }

    @Test func keepsNothingOfValuesThatAllDiffer() {
        #expect(summary((0..<5_000).map(String.init)).top(5).isEmpty)
    }
}
