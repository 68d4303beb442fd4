import Foundation
import HandlerTesting
import Testing

/// `trawl catalogue`: what is said of records is what is in them.
@Suite struct CatalogueTests {
    private let bench: Workbench

    init() throws {
        bench = try Workbench(walking: TestData.folder().appendingPathComponent("store"))
        try bench.run()
    }

    private func catalogue(_ options: String...) throws -> TrawlProcess.Ended {
        try TrawlProcess.run(["catalogue", "--store", bench.store.path] + options, in: bench.folder)
    }

    private func outputs(of handler: String) throws -> [String: JSONValue] {
        let found = try catalogue("--handler", handler, "--format", "json").json().elements
        try #require(found.count == 1 && found[0].text("handler") == handler)
        return Dictionary(
            (found[0]["outputs"]?.elements ?? []).map { ($0.text("path"), $0) }, uniquingKeysWith: { $1 })
    }

    @Test func everyHandlerOfTheStoreIsThere() throws {
        let found = try catalogue("--format", "json").json().elements
        let stored = Set(try bench.rows("results").map { $0.text("handler") })
        #expect(found.map { $0.text("handler") } == stored.sorted())
        for handler in found {
            let outputs = handler["outputs"]?.elements ?? []
            #expect(!outputs.isEmpty && outputs.allSatisfy { !$0.text("description").isEmpty }, "all are documented")
            let count = try bench.rows("results", "--handler", handler.text("handler")).count
            #expect(handler.number("records") == Double(count))
        }
    }

    @Test func aPlaceHasTypesUnitPresenceAndExamples() throws {
        let found = try outputs(of: "whp-exchange")
        let north = try #require(found["$.bounding_box.north"])
        #expect(north.text("unit") == "deg" && north["types"] == .array([.string("number")]))
        let records = try bench.rows("results", "--handler", "whp-exchange").compactMap { $0["aggregate"] }
        let having = records.filter { $0["bounding_box"]?["north"] != nil }.count
        #expect(north.number("present") == Double(having))
        let columns = records.flatMap { $0["columns"]?.elements ?? [] }
        #expect(found["$.columns[].name"]?.number("values") == Double(columns.count))
        let names = Set(columns.map { $0.text("name") })
        for example in found["$.columns[].name"]?["examples"]?.elements ?? [] {
            #expect(names.contains(example.text ?? ""))
        }
        #expect(found["$.columns[].flags.*"] != nil && !found.keys.contains { $0.hasPrefix("$.columns[].flags.\"") })
    }

    @Test func whatIsDocumentedAndWasNotFoundIsShown() throws {
        let odd = try #require(outputs(of: "delimited-text")["$.columns[].date_order"])
        #expect(odd.number("present") == 0 && odd["examples"] == .array([]))
    }

    @Test func theViewsOfEveryHandlerHoldItsRecords() throws {
        let sqlite = URL(fileURLWithPath: "/usr/bin/sqlite3")
        guard FileManager.default.isExecutableFile(atPath: sqlite.path) else { return }
        let views = try catalogue("--format", "sql")
        #expect(views.code == 0)
        let sql =
            "\n" + views.text + """
                SELECT count(*) FROM delimited_text;
                SELECT count(*) FROM delimited_text_columns;
                SELECT typeof(rows) || typeof(dialect_header) || typeof(dialect_delimiter) FROM delimited_text LIMIT 1;
                SELECT typeof(mean) FROM delimited_text_columns WHERE type = 'float' LIMIT 1;
                SELECT count(*) FROM whp_exchange, whp_exchange_columns USING (root, path);
                SELECT count(*) FROM columns WHERE handler = 'whp-exchange';
                """
        let told = try TrawlProcess.start([bench.store.path, sql], in: bench.folder, program: sqlite).wait()
        #expect(told.code == 0 && told.errors.isEmpty, "\(told.errors)")
        let tables = try bench.rows("results", "--handler", "delimited-text").compactMap { $0["aggregate"] }
        let columns = tables.reduce(0) { $0 + ($1["columns"]?.elements.count ?? 0) }
        let lines = told.lines
        try #require(lines.count == 6)
        #expect(lines[0] == String(tables.count) && lines[1] == String(columns))
        #expect(lines[2] == "integerintegertext" && lines[3] == "real")
        #expect(lines[4] == lines[5])
    }

    @Test func itIsNeverStale() throws {
        let before = try catalogue("--format", "json").output
        #expect(FileManager.default.fileExists(atPath: bench.store.path + ".catalogue"))
        #expect(try catalogue("--format", "json").output == before)
        let other = bench.folder.appendingPathComponent("more")
        try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
        try Data("just words\n".utf8).write(to: other.appendingPathComponent("a.txt"))
        #expect(try bench.trawl("run", other.path, "--store", bench.store.path, "--quiet").code == 0)
        let after = try catalogue("--handler", "text", "--format", "json").json().elements.first?.number("records")
        #expect(after == Double(try bench.rows("results", "--handler", "text").count))
    }

    @Test func aCacheThatCannotBeReadOrWrittenDoesNotMatter() throws {
        let expected = try catalogue("--format", "markdown").output
        let cache = URL(fileURLWithPath: bench.store.path + ".catalogue")
        try Data("nonsense".utf8).write(to: cache)
        #expect(try catalogue("--format", "markdown").output == expected)
        try FileManager.default.removeItem(at: cache)
        try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
        #expect(try catalogue("--format", "markdown").output == expected)
    }

    @Test func aHandlerThatIsNotThereIsNamed() throws {
        let ended = try catalogue("--handler", "delimited")
        #expect(ended.code == 64 && ended.errors.contains("whp-exchange"))
        let table = try catalogue("--handler", "text").text
        #expect(table.contains("$.words") && table.contains("100 %"))
    }

    @Test func aHandlerOfOnesOwnIsDescribedByItsManifest() throws {
        let own = try Workbench()
        try own.write("an error\n", to: "a.log")
        let folder = TestData.projectRoot().appendingPathComponent("Plugins/examples/log-levels").path
        #expect(try own.run("--plugins", folder).code == 0)
        let known = try own.trawl(
            "catalogue", "--store", own.store.path, "--plugins", folder, "--handler", "log-levels", "--format",
            "markdown")
        #expect(
            known.text.contains("| `$.errors` | integer | 1 | 100 % | Lines with the word error, in any case | `1` |"))
        let unknown = try own.trawl(
            "catalogue", "--store", own.store.path, "--handler", "log-levels", "--format", "json")
        let outputs = try unknown.json().elements.first?["outputs"]?.elements ?? []
        #expect(outputs.map { $0.text("path") }.sorted() == ["$.errors", "$.lines", "$.warnings"])
        #expect(outputs.allSatisfy { $0["description"] == .null })
    }
}
