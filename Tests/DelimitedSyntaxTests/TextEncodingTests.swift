import DelimitedSyntax
import Testing

@Suite struct TextEncodingTests {
    static let sample = "naïve,ʤ,𝄞\n1,2,3\n"

    static func encoded(_ text: String, _ encoding: TextEncoding, mark: Bool) -> [UInt8] {
        switch encoding {
        case .utf8, .utf8WithMark: (mark ? [0xef, 0xbb, 0xbf] : []) + text.utf8
        case .utf16LittleEndian:
            ((mark ? [0xfeff] : []) + Array(text.utf16)).flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        case .utf16BigEndian:
            ((mark ? [0xfeff] : []) + Array(text.utf16)).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
        case .latin1: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        }
    }

    private func transcoded(_ bytes: [UInt8], _ encoding: TextEncoding, piece: Int) -> String {
        var transcoder = Transcoder(from: encoding)
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes { chunk in
                transcoder.transcode(chunk) { text, _ in output += text }
            }
        }
        transcoder.finish { text, _ in output += text }
        return String(decoding: output, as: UTF8.self)
    }

    @Test(arguments: [TextEncoding.utf8, .utf16LittleEndian, .utf16BigEndian], [true, false])
    func transcodesInPiecesOfAnySize(encoding: TextEncoding, mark: Bool) {
        let bytes = Self.encoded(Self.sample, encoding, mark: mark)
        for piece in 1...bytes.count { #expect(transcoded(bytes, encoding, piece: piece) == Self.sample) }
    }

    @Test func transcodesLatin1() {
        let bytes = Self.encoded("naïve ÿ", .latin1, mark: false)
        #expect(transcoded(bytes, .latin1, piece: 3) == "naïve ÿ")
    }

    @Test func replacesHalfAPair() {
        #expect(transcoded([0x3d, 0xd8, 0x61, 0x00], .utf16LittleEndian, piece: 1) == "\u{fffd}a")
        #expect(transcoded([0x61, 0x00, 0x3d, 0xd8], .utf16LittleEndian, piece: 4) == "a\u{fffd}")
        #expect(transcoded([0x61, 0x00, 0x3d], .utf16LittleEndian, piece: 2) == "a\u{fffd}")
        #expect(transcoded([0xef], .utf8, piece: 1) == "\u{fffd}")
    }

    @Test(arguments: [
        (TextEncoding.utf8, false, TextEncoding.utf8), (.utf8, true, .utf8WithMark),
        (.utf16LittleEndian, true, .utf16LittleEndian), (.utf16LittleEndian, false, .utf16LittleEndian),
        (.utf16BigEndian, true, .utf16BigEndian), (.utf16BigEndian, false, .utf16BigEndian),
    ])
    func guesses(encoding: TextEncoding, mark: Bool, expected: TextEncoding) {
        let bytes = Self.encoded(Self.sample, encoding, mark: mark)
        #expect(bytes.withUnsafeBytes { TextEncoding.guess($0, isWholeFile: true) } == expected)
    }

    @Test func guessesLatin1OnlyWhereUTF8IsBroken() {
        let bytes: [UInt8] = Array("na".utf8) + [0xef]
        #expect(bytes.withUnsafeBytes { TextEncoding.guess($0, isWholeFile: true) } == .latin1)
        #expect(bytes.withUnsafeBytes { TextEncoding.guess($0, isWholeFile: false) } == .utf8)
    }

    @Test(arguments: [[0, 1, 2, 3], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], [0x61, 0, 0x62, 0x63, 0x64]])
    func findsNoTextInBinaryData(bytes: [UInt8]) {
        #expect(bytes.withUnsafeBytes { TextEncoding.guess($0, isWholeFile: true) } == nil)
    }
}
