import Detection
import HandlerAPI
import Testing

/// Which tables of a day and a number are series of daily counts.
@Suite struct CountSeriesProbeTests {
    private static let rows = (1...28).map { "2021-01-\($0 < 10 ? "0" : "")\($0),\(20 + $0 * 7 % 5)" }
    private static let series: MediaType = "text/x-count-series"

    /// The text of rows, of which some are exchanged for others.
    private static func text(_ changes: [Int: String] = [:], end: String = "\n") -> String {
        rows.enumerated().map { (changes[$0.offset] ?? $0.element) + end }.joined()
    }

    private static let accepted: [(String, String)] = [
        ("lines with LF", text()), ("lines with CR LF", text(end: "\r\n")), ("blank lines", text(end: "\n\n")),
        ("a byte order mark", "\u{FEFF}" + text()), ("two rows", rows[..<2].joined(separator: "\n")),
        ("a damaged count", text([3: "2021-01-04,-3"])), ("a damaged day", text([0: "2021-13-01,4"])),
        ("missing counts", text([4: "2021-01-05,", 5: "2021-01-06,"])),
        ("words for counts", text([7: "2021-01-08,many"])),
        ("missing days", (rows[..<7] + rows[15...]).joined(separator: "\n")),
        ("days backwards", rows.reversed().joined(separator: "\n")),
        ("a repeated day", (rows + rows[3..<4]).joined(separator: "\n")),
        ("quotes", text(Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($0, "\"\($1.prefix(10))\",5") }))),
    ]

    @Test(arguments: accepted)
    func aSeriesIsKnownByItsContent(what: String, text: String) throws {
        for name in ["data.csv", "data", "data.txt"] {
            let verdict = try detect(text, name: name)
            #expect(verdict.mediaType == Self.series, "\(what) in \(name)")
            #expect(verdict.basis == "probe:count-series")
        }
    }

    private static let refused: [(String, String)] = [
        ("a header", "day,count\n" + text()),
        ("three columns", text().replacing("\n", with: ",x\n")),
        ("prices", text(Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($0, "\($1).5") }))),
        ("some fractions", text([1: "2021-01-02,1.5", 5: "2021-01-06,2.5", 9: "2021-01-10,0.5"])),
        ("temperatures", text([1: "2021-01-02,-1", 5: "2021-01-06,-2", 9: "2021-01-10,-5"])),
        ("months", (1...9).map { "2021-0\($0)-01,5\n" }.joined()),
        ("events of a day", (1...9).map { "2021-01-01,\($0)\n" }.joined()),
        ("events of a few days", (0..<40).map { rows[$0 / 10] + "\n" }.joined()),
        ("names", text(Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($0, $1 + "a") }))),
        ("times", text().replacing(",", with: "T00:00:00,")),
        ("years", (1851...1899).map { "\($0),4\n" }.joined()),
        ("semicolons", text().replacing(",", with: ";")),
    ]

    @Test(arguments: refused)
    func anotherTableStaysATable(what: String, text: String) throws {
        let verdict = try detect(text, name: "data.csv")
        #expect(verdict.mediaType == "text/csv", "\(what)")
    }

    @Test func oneRowIsASeriesWhereTheNameSaysThatItIsATable() throws {
        #expect(try detect("2021-01-01,29\n", name: "data.csv").mediaType == Self.series)
        #expect(try detect("2021-01-01,29\n", name: "data").mediaType != Self.series)
    }

    @Test func aLongSeriesIsKnownByItsBeginning() throws {
        let text = (0..<9_000).map { "\(1990 + $0 / 336)-\(pad($0 / 28 % 12 + 1))-\(pad($0 % 28 + 1)),\($0 % 90)\n" }
            .joined()
        #expect(text.utf8.count > 100_000)
        #expect(try detect(text).mediaType == Self.series)
    }

    private func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
