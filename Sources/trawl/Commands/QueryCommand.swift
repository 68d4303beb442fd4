import ArgumentParser
import Foundation
import Inspection
import Orchestration
import RecordStores

struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Ask a store in SQL.",
        discussion: """
            Asks in the SQL of SQLite, and only reads. There are the views results, columns and members, the tables files, \
            anomalies, failures and runs, and more: see them with --schema, and in README.md with examples. Beside \
            SQLite's functions, those of JSON among them, there are REGEXP, median(x), percentile(x, p), \
            percentile_cont(x, share) and percentile_disc(x, share).

            EXAMPLE
              trawl query "SELECT path, mean FROM columns WHERE name = 'temp' ORDER BY mean DESC"
              trawl query "SELECT media_type, count(*) FROM files GROUP BY 1 ORDER BY 2 DESC" --format csv
              trawl query "SELECT * FROM results WHERE path = :path" --param path=ocean/a.csv --format ndjson
              trawl query --file strange.sql --timeout 5min --limit 0
            """)

    /// More rows than a person reads.
    private static let rowsOfTable = 1_000

    private static let anyTime = "none"

    @OptionGroup var store: StoreOptions

    @Option(name: .long, help: "How to print: table, json, ndjson or csv.")
    var format = ListingFormat.table

    @Option(name: .long, help: ArgumentHelp("Take the SQL from a file; - is standard input.", valueName: "file"))
    var file: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Print at most so many rows; 0 means all. Default: 1000 in a table, else all.", valueName: "n"))
    var limit: Int?

    @Option(
        name: .long,
        help: ArgumentHelp("The longest it may take: 500ms, 30s, 5min, or none for any time.", valueName: "time"))
    var timeout = "60s"

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The value of a parameter: :name in the query. May be given several times.", valueName: "name=value"))
    var param: [String] = []

    @Option(
        name: .customLong("nest"),
        help: ArgumentHelp(
            "A column whose texts are JSON, to be nested in json and ndjson. May be given several times.",
            valueName: "column"))
    var nested: [String] = []

    @Flag(name: .long, help: "Print how the query would be answered, instead of the answer.")
    var explain = false

    @Flag(name: .long, help: "Print the tables and views with their columns.")
    var schema = false

    @Argument(help: "One statement of SQL.")
    var sql: String?

    func validate() throws {
        let questions = [sql != nil, file != nil, schema].count { $0 }
        guard questions == 1 else {
            throw ValidationError("one query is wanted: as an argument, with --file, or --schema to see what there is")
        }
        if let limit, limit < 0 { throw ValidationError("--limit is a number of rows, or 0 for all") }
        if timeout != Self.anyTime, Duration(written: timeout) == nil {
            throw ValidationError("'\(timeout)' is no time; for example: --timeout 30s, or none")
        }
        for text in param where !text.dropFirst().contains("=") {
            throw ValidationError("'\(text)' is no parameter; for example: --param path=a.csv")
        }
    }

    func run() throws {
        let runner = try store.queryRunner()
        if schema { return try printSchema(runner) }
        let query = Query(try text(), arguments: arguments, limits: limits)
        if explain { return try printPlan(runner.plan(of: query)) }
        var printer: QueryPrinter?
        let ending = try runner.answer(query) { columns in
            printer = QueryPrinter(
                columns: columns, as: format, json: QueryPrinter.jsonColumns.union(nested), to: Output.print)
        } row: {
            printer?.add($0)
        }
        printer?.finish()
        if ending == .rowLimit, let rows = limits.rows {
            Output.flush()
            Output.error("trawl: there are more than \(rows) rows; --limit 0 prints all\n")
        }
    }

    private func text() throws -> String {
        guard let file else { return sql ?? "" }
        do {
            let data =
                file == "-"
                ? FileHandle.standardInput.readDataToEndOfFile() : try Data(contentsOf: URL(fileURLWithPath: file))
            return String(decoding: data, as: UTF8.self)
        } catch {
            throw UsageError(description: "cannot read \(file): \(error.localizedDescription)")
        }
    }

    private var limits: QueryLimits {
        let rows = limit ?? (format == .table ? Self.rowsOfTable : 0)
        return QueryLimits(time: Duration(written: timeout), rows: rows == 0 ? nil : rows)
    }

    private var arguments: [String: QueryValue] {
        let pairs = param.compactMap { text -> (String, QueryValue)? in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return parts.count == 2 ? (parts[0], Self.value(parts[1])) : nil
        }
        return Dictionary(pairs) { $1 }
    }

    /// A number where it is written as one: SQLite holds a number and a text to be different.
    private static func value(_ text: String) -> QueryValue {
        if let number = Int64(text) { return .integer(number) }
        if let number = Double(text), number.isFinite { return .number(number) }
        return .text(text)
    }

    private func printPlan(_ steps: [QueryStep]) {
        guard format != .table else { return Output.print(QueryPlanText.tree(of: steps)) }
        var printer = ListingPrinter(QueryPlanText.listing, as: format, to: Output.print)
        for step in steps { printer.add(QueryPlanText.cells(of: step)) }
        printer.finish(ifEmpty: "")
    }

    private func printSchema(_ runner: some QueryRunner) throws {
        var printer = ListingPrinter(
            Listing(["name", "kind", "columns"], widths: ["columns": 1_000]), as: format, to: Output.print)
        for relation in try runner.relations() {
            printer.add([
                .text(relation.name), .text(relation.isView ? "view" : "table"),
                .text(relation.columns.joined(separator: ", ")),
            ])
        }
        printer.finish(ifEmpty: "")
    }
}
