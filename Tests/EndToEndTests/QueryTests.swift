import Foundation
import HandlerTesting
import Testing

/// `trawl query`, and what README.md says of it.
@Suite struct QueryTests {
    private static let readme = try? String(
        contentsOf: TestData.projectRoot().appendingPathComponent("README.md"), encoding: .utf8)
    private static let samples = (readme ?? "").matches(of: /```sql\n((?s).*?)```/).map { String($0.output.1) }
    /// The lines of the table of tables and views: names, and columns.
    private static let documented = (readme ?? "").matches(
        of: /(?m)^\| (`[a-z_]+`(?:, `[a-z_]+`)?) \| [^|]+ \| `(root [^`]+|run [^`]+|id [^`]+)` \|$/
    ).map { (names: $0.output.1.replacing("`", with: "").split(separator: ", "), columns: $0.output.2) }

    private let bench: Workbench

    /// Looks at the example store, with every handler that the samples speak of.
    init() throws {
        bench = try Workbench(walking: TestData.folder().appendingPathComponent("store"))
        let labels = bench.folder.appendingPathComponent("handlers/labels")
        try FileManager.default.createDirectory(at: labels, withIntermediateDirectories: true)
        let manifest = """
            protocol: 1
            name: labels
            version: 1.0.0
            summary: Labels every table alike.
            command: [sh, handler.sh]
            accepts: [text/csv]
            role: companion
            delivery: input
            """
        let script = """
            cat >/dev/null
            echo '{"type":"aggregate","value":{"labels":[{"name":"vessel","confidence":97.1},{"name":"ice","confidence":42}]}}'
            """
        try Data(manifest.utf8).write(to: labels.appendingPathComponent("handler.yaml"))
        try Data(script.utf8).write(to: labels.appendingPathComponent("handler.sh"))
        #expect(try bench.run("--enable", "fingerprint", "--plugins", labels.path).code == 3)
    }

    private func query(_ arguments: String...) throws -> TrawlProcess.Ended {
        try TrawlProcess.run(["query", "--store", bench.store.path] + arguments, in: bench.folder)
    }

    @Test func theReadmeHasSamples() {
        #expect(Self.samples.count >= 10)
        #expect(Self.documented.count == 7)
    }

    @Test(arguments: samples) func everySampleOfTheReadmeHasAnAnswer(sql: String) throws {
        let ended = try query(sql, "--format", "ndjson")
        #expect(ended.code == 0 && ended.errors.isEmpty, "\(ended.errors)")
        let rows = try ended.lines.map { try JSONValue(parsing: Data($0.utf8)) }
        let mayBeEmpty = sql.contains("<> 'recorded'")
        #expect(mayBeEmpty || !rows.isEmpty)
    }

    @Test func theReadmeNamesEveryColumn() throws {
        let rows = try query("--schema", "--format", "ndjson").lines.map { try JSONValue(parsing: Data($0.utf8)) }
        let found = Dictionary(
            rows.map { ($0.text("name"), $0.text("columns").replacing(",", with: "")) }, uniquingKeysWith: { $1 })
        for (names, columns) in Self.documented {
            for name in names { #expect(found[String(name)] == String(columns), "\(name)") }
        }
        let named = Self.documented.flatMap(\.names).map(String.init)
        #expect(Set(found.keys).isSuperset(of: named))
    }

    @Test func everyFormatSaysTheSame() throws {
        let sql = "SELECT path, size, 0.5 AS half, NULL AS absent, notes FROM results WHERE handler = 'text'"
        let rows = try query(sql, "--format", "ndjson").lines.map { try JSONValue(parsing: Data($0.utf8)) }
        #expect(!rows.isEmpty && rows.allSatisfy { $0.number("half") == 0.5 && $0["absent"] == .null })
        #expect(try query(sql, "--format", "json").json() == .array(rows))
        let csv = CSVTable(try query(sql, "--format", "csv").text).records
        #expect(csv.first == ["path", "size", "half", "absent", "notes"])
        #expect(csv.dropFirst().map(\.first) == rows.map { $0.text("path") })
        let table = try query(sql).lines
        #expect(table.count == rows.count + 2 && table[0].hasPrefix("path "))
    }

    @Test func jsonStaysJSON() throws {
        let sql = "SELECT aggregate, aggregate AS other, path AS notes FROM results WHERE handler = 'labels' LIMIT 1"
        let row = try query(sql, "--format", "json").json().elements[0]
        #expect(row["aggregate"]?["labels"]?.elements.count == 2)
        #expect(row.text("other").hasPrefix("{") && row.text("notes").hasSuffix(".csv"))
        let nested = try query(sql, "--format", "json", "--nest", "other").json().elements[0]
        #expect(nested["other"] == nested["aggregate"])
    }

    @Test func theQueryMayBeInAFileOrComeIn() throws {
        let file = bench.folder.appendingPathComponent("q.sql")
        try Data("-- how many\nSELECT count(*) AS n\nFROM files;\n".utf8).write(to: file)
        let asked = try query("--file", file.path, "--format", "json")
        #expect(asked.code == 0)
        let script = #"exec "$0" query --store "$1" --file - --format json < "$2""#
        let piped = try TrawlProcess.start(
            ["-c", script, TrawlProcess.binary.path, bench.store.path, file.path], in: bench.folder,
            program: URL(fileURLWithPath: "/bin/sh")
        ).wait()
        #expect(piped.text == asked.text && piped.code == 0)
        #expect(try query("--file", "nowhere.sql").errors.contains("nowhere.sql"))
    }

    @Test func rowsThatAreLeftAwayAreSaid() throws {
        let ended = try query("SELECT path FROM files", "--limit", "3", "--format", "csv")
        #expect(ended.code == 0 && CSVTable(ended.text).records.count == 4)
        #expect(ended.errors.contains("more than 3 rows"))
        #expect(try query("SELECT path FROM files", "--limit", "0").errors.isEmpty)
    }

    @Test func aQueryThatTakesTooLongEndsWithACodeOfItsOwn() throws {
        let ended = try query(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n", "--timeout", "50ms")
        #expect(ended.code == 75 && ended.output.isEmpty)
        #expect(ended.errors.contains("stopped after"))
        #expect(try query("SELECT count(*) FROM files", "--timeout", "none").code == 0)
    }

    @Test func aMistakeIsExplained() throws {
        let ended = try query("SELECT path, mea FROM columns")
        #expect(ended.code == 64 && ended.output.isEmpty)
        #expect(ended.errors.contains("did you mean 'mean'?") && ended.errors.contains("columns has root, path"))
        #expect(try query("DELETE FROM files").code == 64)
    }

    @Test func thePlanIsATree() throws {
        let ended = try query("SELECT * FROM results WHERE path = 'a'", "--explain")
        #expect(ended.code == 0 && ended.text.contains("PRIMARY KEY"))
        let steps = try query("SELECT 1 UNION SELECT 2", "--explain", "--format", "ndjson").lines
        #expect(steps.count > 2 && steps.allSatisfy { keysInOrder($0) == ["number", "parent", "detail"] })
    }

    @Test func parametersAreFilledIn() throws {
        let sql = "SELECT path FROM files WHERE path = :path AND size > :size"
        let ended = try query(sql, "--param", "path=tables/readings.csv", "--param", "size=1", "--format", "csv")
        #expect(CSVTable(ended.text).records == [["path"], ["tables/readings.csv"]])
        #expect(try query(sql).errors.contains(":path"))
    }
}
