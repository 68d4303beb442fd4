import Sketches
import Testing

@Suite struct FirstPlacesTests {
    /// Counts of texts, and where each was seen first.
    private struct Column {
        var counts = ValueCounts()
        var places = FirstPlaces()

        mutating func add(_ texts: ArraySlice<String>, from row: Int) {
            let bytes = texts.map { Array($0.utf8) }
            let all = Array(bytes.joined()) + [0]
            all.withUnsafeBytes { memory in
                guard let base = memory.baseAddress else { return }
                var offset = 0
                let starts = bytes.map { text in
                    defer { offset += text.count }
                    return base + offset
                }
                let lengths = bytes.map { UInt32($0.count) }
                let hashes = bytes.map { text in text.withUnsafeBytes { StableHash.hash($0) } }
                starts.withUnsafeBufferPointer { starts in
                    lengths.withUnsafeBufferPointer { lengths in
                        hashes.withUnsafeBufferPointer { hashes in
                            guard let first = starts.baseAddress, let length = lengths.baseAddress,
                                let hash = hashes.baseAddress
                            else { return }
                            let values = HashedValues(
                                starts: first, lengths: length, hashes: hash, count: texts.count)
                            counts.add(values)
                            places.add(values, countedBy: counts) { RowPlace(row: row + $0, offset: nil) }
                        }
                    }
                }
            }
        }

        /// The row of each text.
        var rows: [String: Int] {
            counts.heldValues.reduce(into: [:]) { rows, value in
                rows[String(decoding: value.item.bytes, as: UTF8.self)] = places[value.key]?.row
            }
        }
    }

    private func texts(_ different: Int, _ count: Int, seed: UInt64) -> [String] {
        var generator = RepeatableGenerator(seed: seed)
        return (0..<count).map { _ in
            let chosen = Int.random(in: 0..<different * different, using: &generator)
            return "value \(Int(Double(chosen).squareRoot()))"
        }
    }

    @Test(arguments: [1, 5, 64], 1...4)
    func knowsTheFirstRowOfEachValue(different: Int, seed: UInt64) throws {
        let texts = texts(different, 3_000, seed: seed)
        let expected = Dictionary(zip(texts, 0...), uniquingKeysWith: { first, _ in first })
        var generator = RepeatableGenerator(seed: seed)
        var (atOnce, joined) = (Column(), Column())
        var start = 0
        while start < texts.count {
            let end = min(texts.count, start + Int.random(in: 1...900, using: &generator))
            atOnce.add(texts[start..<end], from: start)
            var part = Column()
            part.add(texts[start..<end], from: 0)
            joined.places.merge(try FirstPlaces(state: part.places.state), rowsBefore: start)
            joined.counts.merge(part.counts)
            start = end
        }
        #expect(atOnce.rows == expected)
        #expect(joined.rows == expected)
        #expect(!atOnce.places.hasTooMany && joined.places == atOnce.places)
    }

    @Test func keepsNoneOfMany() throws {
        var (first, second) = (Column(), Column())
        first.add((0..<40).map { "a\($0)" }[...], from: 0)
        second.add((0..<40).map { "b\($0)" }[...], from: 0)
        #expect(first.places.hasTooMany == false)
        first.places.merge(second.places, rowsBefore: 40)
        #expect(first.places.hasTooMany)
        second.add((0..<40).map { "c\($0)" }[...], from: 40)
        #expect(second.places.hasTooMany && second.rows.isEmpty)
        #expect(try FirstPlaces(state: second.places.state) == second.places)
    }

    @Test func refusesDamage() {
        var column = Column()
        column.add(["x", "y", "z"], from: 0)
        let state = column.places.state
        for length in 0..<state.count {
            #expect(throws: StateError.self) { try FirstPlaces(state: Array(state[..<length])) }
        }
        var doubled = state
        doubled.replaceSubrange(13..<21, with: state[3..<11])
        #expect(throws: StateError.damaged) { try FirstPlaces(state: doubled) }
    }
}
