import Foundation
import HandlerAPI
import Testing

@Suite struct JSONWriterTests {
    private func encoded(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        writer.array(body)
        return writer.text
    }

    @Test(arguments: [
        0, 1, -1, 0.1, 1.5, -0.0, 1e15, 1e16, 123_456_789_012_345_680, 1e22, 1e-5, .leastNonzeroMagnitude,
        .greatestFiniteMagnitude,
        2_516_611.478_423_583, 1.0 / 3,
    ])
    func writesNumbersAsTheEncoderDoes(number: Double) throws {
        #expect(try written { $0.value(number) } == encoded([number]))
    }

    @Test func writesTextAsTheEncoderDoes() throws {
        let controls = String(String.UnicodeScalarView((0..<0x80).compactMap(UnicodeScalar.init)))
        for text in ["", "plain", "a/b", "\"\\", "naïve 𝄞 \u{2028}\u{fffd}", controls] {
            #expect(try written { $0.value(text) } == encoded([text]))
        }
    }

    @Test func nestsAndSeparates() {
        let text = written { writer in
            writer.object { _ in }
            writer.object { writer in
                writer.member("a", 1)
                writer.key("b")
                writer.array { writer in
                    writer.value(true)
                    writer.value(Int128.max)
                }
                writer.member("c", nil as Double?)
                writer.member("d", false)
            }
        }
        #expect(text == #"[{},{"a":1,"b":[true,170141183460469231731687303715884105727],"d":false}]"#)
    }

    @Test func writesNullForWhatIsNoNumber() {
        #expect(written { $0.value(Double.nan) } == "[null]")
    }
}
