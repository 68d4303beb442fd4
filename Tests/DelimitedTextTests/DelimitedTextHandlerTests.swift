import ColumnProfiles
import DelimitedText
import HandlerAPI
import Testing

@Suite struct DelimitedTextHandlerTests {
    @Test func countsRowsAndRaggedOnes() throws {
        let table = try summarize("a,b,c\n1,2,3\n1,2\n\n1,2,3,4\n5,6,7\n")
        #expect(table.rows == 4)
        #expect(table.columnCount == 3)
        #expect(table.raggedShort == 1)
        #expect(table.raggedLong == 1)
        #expect(table.blankLines == 1)
        #expect(table.columns.map(\.missing) == [0, 0, 1])
    }

    @Test func aLoneQuoteBetweenTabsIsACharacter() throws {
        // The quote stands behind the bytes that the dialect is guessed from.
        let rows = (0..<10_000).map { "\($0)\tname \($0)\n" }.joined()
        let table = try summarize("id\tname\n" + rows + "x\t\"open\n" + rows)
        #expect(table.rows == 20_001)
        #expect(table.dialect.quote == "none")
        #expect(table.raggedShort == 0 && table.raggedLong == 0)
    }

    @Test func keepsIntegersExact() throws {
        let table = try summarize("id\n9007199254740993\n9223372036854775807\n-9223372036854775808\n")
        #expect(table.columns[0].type == .integer)
        #expect(table.columns[0].minimum == .integer(.min))
        #expect(table.columns[0].maximum == .integer(.max))
        #expect(table.columns[0].sum == .integer(9_007_199_254_740_992))
    }

    @Test(arguments: [
        ("1,2,3", ColumnType.integer), ("1,2.5", .float), ("1,inf", .float), ("1,x", .text), ("00123,5", .text),
        ("yes,NO,true", .boolean), ("yes,1", .text), ("2024-01-01,2024-02-29", .date),
        ("2024-01-01,2024-01-01 10:00", .timestamp), ("2024-01-01,5", .text), (",NA", .empty), ("5, ,NULL", .integer),
        ("18446744073709551616,1", .float),
    ])
    func infersTheTypeOfTheWholeColumn(values: String, type: ColumnType) throws {
        let text = values.split(separator: ",", omittingEmptySubsequences: false)
            .reduce("name,other\n") { "\($0)\($1),x\n" }
        #expect(try summarize(text, options: ["header": .text("yes")]).columns[0].type == type)
    }

    @Test func dropsNumbersWhereALateTextWidens() throws {
        let column = try summarize("v\n1\n2\nthree\n", options: ["header": .text("yes")]).columns[0]
        #expect(column.mean == nil && column.quantiles == nil)
        #expect(column.minimum == .text("1") && column.maximum == .text("three"))
    }

    @Test func ordersTimesNotTheirTexts() throws {
        let text = "at,v\n2024-01-01T10:00:00+05:00,1\n2024-01-01T09:00:00Z,2\n2024-01-01T08:00Z,3\n"
        let column = try summarize(text).columns[0]
        #expect(column.minimum == .text("2024-01-01T10:00:00+05:00"))
        #expect(column.maximum == .text("2024-01-01T09:00:00Z"))
    }

    @Test(
        arguments: [
            ("12/31/2024,1/2/2024,3/4/2023", ColumnType.date, "month-first", "3/4/2023", "12/31/2024"),
            ("31/12/2024,1/2/2024,3/4/2023", .date, "day-first", "3/4/2023", "31/12/2024"),
            ("3/4/2024,4/3/2024,1/1/2024", .date, "either", "1/1/2024", "4/3/2024"),
            ("31.12.2024,1.2.2024", .date, "day-first", "1.2.2024", "31.12.2024"),
            ("1/2/2024 1:05 PM,1/2/2024 11:59 AM,1/2/2024", .timestamp, "either", "1/2/2024", "1/2/2024 1:05 PM"),
            ("13/1/2024,1/13/2024", .text, nil, "1/13/2024", "13/1/2024"),
            ("1/2/2024,2024-01-02", .text, nil, "1/2/2024", "2024-01-02"),
            ("31/6/2024,30/6/2024", .text, nil, "30/6/2024", "31/6/2024"),
            ("2024/02/29,2024/03/01", .date, nil, "2024/02/29", "2024/03/01"),
        ] as [(String, ColumnType, String?, String, String)])
    func readsDatesAsPeopleWriteThem(
        values: String, type: ColumnType, order: String?, minimum: String, maximum: String
    ) throws {
        let text = "at\n" + values.split(separator: ",").map { "\($0)\n" }.joined()
        let column = try summarize(text, options: ["header": .text("yes"), "delimiter": .text("comma")]).columns[0]
        #expect(column.type == type && column.dateOrder == order)
        #expect(column.minimum == .text(minimum) && column.maximum == .text(maximum))
    }

