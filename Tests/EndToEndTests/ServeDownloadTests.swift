import Foundation
import HandlerTesting
import Testing

/// The pages of results, and listings as files.
@Suite struct ServeDownloadTests {
    private static func bench(files: Int) throws -> Workbench {
        let bench = try Workbench()
        for number in 0..<files { try bench.write("\(number)\n", to: "\(number % 50)/\(number).txt") }
        try bench.write("time,value\n1,2\n3,4\n", to: "tables/t.csv")
        try bench.write("name,remark\n1,\"never closed\n", to: "tables/open.csv")
        try bench.run("--enable", "fingerprint")
        return bench
    }

    @Test func resultsAreFoundByWordsAndFacetsAndPaged() throws {
        let bench = try Self.bench(files: 60)
        let dashboard = try DashboardProcess(bench)
        let page = try dashboard.get("/results")
        #expect(page.body.contains("aria-current=\"page\">Results"))
        #expect(page.body.contains("1–50 of 124 results"))
        let next = try #require(page.body.firstMatch(of: /rel="next" href="([^"]*)"/)?.1)
        let second = try dashboard.get(next.replacingOccurrences(of: "&amp;", with: "&"))
        #expect(second.body.contains("51–100 of 124 results") && second.body.contains("rel=\"prev\""))
        let narrowed = try dashboard.get("/results?handler=delimited-text&media_type=text/csv&q=T.CSV").body
        #expect(narrowed.contains(">1 result<") && narrowed.contains("<span class=\"quiet\">rows</span> 2"))
        #expect(narrowed.contains("path=tables/t.csv#of-delimited-text"))
        #expect(try dashboard.get("/results?q=nowhere").body.contains("No result matches"))
        for hostile in ["limit=5", "handler=a&handler=b", "outcome=failed", "q=%ff", "vanished=perhaps"] {
            #expect(try dashboard.get("/results?" + hostile).status == 400, "\(hostile)")
        }
    }

    @Test func theRowsOfAPageAndOfTheAPIAreCountedAlike() throws {
        let bench = try Self.bench(files: 20)
        let dashboard = try DashboardProcess(bench)
        for query in ["", "q=7", "handler=text", "handler=fingerprint&media_type=text/csv", "prefix=tables/&q=t"] {
            let all = try dashboard.json("/api/v1/results?limit=500&" + query)
            #expect(all.number("matches") == Double(all["results"]?.elements.count ?? -1), "\(query)")
            var (rows, next): ([JSONValue], String?) = ([], "/api/v1/results?limit=3&" + query)
            while let target = next {
                let page = try dashboard.json(target)
                rows += page["results"]?.elements ?? []
                next = page["next"]?.text
            }
            #expect(rows == all["results"]?.elements)
        }
    }

    @Test func aListingComesWholeAndInOrderInBothFormats() throws {
        let bench = try Self.bench(files: 10_000)
        let dashboard = try DashboardProcess(bench)
        let listings = [
            ("results", "", 20_004), ("files", "", 10_002), ("failures", "?standing=open", 1), ("anomalies", "", 0),
            ("results", "?q=99&handler=text", 280), ("files", "?outcome=failed", 1),
        ]
        for (name, query, count) in listings {
            let table = try dashboard.get("/api/v1/\(name).csv" + query)
            #expect(table.header("Transfer-Encoding") == "chunked")
            #expect(table.header("Content-Disposition") == "attachment; filename=\"\(name).csv\"")
            let lines = table.dechunked.split(separator: "\r\n")
            #expect(lines.first?.hasPrefix("root,path,") == true)
            let objects = try dashboard.get("/api/v1/\(name).ndjson" + query).dechunked.split(separator: "\n")
            #expect(objects.count == count && lines.count == count + 1, "\(name)\(query)")
            let places = try objects.map { line in
                let row = try JSONValue(parsing: Data(line.utf8))
                return row.text("path") + "\u{0}" + (row["handler"]?.text ?? "")
            }
            #expect(zip(places, places.dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        }
    }

    @Test func aClientThatGoesAwayEndsItsDownload() throws {
        let bench = try Self.bench(files: 10_000)
        let dashboard = try DashboardProcess(bench)
        func active() throws -> Bool { try !dashboard.get("/metrics").body.contains("trawl_downloads_active 0") }
        do {
            let client = try RawConnection(dashboard.port)
            client.send(Array("GET /api/v1/results.ndjson HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
            #expect(client.read(until: "aggregate"))
            #expect(try active(), "most of it is yet to be taken")
        }
        #expect(try eventually { try !active() })
        #expect(try dashboard.complaint.isEmpty)
    }

    @Test func whatAHandlerKeepsAndTheReportAreFiles() throws {
        let bench = try Self.bench(files: 3)
        let dashboard = try DashboardProcess(bench)
        let results = try dashboard.json("/api/v1/results?handler=delimited-text&q=t.csv")["results"]
        let row = try #require(results?.elements.first)
        let root = row.text("root")
        let target = "/api/v1/aggregate?root=\(root)&path=tables/t.csv&handler="
        #expect(try dashboard.json(target + "delimited-text") == row["aggregate"])
        #expect(try dashboard.get(target + "nobody").status == 404)
        #expect(try dashboard.get("/api/v1/aggregate?root=x").status == 400)
        let report = try dashboard.get("/api/v1/report.html")
        #expect(report.status == 200 && report.body.contains("Results by handler"))
        #expect(try dashboard.get("/").body.contains("href=\"/api/v1/report.html\""))
    }

    @Test func aReportAndTheOverviewCountAlike() throws {
        let bench = try Self.bench(files: 12)
        try FileManager.default.removeItem(at: bench.data.appendingPathComponent("0/0.txt"))
        try bench.run("--enable", "fingerprint")
        let dashboard = try DashboardProcess(bench)
        let (overview, report) = (try dashboard.get("/").body, try dashboard.get("/api/v1/report.html").body)
        for (handler, count) in [("fingerprint", 13), ("text", 11), ("delimited-text", 2)] {
            let number = "<dd class=\"n\">\(count)</dd>"
            for page in [overview, report] {
                let bars = try #require(page.range(of: "Results by handler"))
                let rest = page[bars.upperBound...]
                let name = try #require(rest.range(of: handler + "<"))
                #expect(rest[name.upperBound...].prefix(400).contains(number), "\(handler)")
            }
        }
        #expect(overview.contains(">13 files<") && report.contains(">13 files;"))
        #expect(overview.contains("href=\"/files?vanished=true\""))
    }
}

extension RawAnswer {
    /// The body without the marks of its chunks.
    fileprivate var dechunked: String {
        var (text, rest) = ("", body.utf8[...])
        while let end = rest.firstIndex(of: UInt8(ascii: "\r")),
            let count = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16), count > 0
        {
            let start = rest.index(end, offsetBy: 2)
            let stop = rest.index(start, offsetBy: count)
            text += String(decoding: rest[start..<stop], as: UTF8.self)
            rest = rest[stop...].dropFirst(2)
        }
        return text
    }
}
