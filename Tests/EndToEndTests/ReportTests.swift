import Foundation
import HandlerTesting
import Testing

/// The report: one page that needs nothing else.
@Suite struct ReportTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func report(_ arguments: String...) throws -> String {
        let ended = try TrawlProcess.run(
            ["report", "--store", bench.store.path, "-o", "-"] + arguments, in: bench.folder)
        #expect(ended.code == 0)
        return ended.text
    }

    /// The JSON in the script element with this id.
    private func data(_ id: String, in page: String) throws -> JSONValue {
        let begin = try #require(page.range(of: "id=\"\(id)\">")).upperBound
        let end = try #require(page[begin...].range(of: "</script>")).lowerBound
        return try JSONValue(parsing: Data(page[begin..<end].utf8))
    }

    private func writeStore() throws {
        for number in 0..<30 {
            try bench.write("day,level\n1,\(number)\n2,\(number * 2)\n", to: "tables/t\(number).csv")
        }
        try bench.write("a,b\n1,\"never closed\n", to: "broken.csv")
        try bench.write("words\n", to: "</script><script>alert(1)</script>.txt")
        try bench.write("words\n", to: "a&b <i>.txt")
        try bench.run()
    }

    @Test func aPageTellsEverythingAndNeedsNothing() throws {
        try writeStore()
        let page = try report()
        #expect(page.hasPrefix("<!doctype html>"))
        for address in ["http://", "https://", "src=", "<link", "@import", "url("] {
            let isNamespace = address == "http://"
            let found = page.components(separatedBy: address).count - 1
            let allowed = isNamespace ? page.components(separatedBy: "http://www.w3.org/2000/svg").count - 1 : 0
            #expect(found == allowed, "\(address)")
        }
        #expect(page.contains("33 files"))
        #expect(page.contains("tables/<wbr>t7.csv"))
        #expect(page.contains("Columns by delimited-text"))
        #expect(page.contains("class=\"histogram\""))
        #expect(page.contains("class=\"pie\""))
        let failure = try #require(page.range(of: "never closed"))
        #expect(page[failure.upperBound...].contains("damaged at the place"))
    }

    @Test func everyFileIsListedAndNoNameIsMarkup() throws {
        try writeStore()
        let page = try report()
        let files = try data("list-data", in: page).elements
        let paths = files.compactMap { $0.elements.first?.text }
        #expect(Set(paths) == Set(try bench.ledger().map { $0.text("path") }))
        #expect(paths.first == "broken.csv", "what failed comes first")
        #expect(files.first?.elements.map(\.text).dropFirst().first == "failed")
        #expect(!page.contains("<script>alert(1)"))
        #expect(!page.contains("a&b <i>"))
        #expect(page.components(separatedBy: "</script>").count == 4)
    }

    @Test func theListIsAsLongAsAskedFor() throws {
        try writeStore()
        let page = try report("--files", "5", "--no-columns")
        #expect(try data("list-data", in: page).elements.count == 5)
        #expect(page.contains("28 more are not listed"))
        #expect(!page.contains("Columns by"))
    }

    @Test func anEmptyStoreHasAReport() throws {
        try bench.run()
        #expect(try report().contains("0 files"))
    }

    @Test func aReportThatCannotBeWrittenIsSaid() throws {
        try bench.run()
        let ended = try bench.trawl("report", "--store", bench.store.path, "-o", "/nowhere/report.html")
        #expect(ended.code == 64)
        #expect(ended.errors.contains("/nowhere/report.html cannot be written"))
    }
}
