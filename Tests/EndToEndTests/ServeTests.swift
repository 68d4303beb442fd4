import Foundation
import HandlerTesting
import Testing

/// What people and programs see of a store through the dashboard.
@Suite struct ServeTests {
    private let bench: Workbench

    init() throws {
        bench = try Workbench()
        try bench.write("words\n", to: "notes/a.txt")
        try bench.write("more words\n", to: "notes/B.txt")
        try bench.write("time,value\n1,2\n3,4\n", to: "tables/t.csv")
        try bench.write("name,remark\n1,\"never closed\n", to: "tables/<b>open & \"quoted\".csv")
        try bench.run()
    }

    @Test(
        arguments: [
            "/", "/files", "/files?q=NOTES", "/failures", "/anomalies", "/runs", "/run?number=1", "/sql",
            "/sql?q=SELECT+1",
            "/login", "/metrics",
            "/healthz", "/assets/dashboard.css", "/assets/dashboard.js", "/assets/icon.svg", "/api/v1/openapi.json",
        ])
    func everyPageIsThere(target: String) throws {
        let answer = try DashboardProcess(bench).get(target)
        #expect(answer.status == 200)
        #expect(!answer.body.isEmpty)
        #expect(answer.header("Content-Security-Policy")?.contains("default-src 'none'") == true)
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
        #expect(!answer.body.contains("https://") || target.contains("openapi"), "nothing is loaded from elsewhere")
    }

    @Test func aStoreIsAskedInSQL() throws {
        let dashboard = try DashboardProcess(bench)
        let page = try dashboard.get("/sql?q=SELECT+path,+size+FROM+files+ORDER+BY+path")
        #expect(page.status == 200)
        #expect(page.body.contains("<td class=\"wrap\">notes/a.txt</td>"))
        #expect(page.body.contains("4 rows"))
        #expect(!page.body.contains("<b>open"), "a name is no markup")
        let file = try dashboard.get("/sql.csv?q=SELECT+count(*)+AS+n+FROM+files")
        #expect(file.header("Content-Type")?.hasPrefix("text/csv") == true)
        #expect(file.body == "n\r\n4\r\n")
        let mistake = try dashboard.get("/sql?q=SELECT+pth+FROM+files")
        #expect(mistake.status == 200)
        #expect(mistake.body.contains("pth"))
        for sql in ["DELETE+FROM+files", "ATTACH+'/etc/passwd'+AS+a", "SELECT+1;+SELECT+2", "nonsense"] {
            #expect(try dashboard.get("/sql.csv?q=" + sql).status == 400)
            #expect(try dashboard.get("/sql?q=" + sql).body.contains("role=\"alert\""))
        }
        #expect(try dashboard.get("/sql?q=SELECT+1&x=1").status == 400)
        let endless = "WITH+RECURSIVE+t(n)+AS+(SELECT+1+UNION+ALL+SELECT+n%2B1+FROM+t)+SELECT+n+FROM+t"
        #expect(try dashboard.get("/sql?q=" + endless).body.contains("The first 500 rows"))
    }

    @Test func filesAreFoundByWordsFoldersAndFacets() throws {
        let dashboard = try DashboardProcess(bench)
        func paths(_ query: String) throws -> [String] {
            try dashboard.json("/api/v1/files?" + query)["files"]?.elements.map { $0.text("path") } ?? []
        }
        #expect(try paths("q=b.TXT") == ["notes/B.txt"])
        #expect(try paths("prefix=notes/") == ["notes/B.txt", "notes/a.txt"])
        #expect(try paths("outcome=failed") == ["tables/<b>open & \"quoted\".csv"])
        #expect(try paths("handler=text&q=a.") == ["notes/a.txt"])
        #expect(try paths("media_type=text/csv&code=corrupt").count == 1)
        #expect(try paths("q=%25") == [], "a percent sign is no wildcard")
    }

