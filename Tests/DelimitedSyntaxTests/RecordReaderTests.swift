import DelimitedSyntax
import Testing

@Suite struct RecordReaderTests {
    static let cases: [(text: String, rows: [[String]])] = [
        ("", []),
        ("\n\r\n\r", []),
        ("a", [["a"]]),
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        ("a,\n,\n", [["a", ""], ["", ""]]),
        ("a,", [["a", ""]]),
        ("\"\"\n", [[""]]),
        ("\"\"", [[""]]),
        ("1,\"\",\"\"\n", [["1", "", ""]]),
        ("\"a,b\",c", [["a,b", "c"]]),
        ("\"a\nb\r\nc\",d\n", [["a\nb\r\nc", "d"]]),
        ("\"ha \"\"ha\"\"\"\n", [["ha \"ha\""]]),
        ("a\"b\",c\n", [["a\"b\"", "c"]]),
        ("\"abc\"def,\"g\"h\"i\"\n", [["abcdef", "gh\"i\""]]),
        ("a\n\n\nb\n", [["a"], ["b"]]),
        (" a , b \n", [[" a ", " b "]]),
        ("é,ʤ\n", [["é", "ʤ"]]),
    ]

    @Test(arguments: cases)
    func cutsInPiecesOfAnySize(text: String, rows: [[String]]) throws {
        for piece in 1...max(1, text.utf8.count) {
            #expect(try records(Array(text.utf8), piece: piece).rows == rows)
        }
    }

    @Test func marksQuotedFields() throws {
        var reader = RecordReader(delimiter: .comma)
        try Array("a,\"b\",\"\"\n".utf8).withUnsafeBytes { bytes in
            var rest = bytes
            let isComplete = try reader.advance(&rest)
            #expect(isComplete)
        }
        #expect(reader.withRecord { record in (0..<record.count).map { record[$0].isQuoted } } == [false, true, true])
    }

    @Test func takesQuotesAsTheyAreWhereThereAreNone() throws {
        #expect(try records(Array("\"a,b\"\n".utf8), quote: .none).rows == [["\"a", "b\""]])
        #expect(try records(Array("'a,b',''''\n".utf8), quote: .single).rows == [["a,b", "'"]])
    }

    @Test(arguments: [
        ("a\nb\n", "lf", 0), ("a\r\n\r\nb", "crlf", 1), ("a\r\r\rb\r", "cr", 2), ("a\nb\r\n\n", "mixed", 1),
        ("a", "none", 0), ("\"a\nb\"", "none", 0),
    ])
    func countsLineEndsAndBlankLines(text: String, endings: String, blank: Int) throws {
        for piece in 1...text.utf8.count {
            let reader = try records(Array(text.utf8), piece: piece).reader
            #expect(reader.lineEndings.summary == endings)
            #expect(reader.blankLines == blank)
        }
    }

    @Test(arguments: 1...12)
    func saysWhereAnOpenQuoteBegan(piece: Int) {
        #expect(throws: RecordError.unterminatedQuote(offset: 6)) {
            try records(Array("a,b\n\r\n1,\"2\n3".utf8), piece: piece)
        }
    }

    @Test func boundsARecord() throws {
        let text = Array("abc\n\"\(String(repeating: "x", count: 100))\n".utf8)
        #expect(throws: RecordError.recordTooLarge(offset: 4, limit: 50)) { try records(text, piece: 7, limit: 50) }
        #expect(try records(Array("abc\nabc\n".utf8), limit: 3).rows.count == 2)
    }

    @Test func boundsTheFields() {
        var reader = RecordReader(delimiter: .comma, maximumFields: 2)
        #expect(throws: RecordError.tooManyFields(offset: 0, limit: 2)) {
            try Array("a,b,c\n".utf8).withUnsafeBytes { bytes in
                var rest = bytes
                _ = try reader.advance(&rest)
            }
        }
    }
}
