import DelimitedSyntax
import Testing

/// The first byte that is no UTF-8 is found wherever it stands.
@Suite struct UTF8CheckTests {
    private func check(_ bytes: [UInt8]) -> UTF8Check {
        var check = UTF8Check()
        bytes.withUnsafeBytes { check.feed($0) }
        check.finish()
        return check
    }

    @Test func namesThePlaceOfAFault() {
        for place in 0..<130 {
            var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 130)
            bytes[place] = 0xff
            #expect(check(bytes).firstFault == Int64(place))
        }
    }

    @Test func takesCharactersBetweenAnyNumberOfASCIIBytes() {
        for before in 0..<70 {
            for behind in [0, 1, 31, 32, 33] {
                let text = String(repeating: "x", count: before) + "é€" + String(repeating: "y", count: behind)
                #expect(check(Array(text.utf8)).firstFault == nil)
                #expect(check(Array(text.utf8)).sawBeyondASCII)
            }
        }
    }
}
