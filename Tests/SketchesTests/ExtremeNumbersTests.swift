import Sketches
import Testing

@Suite struct ExtremeNumbersTests {
    static let shapes = ["random", "rising", "falling", "constant", "few", "saw"]

    static func numbers(_ shape: String, _ count: Int) -> [Double] {
        var generator = RepeatableGenerator(seed: UInt64(count) + 3)
        return (0..<count).map { index in
            switch shape {
            case "rising": Double(index)
            case "falling": Double(-index)
            case "constant": 7
            case "few": Double(Int.random(in: 0..<4, using: &generator))
            case "saw": Double(index % 100)
            default: Double.random(in: -1e6...1e6, using: &generator)
            }
        }
    }

    private static func add(_ values: ArraySlice<Double>, from row: Int, to extremes: inout ExtremeNumbers) {
        Array(values).withUnsafeBufferPointer { numbers in
            extremes.add(numbers) { index in
                ExtremeNumbers.Item(
                    value: numbers[index], whole: nil, place: RowPlace(row: row + index, offset: Int64(10 * index)))
            }
        }
    }

    /// What sorting all numbers gives: values and rows.
    private func expected(_ values: [Double], _ limit: Int, largest: Bool) -> [[Double]] {
        let sorted = values.enumerated().sorted { left, right in
            if left.element == right.element { return left.offset < right.offset }
            return largest ? left.element > right.element : left.element < right.element
        }
        return sorted.prefix(limit).map { [$0.element, Double($0.offset)] }
    }

    private func found(_ items: [ExtremeNumbers.Item]) -> [[Double]] { items.map { [$0.value, Double($0.place.row)] } }

    @Test(arguments: shapes, [1, 7, 100, 1_500])
    func keepsWhatSortingFinds(shape: String, limit: Int) {
        for count in [0, 1, 50, 300, 4_096, 9_000] {
            let values = Self.numbers(shape, count)
            var extremes = ExtremeNumbers(limit: limit)
            for start in stride(from: 0, to: count, by: 4_096) {
                Self.add(values[start..<min(count, start + 4_096)], from: start, to: &extremes)
            }
            #expect(found(extremes.largest) == expected(values, limit, largest: true))
            #expect(found(extremes.smallest) == expected(values, limit, largest: false))
        }
    }

    /// Parts that know nothing of each other, stored and read back, give what one pass gives.
    @Test(arguments: shapes)
    func partsAddUp(shape: String) throws {
        let values = Self.numbers(shape, 6_000)
        var generator = RepeatableGenerator(seed: 5)
        for limit in [1, 40, 700] {
            var whole = ExtremeNumbers(limit: limit)
            var start = 0
            while start < values.count {
                let end = min(values.count, start + Int.random(in: 1...1_500, using: &generator))
                var part = ExtremeNumbers(limit: limit)
                Self.add(values[start..<end], from: 0, to: &part)
                let read = try ExtremeNumbers(state: part.state)
                #expect(read == part)
                whole.merge(read, rowsBefore: start)
                start = end
            }
            #expect(found(whole.largest) == expected(values, limit, largest: true))
            #expect(found(whole.smallest) == expected(values, limit, largest: false))
        }
    }

    /// What numbers that rise throughout cost is bounded: few are looked at closely.
    @Test(arguments: ["rising", "falling", "constant", "random"])
    func fewNumbersAreAskedFor(shape: String) {
        let values = Self.numbers(shape, 40_960)
        var (extremes, asked) = (ExtremeNumbers(limit: 100), 0)
        for start in stride(from: 0, to: values.count, by: 4_096) {
            Array(values[start..<start + 4_096]).withUnsafeBufferPointer { numbers in
                extremes.add(numbers) { index in
                    asked += 1
                    return ExtremeNumbers.Item(
                        value: numbers[index], whole: nil, place: RowPlace(row: start + index, offset: nil))
                }
            }
        }
        #expect(asked < values.count / 4)
    }

    @Test func keepsWholeNumbersAndOffsets() throws {
        var extremes = ExtremeNumbers(limit: 2)
        let item = ExtremeNumbers.Item(
            value: 9.223372036854775e18, whole: 9_223_372_036_854_775_001, place: RowPlace(row: 3, offset: nil))
        [item.value].withUnsafeBufferPointer { extremes.add($0) { _ in item } }
        #expect(try ExtremeNumbers(state: extremes.state).largest == [item])
        #expect(try ExtremeNumbers(state: extremes.state).smallest == [item])
    }

    /// No byte changed may bring the program down, or take more memory than there are bytes.
    @Test(arguments: 1...10)
    func survivesAnyDamage(seed: UInt64) {
        var generator = RepeatableGenerator(seed: seed)
        var extremes = ExtremeNumbers(limit: 20)
        Self.add(Self.numbers("random", 300)[...], from: 0, to: &extremes)
        let state = extremes.state
        for length in 0..<state.count {
            #expect(throws: StateError.self) { try ExtremeNumbers(state: Array(state[..<length])) }
        }
        for _ in 0..<200 {
            var damaged = state
            damaged[Int.random(in: 0..<state.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            guard var read = try? ExtremeNumbers(state: damaged) else { continue }
            read.merge(extremes, rowsBefore: 300)
            #expect(read.largest.count <= read.limit && read.smallest.count <= read.limit)
        }
    }
}
