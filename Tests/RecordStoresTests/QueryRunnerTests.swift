import GRDB
import HandlerAPI
import Orchestration
import Testing

@testable import RecordStores

/// What may be asked of a store in SQL, what comes of it, and what is refused.
@Suite struct QueryRunnerTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path("store.db") }

    init() throws { folder = try TemporaryFolder() }

    private static let table = """
        {"columns":[{"name":"temp","type":"float","present":3,"missing":1,"minimum":-1.5,"maximum":4,"mean":1.25,\
        "quantiles":{"p50":1},"distinct":{"estimate":3}},{"name":"ship","type":"text","present":4,"missing":0,\
        "minimum":"A","maximum":"Z","length":{"minimum":1}}]}
        """
    private static let document = """
        {"paths":[{"path":"$","types":{"null":0,"boolean":0,"integer":0,"number":0,"string":0,"object":1,"array":0}},\
        {"path":"$.kg","present":3,"parents":4,"types":{"null":1,"boolean":0,"integer":1,"number":1,"string":0,\
        "object":0,"array":0},"numbers":{"type":"float","minimum":80.5,"maximum":120,"mean":100.25}}]}
        """
    private static let casts = #"{"columns":[{"name":"CTDPRS","unit":"DBAR","present":20,"missing":0,"mean":192}]}"#

    private func fill() throws {
        let store = try SQLiteRecordStore.openForRun(at: path)
        try store.keep(
            .example("a.csv", handlers: ["delimited-text"], aggregate: Self.table),
            .example("b.json", handlers: ["json-documents"], aggregate: Self.document),
            .example("c_ct1.csv", handlers: ["whp-exchange"], aggregate: Self.casts),
            .example("d.txt", handlers: ["text", "words"], aggregate: #"{"lines":2}"#),
            .example("x.zip!/in.tar.gz!/day/r!x.csv", handlers: []), .failed("x.zip!/y", "torn"))
    }

    private func answer(_ sql: String, _ limits: QueryLimits = QueryLimits()) throws -> [[QueryValue]] {
        var rows: [[QueryValue]] = []
        let ending = try SQLiteQueryRunner(at: path).answer(Query(sql, limits: limits)) { _ in
        } row: {
            rows.append($0)
        }
        #expect(ending == .complete)
        return rows
    }

    private func error(_ sql: String, _ limits: QueryLimits = QueryLimits()) throws -> QueryError {
        try #require(throws: QueryError.self) { try answer(sql, limits) }
    }

    // MARK: Views

    @Test func columnsAreThoseOfTablesAndOfPaths() throws {
        try fill()
        let rows = try answer(
            "SELECT path, position, name, type, unit, present, missing, minimum, mean, median FROM columns ORDER BY 1, 2"
        )
        #expect(
            rows == [
                [
                    .text("a.csv"), .integer(1), .text("temp"), .text("float"), .null, .integer(3), .integer(1),
                    .number(-1.5), .number(1.25), .integer(1),
                ],
                [
                    .text("a.csv"), .integer(2), .text("ship"), .text("text"), .null, .integer(4), .integer(0),
                    .text("A"), .null, .null,
                ],
                [
                    .text("b.json"), .integer(1), .text("$"), .text("object"), .null, .integer(1), .integer(0),
                    .null, .null, .null,
                ],
                [
                    .text("b.json"), .integer(2), .text("$.kg"), .text("float"), .null, .integer(2), .integer(2),
                    .number(80.5), .number(100.25), .null,
                ],
                [
                    .text("c_ct1.csv"), .integer(1), .text("CTDPRS"), .null, .text("DBAR"), .integer(20), .integer(0),
                    .null, .integer(192), .null,
                ],
            ])
        let rest = try answer("SELECT rest FROM columns WHERE name = 'ship'")
        #expect(rest == [[.text(#"{"length":{"minimum":1}}"#)]])
    }

    @Test func membersKnowTheirInnermostArchive() throws {
        try fill()
        let rows = try answer("SELECT archive, member, depth, outcome FROM members ORDER BY path")
        #expect(
            rows == [
                [.text("x.zip!/in.tar.gz"), .text("day/r!x.csv"), .integer(2), .text("recorded")],
                [.text("x.zip"), .text("y"), .integer(1), .text("failed")],
            ])
    }

    @Test func resultsAreRecordsWithTheirFiles() throws {
        try fill()
        let rows = try answer("SELECT path, handler, outcome FROM results WHERE path = 'd.txt' ORDER BY handler")
        #expect(
            rows == ["text", "words"].map { [.text("d.txt"), .text($0), .text("recorded")] })
    }

    @Test(arguments: [
        "SELECT * FROM results WHERE path = 'a'", "SELECT * FROM results WHERE path GLOB 'a/*'",
        "SELECT name FROM columns WHERE path = 'a'", "SELECT name FROM columns WHERE path GLOB 'a/*'",
        "SELECT * FROM members WHERE path GLOB 'a.zip!/*'", "SELECT * FROM files WHERE path = 'a'",
        "SELECT * FROM anomalies WHERE path = 'a'", "SELECT * FROM results ORDER BY root, path, handler",
        "SELECT * FROM results WHERE handler = 'text' ORDER BY root, path",
        "SELECT * FROM files WHERE media_type = 'text/csv' ORDER BY root, path",
        "SELECT * FROM files WHERE outcome = 'failed' ORDER BY root, path",
        "SELECT media_type, count(*) FROM files GROUP BY 1", "SELECT handler, count(*) FROM records GROUP BY 1",
    ])
    func whatIsAskedMostGoesByAKey(sql: String) throws {
        try fill()
        let steps = try SQLiteQueryRunner(at: path).plan(of: Query(sql)).map(\.detail)
        for step in steps where !step.contains("VIRTUAL TABLE") {
            #expect(step.contains("PRIMARY KEY") || step.contains("INDEX"), "\(steps)")
            #expect(!step.contains("TEMP B-TREE"), "\(steps)")
        }
    }

    @Test func aStoreFromBeforeTheViewsHasThemAllTheSame() throws {
        try fill()
        let before = try answer("SELECT * FROM columns ORDER BY path, position")
        try DatabaseQueue(path: path).write { database in
            for view in ["results", "columns", "members"] { try database.execute(sql: "DROP VIEW \(view)") }
            try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '6'")
        }
        #expect(try answer("SELECT * FROM columns ORDER BY path, position") == before)
        #expect(try SQLiteQueryRunner(at: path).relations().contains { $0.name == "members" && $0.isView })
    }

    @Test func aStoreTooOldForTheViewsSaysWhatToDo() throws {
        try fill()
        try DatabaseQueue(path: path).write { database in
            try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier > '2'")
        }
        let error = try #require(throws: StoreError.self) { try answer("SELECT 1") }
        #expect(error.kind == .olderVersion && error.description.contains("trawl run"))
    }

    @Test func theViewsAreThereForAnyTool() throws {
        try fill()
        let count = try DatabaseQueue(path: path).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM columns JOIN results USING (root, path, handler)")
        }
        #expect(count == 5)
    }

    // MARK: Limits and refusals

    @Test func aQueryWithoutEndIsStoppedInTime() throws {
        try fill()
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        let runner = try SQLiteQueryRunner(at: path)
        let error = try #require(throws: QueryError.self) {
            try runner.answer(Query(endless, limits: QueryLimits(time: .milliseconds(50)))) { _ in
            } row: { _ in
            }
        }
        #expect(error.kind == .timeLimit)
        var rows = 0
        #expect(
            try runner.answer(Query("SELECT 1")) { _ in
            } row: { _ in
                rows += 1
            } == .complete)
        #expect(rows == 1, "the limit of one query is not that of the next")
    }

    @Test(arguments: [0, 1, 5, 6, 7]) func noMoreRowsComeThanAreWanted(limit: Int) throws {
        try fill()
        var rows = 0
        let ending = try SQLiteQueryRunner(at: path).answer(
            Query("SELECT path FROM files", limits: QueryLimits(rows: limit)), columns: { _ in },
            row: { _ in rows += 1 })
        #expect(rows == min(limit, 6))
        #expect(ending == (limit < 6 ? .rowLimit : .complete))
    }

    @Test func aValueHasALargestSize() throws {
        try fill()
        let limits = QueryLimits(valueBytes: 1_000)
        #expect(try error("SELECT hex(zeroblob(900))", limits).kind == .valueLimit)
        #expect(try error("SELECT group_concat(hex(zeroblob(100))) FROM files", limits).kind == .valueLimit)
        #expect(try answer("SELECT length(hex(zeroblob(900)))").count == 1)
    }

    @Test(arguments: [
        "DELETE FROM files", "ATTACH '/tmp/other.db' AS other", "PRAGMA query_only = 0", "VACUUM INTO '/tmp/copy.db'",
        "CREATE TEMP TABLE t (a)", "/* hello */ UPDATE files SET size = 0", "-- one\n;DROP TABLE files",
        "WITH old AS (SELECT 1) DELETE FROM files", "REPLACE INTO runs VALUES (1)", "BEGIN", "REINDEX", "ANALYZE",
    ])
    func whatDoesMoreThanReadIsRefused(sql: String) throws {
        try fill()
        let error = try error(sql)
        #expect(error.kind == .invalid && error.message.contains("only reads"), "\(error)")
        #expect(try answer("SELECT count(*) FROM files") == [[.integer(6)]])
    }

    @Test(arguments: ["SELECT 1; SELECT 2", "SELECT 1; DELETE FROM files", "SELECT 1; nonsense"])
    func oneStatementAtATime(sql: String) throws {
        try fill()
        #expect(try error(sql).message == "there is more than one statement")
        #expect(try answer("SELECT 1;  -- and a remark") == [[.integer(1)]])
    }

    @Test func noOtherFileIsOpened() throws {
        try fill()
        for sql in ["SELECT load_extension('x')", "SELECT readfile('/etc/hostname')", "SELECT * FROM other.files"] {
            #expect(try error(sql).kind == .invalid)
        }
    }

    // MARK: Errors

    @Test func anUnknownNameIsShownWithThoseThatExist() throws {
        try fill()
        let column = try error("SELECT path,\n  mea FROM columns")
        #expect(column.message == "there is no column 'mea'; did you mean 'mean'?")
        #expect(column.offset == 15)
        #expect(column.description.contains("line 2:   mea FROM columns\n          ^"))
        #expect(column.hint?.hasPrefix("columns has root, path, handler, position, name") == true)
        let table = try error("SELECT * FROM result")
        #expect(table.message == "there is no table or view 'result'; did you mean 'results'?")
        #expect(table.hint?.contains("columns, failures, files") == true)
        #expect(table.hint?.contains("grdb") == false)
        #expect(try error("SELECT medain(size) FROM files").hint?.contains("median") == true)
        let twofold = try error("SELECT path FROM results, json_each(aggregate)")
        #expect(twofold.message.contains("more than one") && twofold.hint?.contains("results.path") == true)
        #expect(try error(#"SELECT path FROM files WHERE path = "a""#).hint?.contains("single ones") == true)
    }

    @Test func aFaultOfSyntaxHasItsPlace() throws {
        try fill()
        let error = try error("SELECT path FORM files")
        #expect(error.message == #"near "files": syntax error"# && error.offset == 17)
        let planned = try #require(throws: QueryError.self) {
            try SQLiteQueryRunner(at: path).plan(of: Query("SELECT path FORM files"))
        }
        #expect(planned.offset == 17, "what is put before it does not count")
    }

    @Test func parametersAreFilledInByName() throws {
        try fill()
        let query = Query("SELECT path FROM files WHERE path = :path", arguments: ["path": .text("a.csv")])
        var rows: [[QueryValue]] = []
        _ = try SQLiteQueryRunner(at: path).answer(query) {
            #expect($0 == ["path"])
        } row: {
            rows.append($0)
        }
        #expect(rows == [[.text("a.csv")]])
        #expect(try error(query.sql).message.contains("path"))
    }

    @Test func whatIsCommittedDuringAQueryIsNotSeenByIt() throws {
        let store = try SQLiteRecordStore.openForRun(at: path)
        try store.keep(.example("a"), .example("b"))
        let runner = try SQLiteQueryRunner(at: path)
        var seen = 0
        _ = try runner.answer(Query("SELECT path FROM files")) { _ in
        } row: { _ in
            try store.keep(.example("c"))
            seen += 1
        }
        #expect(seen == 2)
        seen = 0
        _ = try runner.answer(Query("SELECT path FROM files")) { _ in
        } row: { _ in
            seen += 1
        }
        #expect(seen == 3)
    }
}
