import GRDB
import GRDBSQLite
import Orchestration

/// Turns SQLite's errors about a query into what a person can act on.
struct QueryErrors {
    private let query: Query
    private let database: Database
    /// What stands before the query in what SQLite was given, in bytes.
    private let prefix: Int

    /// Calls `body` with errors about the query translated; those of the file are left to ``StoreErrors``.
    static func translating<Result>(
        _ query: Query, prefix: String, _ database: Database, _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            let offset = sqlite3_error_offset(database.sqliteConnection)
            let errors = QueryErrors(query: query, database: database, prefix: prefix.utf8.count)
            throw errors.translate(error, offset: offset < 0 ? nil : Int(offset)) ?? error
        }
    }

    private func translate(_ error: DatabaseError, offset: Int?) -> QueryError? {
        let message = error.message ?? "error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_INTERRUPT:
            let time = query.limits.time.map { " \($0)" } ?? ""
            return make(
                .timeLimit, "the query was stopped after\(time)",
                hint: "ask for less, by path or handler for example, or give it more time")
        case .SQLITE_TOOBIG:
            return make(.valueLimit, "a value is larger than \(query.limits.valueBytes) bytes")
        case .SQLITE_READONLY, .SQLITE_AUTH: return QueryStatementKind.refusal(of: query.sql)
        case .SQLITE_MISUSE where message.hasPrefix("Multiple statements"):
            return make(.invalid, "there is more than one statement", hint: "ask one at a time")
        case .SQLITE_MISUSE:
            return make(
                .invalid, message, hint: "parameters have names, as in WHERE path = :path, and each wants a value")
        case .SQLITE_ERROR: return make(unknown(message) ?? (message, nil), offset: offset)
        case .SQLITE_RANGE, .SQLITE_MISMATCH, .SQLITE_CONSTRAINT: return make(.invalid, message)
        default: return nil
        }
    }

    private func make(_ kind: QueryError.Kind, _ message: String, hint: String? = nil) -> QueryError {
        QueryError(kind, message, sql: query.sql, hint: hint)
    }

    private func make(_ told: (message: String, hint: String?), offset: Int?) -> QueryError {
        let place = offset.flatMap { $0 >= prefix ? $0 - prefix : nil }
        var hint = told.hint
        if let place, query.sql.utf8.dropFirst(place).first == UInt8(ascii: "\"") {
            hint = "double quotes enclose names; texts stand in single ones" + (hint.map { "\n" + $0 } ?? "")
        }
        return QueryError(.invalid, told.message, sql: query.sql, offset: place, hint: hint)
    }

    /// What is said of a name that does not exist.
    private func unknown(_ message: String) -> (message: String, hint: String?)? {
        let relations = (try? QueryRelation.all(in: database)) ?? []
        if let name = message.after("no such table: ") {
            let names = relations.map(\.name)
            return (
                "there is no table or view '\(name)'" + meant(name, names), "there are " + names.joined(separator: ", ")
            )
        }
        if let name = message.after("no such column: ") {
            let asked = relations.filter { isNamed($0.name) }
            let last = name.split(separator: ".").last.map(String.init) ?? name
            let lists = asked.map { "\($0.name) has " + $0.columns.joined(separator: ", ") }
            return (
                "there is no column '\(name)'" + meant(last, asked.flatMap(\.columns)),
                lists.isEmpty ? nil : lists.joined(separator: "\n")
            )
        }
        if let name = message.after("ambiguous column name: ") {
            return (
                "'\(name)' is a column of more than one table",
                "say which: results.\(name), or r.\(name) after FROM results r; json_each has columns path and root, too"
            )
        }
        if let name = message.after("no such function: ") {
            return (
                "there is no function '\(name)'",
                "there are those of SQLite (https://sqlite.org/lang_corefunc.html), its JSON functions, and regexp, median, "
                    + "percentile, percentile_cont, percentile_disc"
            )
        }
        return nil
    }

    private func meant(_ name: String, _ known: [String]) -> String {
        NearestName.of(name, in: known).map { "; did you mean '\($0)'?" } ?? ""
    }

    /// Whether the query has the name as a word.
    private func isNamed(_ name: String) -> Bool {
        query.sql.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { $0 == name }
    }
}

extension String {
    /// What comes behind `prefix`, where the text begins with it.
    fileprivate func after(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
