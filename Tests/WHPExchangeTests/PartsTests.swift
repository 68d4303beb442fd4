import HandlerTesting
import Testing

@testable import WHPExchange

/// The parts of the reader, each against a plainer way to the same answer.
@Suite struct PartsTests {
    @Test func readsNumbersAsSwiftDoes() {
        var generator = RepeatableGenerator(seed: 11)
        let alphabet = Array("0123456789012345678901234567890123456789..-+eE")
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 1...22, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? "0"
                })
            guard let number = number(text) else { continue }
            #expect(number == Double(text.hasPrefix(".") ? "0" + text : text) ?? number, "\(text)")
        }
    }

    @Test(arguments: ["nan", "inf", "0x10", "1e", "1e+", "-", ".", "1.2.3", "1 2", "1e101", "1e99999", "+-1", ""])
    func takesNoOtherSpellings(text: String) {
        #expect(number(text) == nil)
    }

    @Test(arguments: [("-999", -999), ("+1.50", 1.5), (".5", 0.5), ("5.", 5), ("1E2", 100), ("-0.01", -0.01)])
    func takesTheSpellingsOfTables(text: String, value: Double) {
        #expect(number(text) == value)
    }

    @Test(arguments: Array(stride(from: -180, through: 170, by: 10)))
    func boxesHoldTheirPositionsAcrossTheMeridian(west: Int) {
        let offsets = [40.25, 0, 99.5, 12.125, 60]
        var box = BoundingBox(latitude: 5, longitude: wrapped(Double(west) + 30))
        for offset in offsets {
            guard let point = BoundingBox(latitude: offset / 10, longitude: wrapped(Double(west) + offset)) else {
                Issue.record("no box")
                return
            }
            box?.formUnion(point)
        }
        #expect(box?.west == wrapped(Double(west)))
        #expect(box?.east == wrapped(Double(west) + 99.5))
        #expect(box?.south == 0)
        #expect(box?.north == 9.95)
    }

    @Test(arguments: [
        (20_080_205.0, 2207.0, "2008-02-05T22:07:00Z"), (20_240_229, 7, "2024-02-29T00:07:00Z"),
        (20_240_101, 2400, "2024-01-01"), (20_230_229, 0, nil), (2_024_010, 0, nil), (20_241_301, 0, nil),
    ])
    func knowsTheCalendar(date: Double, time: Double, expected: String?) {
        #expect(ExchangeTime(date: date, time: time)?.iso8601 == expected)
    }

    @Test func findsASpikeInASmoothProfileOnly() {
        #expect(spikes(noise: 0.01, spike: 8) == [25])
        #expect(spikes(noise: 0.01, spike: 4) == [])
        #expect(spikes(noise: 12, spike: 13) == [])
    }

    @Test(arguments: [
        ("a,b", ["a", "b"]), (" a , b\r", ["a", "b"]), ("", [""]), (",", ["", ""]), ("\"a,b\",c", ["a,b", "c"]),
        ("\"say \"\"so\"\"\"", ["say \"so\""]), ("\"open,c", ["open,c"]), ("\"", [""]),
    ])
    func splitsFields(text: String, fields: [String]) {
        var splitter = FieldSplitter()
        let found = Array(text.utf8).withUnsafeBytes { bytes in
            let row = Row(Line(bytes: bytes, number: 1, offset: 0), splitBy: &splitter)
            return (0..<row.count).map { row.text($0) }
        }
        #expect(found == fields)
    }

    private func number(_ text: String) -> Double? {
        Array(text.utf8).withUnsafeBytes { decimalNumber($0) }
    }

    private func wrapped(_ longitude: Double) -> Double {
        longitude > 180 ? longitude - 360 : longitude
    }

    private func spikes(noise: Double, spike: Double) -> [Int] {
        var detector = SpikeDetector(height: SpikeHeight(upper: 6, lower: 2))
        for line in 1...50 {
            let wobble = line.isMultiple(of: 2) ? noise : -noise
            let value = 20 - Double(line) / 10 + wobble + (line == 25 ? spike : 0)
            detector.add(SpikeDetector.Point(value: value, pressure: Double(line), line: line))
        }
        return detector.finish().map(\.point.line)
    }
}
