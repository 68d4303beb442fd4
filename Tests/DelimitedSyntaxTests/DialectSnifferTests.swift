import DelimitedSyntax
import Testing

@Suite struct DialectSnifferTests {
    private func sniff(_ text: String, isWholeFile: Bool = true) -> DialectGuess? {
        withBytes(text) { DialectSniffer.sniff($0, isWholeFile: isWholeFile) }
    }

    @Test(arguments: [
        ("a,b,c\n1,2,3\n4,5,6\n", Delimiter.comma, true), ("a\tb\n1\t2\n3\t4\n", .tab, true),
        ("x;y\n1,5;2,5\n3,5;4,5\n", .semicolon, true), ("a|b|c\n1|x y|3\n2|z|4\n", .pipe, true),
        ("2021-01-01,29\n2021-01-02,30\n2021-01-03,31\n", .comma, false),
        ("\"a;b\",c,1\n\"d;e\",f,2\n\"g;h\",i,3\n", .comma, false),
        ("name,city,code\nann,bonn,x\nbea,kiel,y\ncleo,ulm,z\ndora,jena,w\n", .comma, true),
    ])
    func isConvincedByTables(text: String, delimiter: Delimiter, hasHeader: Bool) {
        let guess = sniff(text)
        #expect(guess?.dialect.delimiter == delimiter)
        #expect(guess?.dialect.hasHeader == hasHeader)
        #expect(guess?.strength == .strong)
    }

    @Test(arguments: [
        "Dear all, I write\nto you, as ever, in\nhaste, and so, goodbye,\n",
        "Ann came, saw, went.\nBea came, saw, left.\nCleo came, saw, stayed.\nDora came, saw, ran.\nEve, too, came.\n",
        "let a = f(x, y)\nlet b = g(x, y)\nlet c = h(x, y)\n",
        "    1, 2, 3,\n    4, 5, 6,\n    7, 8, 9,\n",
        "int a;\nint b;\nint c;\n",
        "[section]\nkey=1,2\nother=3,4\n",
        "key: a,b\nother: c,d\nthird: e,f\n",
        "{\"a\":1,\"b\":2}\n{\"a\":3,\"b\":4}\n{\"a\":5,\"b\":6}\n",
        "<a>1,2</a>\n<a>3,4</a>\n<a>5,6</a>\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n", "a | b\n--- | ---\n1 | 2\n",
        "2024-01-01 12:00:00,123 INFO started\n2024-01-01 12:00:01,456 INFO done\n2024-01-01 12:00:02,789 WARN x\n",
        "one\ntwo\nthree\n", "a,b,c\n1,2,3\n", "1,2\n3,4,5\n6\n",
    ])
    func isNotConvincedByOtherText(text: String) {
        #expect((sniff(text)?.strength ?? .singleColumn) < .strong)
    }

    @Test func findsSingleQuotes() {
        let guess = sniff("a,b\n'x, y',1\n'z',2\n'it''s',3\n")
        #expect(guess?.dialect.quote == .single)
        #expect(sniff("a,b\nit's,1\nx,2\n")?.dialect.quote == .double)
    }

    @Test(arguments: [
        ("size\tname\n3\t\"long\n4\tshort\n5\tmiddle\n6\tlast\n", Quote.none),
        ("size\tname\n3\t\"long\n4\tshort\n5\t\"middle\n6\tlast\n7\tend\n", .none),
        ("size\tname\n3\t5\"\n4\t6\"\n5\t7\n", .double),
        ("size\tname\n3\t\"a\tb\"\n4\t\"c\td\"\n5\tx\n", .double),
        ("size\tname\n3\t\"a\nb\"\n4\t\"c\nd\"\n5\t\"e\nf\"\n", .double),
        ("size\tname\n3\t\"a\"\n4\t\"b\"\n5\t\"c\"\n", .double),
    ])
    func quotesBetweenTabsCountOnlyWhereTheyPairUp(text: String, quote: Quote) {
        let guess = sniff(text)
        #expect(guess?.dialect.delimiter == .tab)
        #expect(guess?.dialect.quote == quote)
        #expect(guess?.strength == .strong)
    }

    @Test func aLoneQuoteBetweenCommasStaysAQuote() {
        #expect(sniff("size,name\n3,\"long\n4,short\n5,middle\n6,last\n")?.dialect.quote == .double)
    }

    @Test func theSameBytesGiveTheSameGuess() {
        // Tables of commas and of bars score alike up to the order in which floats are added.
        let text: [UInt8] = Array("a,7|red, or so\n9|g".utf8) + [0xAB] + Array("een|\"ha\"\" .yheha\"\n3,4\ns\n".utf8)
        let guesses = (0..<50).map { _ in text.withUnsafeBytes { DialectSniffer.sniff($0, isWholeFile: true) } }
        #expect(guesses.allSatisfy { $0 == guesses[0] })
    }

    @Test func skipsWhatComesBeforeTheTable() {
        let comments = sniff("% Device,X1\n% \nPressure,Depth,Salt,Temperature\n1,2,3,4\n2,3,4,5\n3,4,5,6\n")
        #expect(comments?.dialect.preambleRecords == 2)
        #expect(comments?.fieldCount == 4)
        #expect(comments?.dialect.hasHeader == true)
        #expect(sniff("Report of 2020\n\na,b,c\n1,2,3\n4,5,6\n")?.dialect.preambleRecords == 1)
        let index = sniff("# A\n# B: c\n# D\n# E\n# F\nfile,date,ocean\na/1.nc,20230423,A\nb/2.nc,20230422,P\n")
        #expect(index?.dialect.preambleRecords == 5)
        #expect(index?.fieldCount == 3)
        #expect(index?.strength == .strong)
        #expect(sniff("# made by hand\n# time,value\n1,2\n3,4\n")?.dialect.preambleRecords == 1)
    }

    @Test func leavesOutARecordThatMayBeCut() {
        let whole = sniff("a,b\n1,2\n3,4\n5,6\n7,\"8")
        let cut = sniff("a,b\n1,2\n3,4\n5,6\n7", isWholeFile: false)
        #expect(whole?.strength == .strong)
        #expect(cut?.strength == .strong)
    }

    @Test func namesWhatIsNoText() {
        #expect([0, 1, 2, 0, 0, 0].withUnsafeBytes { DialectSniffer.sniff($0, isWholeFile: true) } == nil)
        #expect(sniff("") == nil)
        #expect(sniff("alone\n")?.strength == .singleColumn)
    }

    @Test func readsUTF16() {
        let bytes = TextEncodingTests.encoded("a\tb\n1\t2\n3\t4\n", .utf16LittleEndian, mark: true)
        let guess = bytes.withUnsafeBytes { DialectSniffer.sniff($0, isWholeFile: true) }
        #expect(guess?.dialect.encoding == .utf16LittleEndian)
        #expect(guess?.dialect.delimiter == .tab)
        #expect(guess?.strength == .strong)
    }
}
