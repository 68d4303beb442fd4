import Inspection
import Orchestration

/// The page where a store is asked in SQL, and the answers as files.
struct QueryPages: Sendable {
    /// The longest a query may take, in seconds.
    private static let seconds = 20
    /// Rows of the page, and of a file.
    private static let (mostShown, mostInFile) = (500, 100_000)
    /// The largest value of a row, and the most of a file, in bytes.
    private static let (mostOfValue, mostOfFile) = (8 << 20, 64 << 20)
    /// Characters of a value that the page shows.
    private static let widest = 300
    private static let example =
        "SELECT media_type, count(*) AS files, sum(size) AS bytes\nFROM files GROUP BY 1 ORDER BY 2 DESC"

    let runner: any QueryRunner
    let renderer: PageRenderer

    /// The routes.
    var routes: [Route] {
        [
            .get("/sql", ["q"], access: .known) { _, parameters in .html(200, try page(parameters)) },
            .get("/sql.csv", ["q"], access: .known) { _, parameters in try file(parameters) },
        ]
    }

    private func page(_ parameters: Parameters) throws -> String {
        var values: [String: Any] = ["example": Self.example]
        values["relations"] = try runner.relations().map { relation in
            [
                "name": relation.name, "kind": relation.isView ? "view" : "table",
                "columns": relation.columns.joined(separator: ", "),
            ]
        }
        if let sql = parameters.text("q") {
            values["sql"] = sql
            do {
                try answer(sql, to: &values)
            } catch let error as QueryError {
                values["error"] = error.description
            }
        } else {
            values["sql"] = Self.example
        }
        return renderer.page("sql", title: "SQL", section: "/sql", values)
    }

    private func answer(_ sql: String, to values: inout [String: Any]) throws {
        var heads: [String] = []
        var rows: [[String: Any]] = []
        let query = Query(sql, limits: limits(rows: Self.mostShown))
        let ending = try runner.answer(query) {
            heads = $0
        } row: { row in
            rows.append(["cells": row.map(Self.cell)])
        }
        values["heads"] = heads
        values["rows"] = rows
        values["hasAnswer"] = true
        values["count"] =
            ending == .rowLimit
            ? "The first \(Wording.count(rows.count)) rows"
            : rows.count == 1 ? "1 row" : "\(Wording.count(rows.count)) rows"
        values["download"] = "/sql.csv?" + FormEncoding.encode([FormField(name: "q", value: sql)])
    }

    private func file(_ parameters: Parameters) throws -> HTTPResponse {
        let query = Query(try parameters.needed("q"), limits: limits(rows: Self.mostInFile))
        var text = ""
        var printer: QueryPrinter?
        let print = { (part: String) in text += part }
        do {
            _ = try runner.answer(query) { columns in
                printer = QueryPrinter(columns: columns, as: .csv, json: [], to: print)
            } row: { row in
                printer?.add(row)
                guard text.utf8.count <= Self.mostOfFile else {
                    throw HTTPError(400, "the answer is larger than 64 MiB; take fewer rows, or: trawl query")
                }
            }
        } catch let error as QueryError {
            throw HTTPError(400, error.description)
        }
        printer?.finish()
        return HTTPResponse(type: "text/csv; charset=utf-8", text.utf8)
            .with("Content-Disposition", "attachment; filename=\"answer.csv\"")
    }

    private func limits(rows: Int) -> QueryLimits {
        QueryLimits(time: .seconds(Self.seconds), rows: rows, valueBytes: Self.mostOfValue)
    }

    private static func cell(_ value: QueryValue) -> [String: Any] {
        let text: String
        switch value {
        case .null: return ["text": "–", "kind": "quiet"]
        case .integer(let number): return ["text": "\(number)", "kind": "n"]
        case .number(let number): return ["text": "\(number)", "kind": "n"]
        case .text(let found): text = found
        case .bytes(let bytes): text = "\(Wording.count(bytes.count)) bytes"
        }
        return ["text": text.count > widest ? String(text.prefix(widest)) + "…" : text, "kind": "wrap"]
    }
}
