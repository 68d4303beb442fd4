import DelimitedSyntax
import Testing

@Suite struct FieldValueTests {
    @Test(arguments: [
        ("", FieldValue.empty), ("  \t", .empty), ("0", .integer(0)), ("-0", .integer(0)), ("+7", .integer(7)),
        (" 12 ", .integer(12)), ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .float(9223372036854775808)), ("18446744073709551616", .float(18446744073709551616)),
        ("00123", .text), ("-01", .text), ("0.5", .float(0.5)), (".5", .float(0.5)), ("5.", .float(5)),
        ("1e3", .float(1_000)), ("1E-3", .float(0.001)),
        ("12345678901234567890123.", .float(1.2345678901234567890123e22)),
        ("-.12345678901234567890123", .float(-0.12345678901234567890123)), ("1e", .text), ("e5", .text), (".", .text),
        ("-", .text),
        ("1.2.3", .text), ("0x10", .text), ("1_000", .text), ("1,5", .text), ("1e400", .float(.infinity)),
        ("-Inf", .float(-.infinity)), ("TRUE", .boolean(true)), ("No", .boolean(false)), ("nope", .text),
        ("2024-02-29", .date(microseconds: 1_709_164_800_000_000)), ("2023-02-29", .text), ("2024-13-01", .text),
        ("2024-2-1", .text), ("1969-12-31", .date(microseconds: -86_400_000_000)),
        ("1970-01-01T00:00:01Z", .timestamp(microseconds: 1_000_000)),
        ("1970-01-01 00:01", .timestamp(microseconds: 60_000_000)),
        ("1970-01-01 01:00:00.25+01:00", .timestamp(microseconds: 250_000)),
        ("1970-01-01T00:00:00-0130", .timestamp(microseconds: 5_400_000_000)),
        ("1970-01-01T24:00:00", .text), ("1970-01-01T00:00:00.", .text), ("1970-01-01T00", .text),
        ("1970-01-01T00:00:", .text), ("12:30", .text), ("192.168.0.1", .text), ("5%", .text),
    ])
    func reads(text: String, value: FieldValue) {
        #expect(withBytes(text) { FieldValue($0) } == value)
    }

    @Test func readsNumbersAsTheStandardLibraryDoes() {
        var state: UInt64 = 42
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Double(bitPattern: state)
            guard value.isFinite else { continue }
            for text in ["\(value)", "\(Float(state))", "\(Double(state >> 40) / 1_000)"] {
                guard let expected = Double(text), text.contains(".") || text.contains("e") else { continue }
                #expect(withBytes(text) { FieldValue($0) } == .float(expected))
            }
        }
    }

    @Test func readsNotANumber() {
        guard case .float(let value) = withBytes("NaN", { FieldValue($0) }) else {
            Issue.record("NaN is not a float")
            return
        }
        #expect(value.isNaN)
    }
}
