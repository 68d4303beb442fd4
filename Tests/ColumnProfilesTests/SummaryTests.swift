import HandlerTesting
import Testing

@testable import ColumnProfiles

/// What a column's profile says beside its numbers.
@Suite struct SummaryTests {
    /// The profile of texts, of which `batch` are taken at once.
    private func profile(_ texts: [String], batch size: Int = 100) -> ColumnProfile {
        var profile = ColumnProfile(sampleSize: 32_768)
        for start in stride(from: 0, to: texts.count, by: size) {
            let part = texts[start..<min(start + size, texts.count)]
            let bytes = part.map { Array($0.utf8) }
            let memory = UnsafeMutableRawBufferPointer.allocate(
                byteCount: 32 + bytes.reduce(0) { $0 + $1.count }, alignment: 16)
            defer { memory.deallocate() }
            memory.initializeMemory(as: UInt8.self, repeating: 0xff)
            let batch = ValueBatch()
            var place = 16
            for text in bytes {
                memory[place..<place + text.count].copyBytes(from: text)
                if let base = memory.baseAddress { batch.append(base + place, text.count) }
                place += text.count
            }
            profile.add(batch, missing: 0, isASCII: false)
        }
        return profile
    }

    private func aggregate(_ texts: [String], batch size: Int = 100) -> ColumnAggregate {
        profile(texts, batch: size).aggregate(index: 1, name: "", frequentValues: 3)
    }

    @Test func countsTextsByTheCharactersTheyHave() {
        let texts = [
            "abc", "a1", "x y", "é", "tab\there", "-.-", "bell\u{7}", "\u{7f}", "0123456789abcdefghij!", "ß 1",
        ]
        let found = aggregate(texts).characters
        #expect(
            found
                == CharacterAggregate(
                    values: 10, letters: 6, digits: 3, blanks: 3, punctuation: 2, controls: 2, beyondASCII: 2))
    }

    /// Every byte alone and at every place of a longer text is in one class.
    @Test func everyByteHasOneClass() {
        for byte in UInt8(0)..<128 {
            let character = String(decoding: [byte], as: UTF8.self)
            for text in [character, String(repeating: character, count: 16), String(repeating: character, count: 35)] {
                // A text of its own makes the column text.
                guard let found = aggregate(["text", text], batch: 1).characters else { continue }
                let sum = found.letters + found.digits + found.blanks + found.punctuation + found.controls
                #expect(sum == 2 && found.beyondASCII == 0 && found.values == 2, "\(byte)")
            }
        }
    }

    @Test func numbersHaveNoClasses() {
        #expect(aggregate(["1", "2.5", "-3"]).characters == nil)
        let late = aggregate(["1", "2", "3", "four", "5"], batch: 1).characters
        #expect(late?.values == 2 && late?.letters == 1 && late?.digits == 1)
    }

    @Test func theHistogramAddsUp() throws {
        let few = try #require(aggregate((0..<1_000).map(String.init)).histogram)
        #expect(few == [Int](repeating: 50, count: 20))
        #expect(aggregate(["7", "7", "7"]).histogram == nil)
        #expect(aggregate(["x"]).histogram == nil)
    }

    /// Beyond what the sketch holds, each sum from the left is within its error.
    @Test func theHistogramOfManyIsWithinTheErrorOfQuantiles() throws {
        var generator = RepeatableGenerator(seed: 6)
        let values = (0..<200_000).map { _ in Int.random(in: 0...9_999, using: &generator) }
        let found = aggregate(values.map(String.init), batch: 4_096)
        let counts = try #require(found.histogram)
        #expect(counts.reduce(0, +) == values.count)
        guard case .integer(let low)? = found.minimum, case .integer(let high)? = found.maximum else {
            return #expect(Bool(false), "no numbers")
        }
        var sum = 0
        for (bin, count) in counts.enumerated() {
            sum += count
            let edge = Double(low) + Double(bin + 1) * Double(high - low) / 20
            let below = values.count { Double($0) < edge || bin == 19 }
            #expect(abs(Double(sum - below)) <= 0.005 * Double(values.count), "\(bin)")
        }
    }

    @Test func statesKeepAll() throws {
        let profile = profile(["a1", "é", "-", "b c"])
        let restored = try ColumnProfile(state: profile.state)
        let (first, second) = (profile, restored)
        #expect(
            first.aggregate(index: 1, name: "x", frequentValues: 4)
                == second.aggregate(index: 1, name: "x", frequentValues: 4))
    }
}
