import DelimitedSyntax
import Testing

@Suite struct CivilDayTests {
    private func day(_ text: String) -> CivilDay? { Array(text.utf8).withUnsafeBytes { CivilDay($0) } }

    @Test func everyDayOfFourCenturiesComesBack() throws {
        let first = try #require(day("1799-12-31"))
        var texts: Set<String> = []
        for number in first.number..<first.number + 146_097 {
            let text = CivilDay(number: number).description
            texts.insert(text)
            #expect(day(text)?.number == number)
        }
        #expect(texts.count == 146_097)
    }

    @Test(arguments: [("1970-01-01", 0), ("2021-01-01", 18_628), ("1969-12-31", -1), ("2000-02-29", 11_016)])
    func isCountedFromTheBeginningOf1970(text: String, number: Int) {
        #expect(day(text)?.number == number)
    }

    @Test(arguments: [
        "2021-02-29", "2021-13-01", "2021-00-10", "2021-1-01", "2021/01/01", "2021-01-01T00:00", "", "20210101",
    ])
    func whatIsNoDayIsNone(text: String) { #expect(day(text) == nil) }
}