    @Test func pagesFollowEachOtherToTheEndWithoutGapOrOverlap() throws {
        let dashboard = try DashboardProcess(bench)
        for listing in ["files", "results", "runs", "failures", "anomalies"] {
            let all = try dashboard.json("/api/v1/\(listing)")[listing]?.elements ?? []
            var (rows, next): ([JSONValue], String?) = ([], "/api/v1/\(listing)?limit=1")
            while let target = next, rows.count <= all.count {
                let page = try dashboard.json(target)
                rows += page[listing]?.elements ?? []
                next = page["next"]?.text
            }
            #expect(rows == all, "\(listing)")
        }
    }

    @Test func aFilesPageTellsWhyItFailedAndShowsNoMarkupOfItsName() throws {
        let dashboard = try DashboardProcess(bench)
        let row = try #require(try dashboard.json("/api/v1/files?outcome=failed")["files"]?.elements.first)
        let failures = try dashboard.get("/failures")
        let link = try #require(failures.body.firstMatch(of: /href="(\/file\?[^"]*)"/)?.1)
        let page = try dashboard.get(link.replacingOccurrences(of: "&amp;", with: "&"))
        #expect(page.status == 200)
        #expect(page.body.contains("corrupt") && page.body.contains("never closed"))
        #expect(page.body.contains("&lt;b&gt;open &amp; &quot;quoted&quot;.csv"))
        #expect(!page.body.contains("<b>open"))
        #expect(row.text("path").contains("<b>"))
    }

    @Test func whatIsNotThereIsSaidInTheFormThatWasAskedFor() throws {
        let dashboard = try DashboardProcess(bench)
        let page = try dashboard.get("/nowhere", "Accept: text/html")
        #expect(page.status == 404 && page.body.contains("<h1>Not found</h1>"))
        let answer = try dashboard.get("/api/v1/file?root=x&path=y")
        #expect(answer.status == 404 && answer.header("Content-Type") == "application/json")
    }

    @Test func measurementsAreAsPrometheusReadsThem() throws {
        let lines = try DashboardProcess(bench).get("/metrics").body.split(separator: "\n")
        #expect(lines.contains(#"trawl_files{outcome="recorded"} 3"#))
        #expect(lines.contains(#"trawl_failures_open{code="corrupt"} 1"#))
        for line in lines where !line.hasPrefix("#") {
            #expect(
                line.wholeMatch(of: /[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[0-9.e+]+/) != nil, "\(line)")
        }
    }

    @Test func aStoreThatChangesIsSeenAsItIs() throws {
        let dashboard = try DashboardProcess(bench)
        #expect(try dashboard.json("/api/v1/files").number("matches") == 4)
        try bench.write("new\n", to: "new.txt")
        try bench.run()
        #expect(try dashboard.json("/api/v1/files").number("matches") == 5)
        #expect(try dashboard.json("/api/v1/files?q=new.txt").number("matches") == 1)
    }

    @Test func itEndsWhenAskedTo() throws {
        let dashboard = try DashboardProcess(bench)
        let listening = try RawConnection(dashboard.port)
        listening.send(Array("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        #expect(listening.read(until: "event: status"))
        #expect(try dashboard.end().code == 0)
    }

    @Test func whatCannotBeServedIsSaid() throws {
        let missing = try bench.trawl("serve", "--store", "nowhere.db", "--listen", "127.0.0.1:0")
        #expect(missing.code == 74 && missing.errors.contains("there is no record store at nowhere.db"))
        let dashboard = try DashboardProcess(bench)
        let taken = try bench.trawl("serve", "--store", bench.store.path, "--listen", "127.0.0.1:\(dashboard.port)")
        #expect(taken.code == 64 && taken.errors.contains("Address already in use"))
        let open = try bench.trawl("serve", "--store", bench.store.path, "--listen", "0.0.0.0:0")
        #expect(open.code == 64 && open.errors.contains("a token is required"))
    }
}
