import CColumnKernels
import DelimitedSyntax
import HandlerTesting
import Testing

/// The loops in C read the same numbers as the reader of single values.
@Suite struct NumberBatchTests {
    /// Texts in memory with readable bytes around them.
    private final class Texts {
        private let memory: UnsafeMutableRawPointer
        private let starts: UnsafeMutablePointer<UnsafePointer<UInt8>?>
        private let lengths: UnsafeMutablePointer<UInt32>
        private let count: Int

        init(_ texts: [String]) {
            let padding = Int(COLUMN_KERNELS_PADDING)
            let size = texts.reduce(2 * padding) { $0 + $1.utf8.count + 1 }
            memory = .allocate(byteCount: size, alignment: 16)
            memory.initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "7"), count: size)
            starts = .allocate(capacity: texts.count)
            lengths = .allocate(capacity: texts.count)
            count = texts.count
            var place = padding
            for (index, text) in texts.enumerated() {
                (memory + place).copyMemory(from: Array(text.utf8), byteCount: text.utf8.count)
                (starts + index).initialize(to: (memory + place).assumingMemoryBound(to: UInt8.self))
                (lengths + index).initialize(to: UInt32(text.utf8.count))
                place += text.utf8.count + 1
            }
        }

        deinit {
            memory.deallocate()
            starts.deallocate()
            lengths.deallocate()
        }

        /// The decimals up to the first text that is none.
        func decimals() -> [Double] {
            var numbers = [Double](repeating: .nan, count: count)
            let read = column_decimals_read(starts, lengths, count, &numbers)
            return Array(numbers[..<read])
        }

        func wholes() -> (numbers: [Double], found: column_wholes) {
            var numbers = [Double](repeating: .nan, count: count)
            var found = column_wholes()
            let read = column_wholes_read(starts, lengths, count, &numbers, &found)
            return (Array(numbers[..<read]), found)
        }
    }

    /// What the reader of single values says; it takes more forms than the loops.
    private static func value(_ text: String) -> Double? {
        switch Array(text.utf8).withUnsafeBytes({ FieldValue($0) }) {
        case .integer(let value): Double(value)
        case .float(let value): value
        default: nil
        }
    }

    @Test func readsDecimalsToTheLastBit() {
        var generator = RepeatableGenerator(seed: 11)
        var texts: [String] = []
        for _ in 0..<20_000 {
            let digits = String(UInt64.random(in: 0...9_999_999_999_999_999, using: &generator))
            let kept = digits.prefix(Int.random(in: 1...min(15, digits.count), using: &generator))
            let whole = kept.prefix(Int.random(in: 1...kept.count, using: &generator))
            let text = whole.count < kept.count ? "\(whole).\(kept.dropFirst(whole.count))" : String(kept)
            let hasLeadingZero = whole.count > 1 && whole.first == "0"
            if !hasLeadingZero { texts.append(Bool.random(using: &generator) ? text : "-" + text) }
        }
        let numbers = Texts(texts).decimals()
        #expect(numbers.count == texts.count)
        for (text, number) in zip(texts, numbers) {
            #expect(number.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
    }

    @Test func readsWholeNumbersWithTheirExtremesAndSum() {
        let texts = ["0", "7", "-7", "12345678", "123456789", "-99999999", "2251799813685248", "-1"]
        let (numbers, found) = Texts(texts).wholes()
        #expect(numbers == texts.compactMap(Double.init))
        #expect(found.low == -99_999_999)
        #expect(found.high == 2_251_799_813_685_248)
        #expect(found.sum == texts.compactMap(Int64.init).reduce(0, +))
    }

    @Test(arguments: [
        "", "-", ".", "-.", "+1", " 1", "1 ", "1e5", "0x1", "1,5", "1..2", "1.2.3", "--1", "1-", "00", "007", "-01",
        "00.5",
        "12345678901234567", "0.12345678901234567", "9007199254740993", "nan", "inf", "1\u{0}", "١",
    ])
    func stopsAtWhatNeedsACloserLook(text: String) {
        #expect(Texts(["1", text, "2"]).decimals() == [1])
        #expect(Texts(["1", text, "2"]).wholes().numbers == [1])
    }

    @Test(arguments: ["1.5", "0.0", ".5", "5.", "2251799813685249"])
    func stopsAtWhatIsNotWhole(text: String) {
        #expect(Texts(["1", text, "2"]).wholes().numbers == [1])
        #expect(Texts([text]).decimals() == [Self.value(text)].compactMap { $0 })
    }

    /// Whatever is read is read as the reader of single values does.
    @Test func neverReadsAnythingElse() {
        var generator = RepeatableGenerator(seed: 12)
        let bytes = Array("0123456789.-+e /:x".utf8)
        for _ in 0..<50_000 {
            let length = Int.random(in: 1...18, using: &generator)
            let text = String(
                decoding: (0..<length).map { _ in bytes[Int.random(in: 0..<bytes.count, using: &generator)] },
                as: UTF8.self)
            let texts = Texts([text])
            if let number = texts.decimals().first {
                #expect(number.bitPattern == Self.value(text)?.bitPattern || number == Self.value(text), "\(text)")
            }
            if let number = texts.wholes().numbers.first { #expect(number == Self.value(text), "\(text)") }
        }
    }
}
