import CColumnKernels
import DelimitedSyntax
import HandlerTesting
import Testing

/// The loops in C read the same numbers as the reader of single values.
@Suite(.serialized) struct NumberBatchTests {
    /// The decimals up to the first text that is none.
    private static func decimals(_ texts: [String]) -> [Double] {
        let values = TextValues(texts)
        var numbers = [Double](repeating: .nan, count: texts.count + Int(COLUMN_KERNELS_SURPLUS))
        let read = values.withMemory { column_decimals_read(&$0, 0, values.count, &numbers) }
        return Array(numbers[..<read])
    }

    private static func wholes(_ texts: [String]) -> (numbers: [Double], found: column_wholes) {
        let values = TextValues(texts)
        var numbers = [Double](repeating: .nan, count: texts.count + Int(COLUMN_KERNELS_SURPLUS))
        var found = column_wholes()
        let read = values.withMemory { column_wholes_read(&$0, 0, values.count, &numbers, &found) }
        return (Array(numbers[..<read]), found)
    }

    /// What the reader of single values says; it takes more forms than the loops.
    private static func value(_ text: String) -> Double? {
        switch Array(text.utf8).withUnsafeBytes({ FieldValue($0) }) {
        case .integer(let value): Double(value)
        case .float(let value): value
        default: nil
        }
    }

    @Test(arguments: Vectors.allCases)
    func readsDecimalsToTheLastBit(vectors: Vectors) {
        vectors.use()
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
        let numbers = Self.decimals(texts)
        #expect(numbers.count == texts.count)
        for (text, number) in zip(texts, numbers) {
            #expect(number.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
    }

    /// A minus before 16 characters is the seventeenth.
    @Test(arguments: Vectors.allCases)
    func readsTheLongestNumbersWithTheirSigns(vectors: Vectors) {
        vectors.use()
        let texts = [
            "-2251799813685248", "1234567890123456", "-1234567890123456", "-0.12345678901234", "-123456789012345.",
            "-.123456789012345", "-9007199254740992", "9007199254740992", "-0", "0",
        ]
        #expect(Self.decimals(texts).map(\.bitPattern) == texts.map { Self.double($0).bitPattern })
        let wholes = Array(texts[..<3])
        #expect(Self.wholes(wholes).numbers == wholes.compactMap(Double.init))
        #expect(Self.wholes(["-0"]).numbers.map(\.bitPattern) == [Double.zero.bitPattern])
    }

    /// The number as the standard library reads it, which wants a digit on both sides of a point.
    private static func double(_ text: String) -> Double {
        let text = text.replacing("-.", with: "-0.")
        return Double(text.hasSuffix(".") ? text + "0" : text) ?? .nan
    }

    /// Whatever the number of values, and wherever reading begins, none beyond the last counts.
    @Test(arguments: Vectors.allCases)
    func readsAnyPartOfTheValues(vectors: Vectors) {
        vectors.use()
        let values = TextValues((0..<23).map { "\($0 * 7 - 50)" })
        for start in 0...23 {
            for end in start...23 {
                var numbers = [Double](repeating: .nan, count: 23 + Int(COLUMN_KERNELS_SURPLUS))
                var found = column_wholes()
                let read = values.withMemory { column_wholes_read(&$0, start, end - start, &numbers, &found) }
                let expected = (start..<end).map { $0 * 7 - 50 }
                #expect(read == expected.count && Array(numbers[..<read]) == expected.map(Double.init))
                #expect(found.sum == Int64(expected.reduce(0, +)))
                #expect(found.low == Int64(expected.min() ?? .max) && found.high == Int64(expected.max() ?? .min))
            }
        }
    }

    @Test(arguments: Vectors.allCases)
    func readsWholeNumbersWithTheirExtremesAndSum(vectors: Vectors) {
        vectors.use()
        let texts = ["0", "7", "-7", "12345678", "123456789", "-99999999", "2251799813685248", "-1"]
        let (numbers, found) = Self.wholes(texts)
        #expect(numbers == texts.compactMap(Double.init))
        #expect(found.low == -99_999_999)
        #expect(found.high == 2_251_799_813_685_248)
        #expect(found.sum == texts.compactMap(Int64.init).reduce(0, +))
    }

    @Test(arguments: [
        "-", ".", "-.", "+1", " 1", "1 ", "1e5", "0x1", "1,5", "1..2", "1.2.3", "--1", "1-", "00", "007", "-01",
        "00.5",
        "12345678901234567", "-12345678901234567", "0.12345678901234567", "-1234567890123.4.5", "-0123456789012345",
        "9007199254740993", "nan", "inf", "1\u{0}", "١",
    ])
    func stopsAtWhatNeedsACloserLook(text: String) {
        #expect(Self.decimals(["1", text, "2"]) == [1])
        #expect(Self.wholes(["1", text, "2"]).numbers == [1])
    }

    @Test(arguments: ["1.5", "0.0", ".5", "5.", "2251799813685249"])
    func stopsAtWhatIsNotWhole(text: String) {
        #expect(Self.wholes(["1", text, "2"]).numbers == [1])
        #expect(Self.decimals([text]) == [Self.value(text)].compactMap { $0 })
    }

    /// Whatever is read is read as the reader of single values does.
    @Test(arguments: Vectors.allCases)
    func neverReadsAnythingElse(vectors: Vectors) {
        vectors.use()
        var generator = RepeatableGenerator(seed: 12)
        let bytes = Array("0123456789.-+e /:x".utf8)
        for _ in 0..<50_000 {
            let length = Int.random(in: 1...18, using: &generator)
            let text = String(
                decoding: (0..<length).map { _ in bytes[Int.random(in: 0..<bytes.count, using: &generator)] },
                as: UTF8.self)
            if let number = Self.decimals([text]).first {
                #expect(number.bitPattern == Self.value(text)?.bitPattern || number == Self.value(text), "\(text)")
            }
            if let number = Self.wholes([text]).numbers.first { #expect(number == Self.value(text), "\(text)") }
        }
    }
}
