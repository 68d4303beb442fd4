import Foundation
import HandlerTesting
import Testing

/// One large file is read by all threads, and what is found does not depend on how many there are.
@Suite struct LargeFileTests {
    /// 24 MiB of rows in which line ends stand within quotes.
    private static func table() -> String {
        var generator = RepeatableGenerator(seed: 5)
        let texts = ["plain", "\"two\nlines\"", "\"\"\"quoted\"\"\"", "\"a, b\"", "é", ""]
        var lines: [String] = []
        for row in 0..<4_096 {
            let text = texts[Int.random(in: 0..<texts.count, using: &generator)]
            let number = Double(Int.random(in: -99_999...99_999, using: &generator)) / 64
            lines.append("\(row),\(text),\(number),\(Int.random(in: 0...9, using: &generator))\n")
        }
        let block = lines.joined()
        return "row,text,number,digit\n" + String(repeating: block, count: (24 << 20) / block.utf8.count + 1)
    }

    @Test func theResultIsTheSameForAnyNumberOfJobs() throws {
        let bench = try Workbench()
        try bench.write(Self.table(), to: "large.csv")
        var listings: Set<[String]> = []
        for (jobs, isolation) in [("1", "sandbox"), ("3", "sandbox"), ("2", "none")] {
            let run = try bench.run("--all", "--jobs", jobs, "--isolation", isolation)
            #expect(run.code == 0, "\(run.errors)")
            let listing = try bench.trawl("results", "--store", bench.store.path, "--format", "json")
            listings.insert(listing.lines)
        }
        #expect(listings.count == 1)
        let listing = try #require(listings.first).joined()
        #expect(listing.contains("\"ragged_short\":0,") && listing.contains("\"column_count\":4,"), "\(listing)")
    }
}
