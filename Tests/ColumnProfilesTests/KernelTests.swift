import CColumnKernels
import HandlerTesting
import Sketches
import Testing

@testable import ColumnProfiles

/// The loops in C find what plain loops do, whichever instructions they use.
@Suite(.serialized) struct KernelTests {
    @Test(arguments: Vectors.allCases)
    func hashesValuesOfAnyLengthAsTheyAreHashedAlone(vectors: Vectors) {
        vectors.use()
        var generator = RepeatableGenerator(seed: 21)
        let texts = (0..<3_000).map { number in
            String(
                decoding: (0..<1 + number % 90).map { _ in UInt8.random(in: 0x21...0x7e, using: &generator) },
                as: UTF8.self)
        }
        let values = TextValues(texts)
        #expect(values.count == texts.count)
        #expect(values.hashes == texts.map { Array($0.utf8).withUnsafeBytes { StableHash.hash($0) } })
    }

    @Test(arguments: Vectors.allCases)
    func findsTheNextKey(vectors: Vectors) {
        vectors.use()
        let keys: [UInt64] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, .max, 0]
        for key in Set(keys + [7]) {
            for start in 0...keys.count {
                let expected = keys[start...].firstIndex(of: key) ?? keys.count
                #expect(column_keys_next(keys, start, keys.count, key) == expected)
            }
        }
    }

    @Test(arguments: [1, 2, 5, 300, 0x7fff] as [UInt16], Vectors.allCases)
    func findsTheFullestCells(enough: UInt16, vectors: Vectors) {
        vectors.use()
        var generator = RepeatableGenerator(seed: UInt64(enough))
        for most in [0, 3, 6, 0x7fff, .max] as [UInt16] {
            let cells = (0..<256).map { _ in UInt16.random(in: 0...most, using: &generator) }
            let range = column_cells_range(cells, cells.count, enough)
            #expect(range.most == cells.max())
            #expect(range.most_below == cells.filter { $0 < enough }.max() ?? 0)
        }
    }

    @Test(arguments: Vectors.allCases)
    func countsHashesInTheirCells(vectors: Vectors) {
        vectors.use()
        var generator = RepeatableGenerator(seed: 22)
        let hashes = (0..<5_000).map { _ in UInt64.random(in: 0...UInt64.max, using: &generator) }
        var (cells, expected) = ([UInt16](repeating: 0, count: 512), [UInt16](repeating: 0, count: 512))
        column_cells_count(hashes, hashes.count, &cells, 511)
        for hash in hashes { expected[Int(hash >> 20 & 511)] += 1 }
        #expect(cells == expected)
        // Those of cells with ten and more, and those of the cells that the first twenty choose.
        let held = [0] + hashes[..<20]
        column_cells_mark(held, held.count, &cells, 511, 10)
        let marked = Set(hashes[..<20].map { $0 >> 20 & 511 })
        var places = [UInt32](repeating: .max, count: hashes.count)
        let chosen = column_cells_choose(hashes, hashes.count, cells, 511, 10, &places)
        let wanted = hashes.indices.filter { index in
            let cell = hashes[index] >> 20 & 511
            return expected[Int(cell)] >= 10 || marked.contains(cell)
        }
        #expect(places[..<chosen].map(Int.init) == wanted)
        #expect(!wanted.isEmpty && wanted.count < hashes.count)
    }

    @Test(arguments: Vectors.allCases)
    func sumsUpWhatEachLaneWould(vectors: Vectors) {
        vectors.use()
        var generator = RepeatableGenerator(seed: 23)
        let numbers = (0..<4_000).map { _ in Double.random(in: -1e6...1e6, using: &generator) }
        let (origin, mean) = (numbers[0], 17.5)
        let distances = column_distances_sum(numbers, numbers.count / 4, origin)
        let powers = column_powers_sum(numbers, numbers.count / 4, origin, mean)
        var (sum, error, square, cube, fourth) = (0.0, 0.0, 0.0, 0.0, 0.0)
        let lane = stride(from: 1, to: numbers.count, by: 4).map { numbers[$0] }
        for number in lane {
            let distance = number - origin
            let total = sum + distance
            let part = total - sum
            error += (sum - (total - part)) + (distance - part)
            sum = total
            let deviation = distance - mean
            square += deviation * deviation
            cube += deviation * deviation * deviation
            fourth += (deviation * deviation) * (deviation * deviation)
        }
        #expect(distances.sums.1 == sum && distances.errors.1 == error)
        #expect(distances.lows.1 == lane.min() && distances.highs.1 == lane.max())
        #expect(powers.squares.1 == square && powers.cubes.1 == cube && powers.fourths.1 == fourth)
    }

    @Test(arguments: Vectors.allCases)
    func sortsNumbersOfAnyCountAndOrder(vectors: Vectors) {
        vectors.use()
        var generator = RepeatableGenerator(seed: 24)
        for count in Array(0...130) + [255, 256, 257, 1_000, 1_537, 2_049] {
            for spread in [3.0, 1e3, 1e300] {
                let numbers = (0..<count).map { _ in Double.random(in: -spread...spread, using: &generator) }
                for given in [numbers, numbers.sorted(), numbers.sorted(by: >), numbers.map { $0.rounded() }] {
                    #expect(Self.sorted(given) == given.sorted())
                }
            }
        }
    }

    @Test(arguments: Vectors.allCases)
    func sortsZerosBySignAndExtremes(vectors: Vectors) {
        vectors.use()
        let ordered = [
            -Double.greatestFiniteMagnitude, -1, -.leastNonzeroMagnitude, -0.0, -0.0, 0.0, .leastNonzeroMagnitude, 1,
            .greatestFiniteMagnitude,
        ]
        #expect(Self.sorted(ordered.reversed()).map(\.bitPattern) == ordered.map(\.bitPattern))
    }

    @Test(arguments: Vectors.allCases)
    func mergesNumbersOfAnyCounts(vectors: Vectors) {
        vectors.use()
        var generator = RepeatableGenerator(seed: 27)
        for left in Array(0...20) + [64, 333] {
            for right in Array(0...20) + [64, 512] {
                let numbers = (0..<left + right).map { _ in
                    Double(Int.random(in: -9...9, using: &generator)) * [1, 1e300, .leastNonzeroMagnitude][left % 3]
                }
                let (one, other) = (numbers[..<left].sorted(), numbers[left...].sorted())
                var merged = [Double](repeating: .nan, count: left + right)
                var room = [Int64](repeating: 0, count: column_sorting_room(left + right))
                column_numbers_merge(one, left, other, right, &merged, &room)
                #expect(merged == numbers.sorted())
            }
        }
    }

    /// Every byte at every place of values of any length, those behind a value left aside.
    @Test(arguments: Vectors.allCases)
    func findsTheClassesOfEachByte(vectors: Vectors) {
        vectors.use()
        var generator = RepeatableGenerator(seed: 25)
        for byte in 0...UInt8.max {
            let length = Int.random(in: 1...100, using: &generator)
            var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: length + 100)
            for index in length..<bytes.count { bytes[index] = UInt8.random(in: 0...255, using: &generator) }
            bytes[Int.random(in: 0..<length, using: &generator)] = byte
            let found = bytes.withUnsafeBufferPointer { bytes in
                var (start, size, classes) = (bytes.baseAddress, UInt32(length), column_classes())
                column_classes_add(&start, &size, 1, &classes)
                return classes
            }
            let isLetter = Self.isLetter(byte)
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            let isPrinted = (0x21...0x7e).contains(byte)
            #expect(found.letters == (isLetter || length > 1 ? 1 : 0))
            #expect(found.digits == (isDigit ? 1 : 0))
            #expect(found.blanks == (byte == 0x20 || byte == 0x09 ? 1 : 0))
            #expect(found.punctuation == (isPrinted && !isLetter && !isDigit ? 1 : 0))
            #expect(found.controls == (byte < 0x20 && byte != 0x09 || byte == 0x7f ? 1 : 0))
            #expect(found.beyond_ascii == (byte > 0x7f ? 1 : 0))
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte < 0x80
    }

    @Test(arguments: Vectors.allCases)
    func countsCharactersOfTextsOfAnyLength(vectors: Vectors) {
        vectors.use()
        var generator = RepeatableGenerator(seed: 26)
        let characters: [Unicode.Scalar] = ["a", " ", "é", "€", "𐍈"]
        for length in Array(0...140) + [8_159, 8_160, 8_161, 20_000] {
            var text = String.UnicodeScalarView()
            for _ in 0..<length { text.append(characters[Int.random(in: 0..<5, using: &generator)]) }
            #expect(Array(String(text).utf8).withUnsafeBytes { Characters.count($0) } == length)
        }
    }

    private static func sorted(_ numbers: [Double]) -> [Double] {
        var numbers = numbers
        var room = [Int64](repeating: 0, count: column_sorting_room(numbers.count))
        column_numbers_sort(&numbers, numbers.count, &room)
        return numbers
    }
}
