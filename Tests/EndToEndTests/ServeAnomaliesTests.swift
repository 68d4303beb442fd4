import Foundation
import HandlerTesting
import Testing

/// Anomalies as the dashboard finds them.
@Suite struct ServeAnomaliesTests {
    private let bench: Workbench
    private let dashboard: DashboardProcess

    /// A store of two tables; in each the tenth row is far out, in a column of its own name.
    init() throws {
        bench = try Workbench()
        for (path, column) in [("north/a.csv", "depth"), ("south/50%_b.csv", "Salt")] {
            let rows = (0..<400).map { $0 == 9 ? "9,1000000" : "\($0),\(20 + $0 % 7)" }
            try bench.write("row,\(column)\n" + rows.joined(separator: "\n") + "\n", to: path)
        }
        let config = try bench.configure("handlers: {delimited-text: {options: {anomalies: true}}}\n")
        try bench.run("--config", config)
        dashboard = try DashboardProcess(bench)
    }

    private func paths(_ query: String) throws -> [String] {
        try dashboard.json("/api/v1/anomalies?" + query)["anomalies"]?.elements.map { $0.text("path") } ?? []
    }

    @Test func theyAreFoundByPathSubjectAndReason() throws {
        #expect(try paths("").count == 2)
        #expect(try paths("q=NORTH") == ["north/a.csv"])
        #expect(try paths("q=salt") == ["south/50%_b.csv"], "its subject or its reason names the column")
        #expect(try paths("q=1000000").count == 2, "the reason has the value")
        #expect(try paths("q=50%25_") == ["south/50%_b.csv"], "a percent sign and a line stand for themselves")
        #expect(try paths("q=south&handler=text") == [])
    }

    @Test func thePageCountsWhatIsFoundAndKeepsTheSearch() throws {
        let all = try dashboard.get("/anomalies").body
        #expect(all.contains(">2 anomalies<") && all.contains("Search paths, subjects and reasons"))
        let found = try dashboard.get("/anomalies?q=north").body
        #expect(found.contains(">1 anomaly<") && !found.contains("50%_b.csv"))
        #expect(found.contains("q=north&amp;handler=delimited-text"), "a facet narrows down what was found")
        #expect(found.contains("/api/v1/anomalies.csv?q=north"), "the download has what was found")
        #expect(try dashboard.get("/anomalies?q=nowhere").body.contains("No anomaly matches."))
        let table = try dashboard.get("/api/v1/anomalies.csv?q=north").body
        #expect(table.contains("north/a.csv") && !table.contains("50%_b.csv"))
    }

    @Test func pagesOfASearchFollowEachOther() throws {
        let first = try dashboard.json("/api/v1/anomalies?q=csv&limit=1")
        let next = try #require(first["next"]?.text)
        let second = try dashboard.json(next)
        let found = [first, second].flatMap { $0["anomalies"]?.elements.map { $0.text("path") } ?? [] }
        #expect(Set(found) == ["north/a.csv", "south/50%_b.csv"])
        #expect(second["next"]?.text == nil)
    }
}
