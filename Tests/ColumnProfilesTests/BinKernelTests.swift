import CColumnKernels
import HandlerTesting
import Testing

/// Bins are counted and contribute the same by any instructions, and numbers are found and taken as filters do it.
@Suite(.serialized) struct BinKernelTests {
    private static func noted(_ count: Int, _ bins: Int, seed: UInt64) -> [UInt8] {
        var generator = RepeatableGenerator(seed: seed)
        return (0..<count).map { _ in UInt8.random(in: 0...UInt8(bins - 1), using: &generator) }
    }

    @Test(arguments: Vectors.allCases, [1, 2, 10, 15, 16, 17, 255])
    func countsWhatWasNoted(vectors: Vectors, bins: Int) {
        vectors.use()
        for count in [0, 1, 31, 32, 33, 257, 4_096, 4_100, 9_999] {
            let noted = Self.noted(count, bins, seed: 41) + [0]
            // All of one bin, which is as much as the lanes of a vector can come to.
            for noted in [noted, [UInt8](repeating: UInt8(bins - 1), count: count + 1)] {
                var counts = (0..<bins).map(UInt64.init)
                var expected = counts
                for bin in noted.prefix(count) { expected[Int(bin)] += 1 }
                column_bins_count(noted, count, bins, &counts)
                #expect(counts == expected)
            }
        }
    }

    @Test(arguments: Vectors.allCases, [2, 8, 9, 16, 17, 255])
    func addsWhatTheBinsContribute(vectors: Vectors, bins: Int) {
        vectors.use()
        var generator = RepeatableGenerator(seed: 42)
        let count = 203
        for width in 0...12 {
            // No part is behind those of the last bin, so that a read beyond them is found by tools that look for it.
            let parts = (0..<width).map { _ in
                (0..<bins).map { _ in Double.random(in: -3...3, using: &generator) }
            }
            let noted = (0..<width).map { Self.noted(count, bins, seed: UInt64(43 + $0)) }
            for rows in [0..<count, 3..<4, 5..<13, 7..<200] {
                var sums = (0..<count).map { Double($0) / 3 }
                var expected = sums
                for row in rows {
                    for column in 0..<width { expected[row] += parts[column][Int(noted[column][row])] }
                }
                Self.add(noted, parts, bins, rows, to: &sums)
                #expect(sums == expected)
            }
        }
    }

    private static func add(
        _ noted: [[UInt8]], _ parts: [[Double]], _ bins: Int, _ rows: Range<Int>, to sums: inout [Double]
    ) {
        let bytes = noted.map { column in
            let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: column.count)
            copy.initialize(from: column, count: column.count)
            return copy
        }
        let numbers = parts.map { column in
            let copy = UnsafeMutablePointer<Double>.allocate(capacity: column.count)
            copy.initialize(from: column, count: column.count)
            return copy
        }
        defer {
            bytes.forEach { $0.deallocate() }
            numbers.forEach { $0.deallocate() }
        }
        column_bins_add(
            bytes.map { UnsafePointer($0) }, numbers.map { UnsafePointer($0) }, bins, noted.count, rows.lowerBound,
            rows.upperBound, &sums)
    }

    @Test(arguments: [-Double.infinity, -0.5, 0, 0.25, 2, .infinity], Vectors.allCases)
    func takesTheNumbersFromABoundOn(bound: Double, vectors: Vectors) {
        vectors.use()
        var generator = RepeatableGenerator(seed: 44)
        for count in [0, 1, 7, 64, 1_001] {
            let numbers = (0..<count).map { _ in Double.random(in: -1...1, using: &generator) } + [bound]
            let expected = numbers.filter { $0 >= bound }
            #expect(column_numbers_count_from(numbers, numbers.count, bound) == expected.count)
            // Nothing is written behind the room there is.
            var taken = [Double](repeating: 7, count: expected.count + 1)
            column_numbers_take_from(numbers, numbers.count, bound, &taken, expected.count)
            #expect(taken == expected + [7])
        }
    }
}