    @Test func keepsNoNumberThatJSONLacks() throws {
        let table = try summarize(
            "v,w\n1e308,inf\n-1e308,-inf\n1e308,1e999\n", options: ["header": .text("yes"), "missing": .text("")])
        #expect(table.columns[0].standardDeviation == nil)
        #expect(table.columns[1].nonFinite == 3)
        #expect(table.columns[1].mean == nil && table.columns[1].minimum == nil)
    }

    @Test func takesTextsForMissingValues() throws {
        let options: [String: OptionValue] = ["missing": .text("-999, n.a."), "header": .text("yes")]
        let column = try summarize("v,w\n1,x\n-999,x\n n.a. ,x\nNA,x\n", options: options).columns[0]
        #expect(column.missing == 2)
        #expect(column.present == 2)
    }

    @Test func keepsWhatCameBeforeAnOpenQuote() throws {
        let (table, findings) = try summarize(Array("a,b\r\n1,2\r\n3,\"4\r\n5,6\r\n".utf8))
        #expect(table.rows == 1)
        #expect(findings.partialReason?.code == .corrupt)
        #expect(findings.partialReason?.offset == 10)
    }

    @Test(arguments: [true, false])
    func saysWhereAnOpenQuoteBeganInUTF16(mark: Bool) throws {
        let units = (mark ? [0xfeff] : []) + Array("a,b\né,𝄞\n3,\"4".utf16)
        let bytes = units.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        for piece in [2, 3, 7, 100] {
            let findings = try summarize(bytes, piece: piece).findings
            #expect(findings.partialReason?.offset == (mark ? 20 : 18))
        }
    }

    @Test func refusesWhatIsNoText() {
        #expect(throws: HandlerError.self) { try summarize([0x50, 0x4b, 3, 4, 0, 0, 1, 0x80]) }
    }

    @Test func refusesTooManyColumns() {
        let error = #expect(throws: HandlerError.self) {
            try summarize("a,b,c\n1,2,3\n", options: ["maximum_columns": .integer(2)])
        }
        #expect(error?.code == .limitExceeded)
    }

    @Test func turnsToLatin1WhereASCIIEnds() throws {
        let rows = Array(String(repeating: "abc,1\n", count: 20_000).utf8)
        let (table, findings) = try summarize(rows + [0xe9, 0x74, 0xe9, 0x2c, 0x32, 0x0a])
        #expect(table.dialect.encoding == "iso-8859-1")
        #expect(table.rows == 20_001)
        #expect(table.columns[0].maximum == .text("été"))
        #expect(findings.notes.isEmpty)
    }

    @Test func notesBytesThatAreNotUTF8() throws {
        let rows = Array(String(repeating: "é,1\n", count: 20_000).utf8)
        let (table, findings) = try summarize(rows + [0x61, 0xff, 0x2c, 0x32, 0x0a])
        #expect(table.rows == 20_001)
        #expect(findings.notes == ["bytes that are not UTF-8, first at byte 100001; they read as U+FFFD"])
    }

    @Test func isTheSameForPiecesOfAnySize() throws {
        let bytes = Array("name;v\r\n\"a;\"\"b\"\"\";1,5\r\n\"c\r\nd\";2\r\n\r\né;x\r\n".utf8)
        let whole = try summarize(bytes).aggregate
        for piece in 1...bytes.count { #expect(try summarize(bytes, piece: piece).aggregate == whole) }
    }

    @Test func takesTheDetectorsWordForTabs() throws {
        let (table, _) = try summarize(Array("one\ntwo\n".utf8), type: "text/tab-separated-values")
        #expect(table.dialect.delimiter == "tab")
    }
}
