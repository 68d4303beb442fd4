import Orchestration

/// Tells by its first word what a statement does.
enum QueryStatementKind {
    private static let reading = ["EXPLAIN", "SELECT", "VALUES", "WITH"]

    /// Refuses what is not there to read.
    ///
    /// - Throws: ``QueryError``.
    static func check(_ sql: String) throws(QueryError) {
        let word = firstWord(of: sql)
        if word.isEmpty, isBlank(sql) {
            throw QueryError(.invalid, "there is no query", sql: sql, hint: "for example: SELECT path, size FROM files")
        }
        // What begins with no word is left to SQLite, which says where it fails.
        guard word.isEmpty || reading.contains(word) || !isKnown(word) else { throw refusal(of: sql) }
    }

    /// Why a statement that would change something is not run.
    static func refusal(of sql: String) -> QueryError {
        let word = firstWord(of: sql)
        let message = word == "WITH" ? "this would change the store" : "\(word) is not allowed"
        return QueryError(
            .invalid, message + ": a query only reads", sql: sql,
            hint: word == "PRAGMA"
                ? "of a table's columns tells: SELECT * FROM pragma_table_info('files')"
                : "there are \(reading.joined(separator: ", ")); copy what you want to change: trawl export --format sqlite"
        )
    }

    /// The other words that begin a statement of SQLite.
    private static func isKnown(_ word: String) -> Bool {
        [
            "ALTER", "ANALYZE", "ATTACH", "BEGIN", "COMMIT", "CREATE", "DELETE", "DETACH", "DROP", "END", "INSERT",
            "PRAGMA", "REINDEX", "RELEASE", "REPLACE", "ROLLBACK", "SAVEPOINT", "UPDATE", "VACUUM",
        ].contains(word)
    }

    private static func isBlank(_ sql: String) -> Bool { withoutBlanks(sql[...]).isEmpty }

    private static func firstWord(of sql: String) -> String {
        String(withoutBlanks(sql[...]).prefix { $0.isLetter }).uppercased()
    }

    /// What comes behind blanks, comments and semicolons.
    private static func withoutBlanks(_ sql: Substring) -> Substring {
        var rest = sql
        while let first = rest.first {
            if first.isWhitespace || first == ";" {
                rest.removeFirst()
            } else if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
            } else if rest.hasPrefix("/*") {
                rest = rest.firstRange(of: "*/").map { rest[$0.upperBound...] } ?? rest[rest.endIndex...]
            } else {
                break
            }
        }
        return rest
    }
}
