/// The views that people ask in SQL, and the indexes that answer what is asked most. README.md documents them.
enum StoreViews {
    /// The records, with what the ledger knows of their files.
    ///
    /// Columns are named one by one, so that a view does not change when its tables grow.
    static let results = """
        CREATE TEMP? VIEW results AS
        SELECT r.root, r.path, r.handler, r.handler_version, f.outcome, f.media_type, f.charset, f.basis, f.size,
               f.digest, f.vanished,
               r.partial,                        -- 1: covers a part of the file
               r.aggregate,                      -- JSON, see `trawl catalogue`
               r.notes,                          -- JSON array of texts
               r.run
        FROM records r JOIN files f ON f.root = r.root AND f.path = r.path;
        """

    /// One row for each file, handler and column of a profile.
    ///
    /// What is not asked for is not computed, as long as SQLite can take the view apart; a union could not be. A value
    /// is taken from the whole aggregate by its path, as SQLite keeps that parsed from one row to the next.
    static let columns = """
        CREATE TEMP? VIEW columns AS
        SELECT r.root, r.path, r.handler,
               c.key + 1 AS position,            -- from 1, in the order of the file
               json_extract(r.aggregate, c.fullkey || iif(\(isJSON), '.path', '.name')) AS name,
               \(type) AS type,                  -- integer, float, boolean, date, timestamp, text, empty; JSON's own
               json_extract(r.aggregate, c.fullkey || '.unit') AS unit,
               \(present) AS present,            -- values
               \(missing) AS missing,            -- places without one
               \(profile("distinct.estimate")) AS distinct_values,
               \(profile("minimum")) AS minimum, -- number or text
               \(profile("maximum")) AS maximum,
               \(numbers("sum")) AS sum,
               \(numbers("mean")) AS mean,
               \(numbers("standard_deviation")) AS standard_deviation,
               \(numbers("quantiles.p01")) AS p01,
               \(numbers("quantiles.p25")) AS p25,
               \(numbers("quantiles.p50")) AS median,
               \(numbers("quantiles.p75")) AS p75,
               \(numbers("quantiles.p99")) AS p99,
               json_remove(json_extract(r.aggregate, c.fullkey), \(named)) AS rest
        FROM records r
        JOIN json_each(r.aggregate, iif(\(isJSON), '$.paths', '$.columns')) c
        -- The plus keeps the index of handlers out of it: these have most of the records, and what is asked for is a path.
        WHERE +r.handler IN ('delimited-text', 'json-documents', 'whp-exchange');
        """

    /// The entries within archives. In a path every `!/` leads into one, and no control character stands for itself.
    static let members = """
        CREATE TEMP? VIEW members AS
        SELECT f.root, f.path,
               replace(\(insideArchive), char(1), '!/') AS archive,  -- the path of the innermost archive around it
               substr(\(marked), length(\(insideArchive)) + 2) AS member,
               length(\(marked)) - length(replace(\(marked), char(1), '')) AS depth, -- 1: in an archive that is a file
               f.outcome, f.reason, f.media_type, f.basis, f.size, f.run
        FROM files f
        WHERE instr(f.path, '!/') > 0;
        """

    /// What is of a type, an outcome or a handler is counted by these alone, and listed by them in the order of paths.
    ///
    /// An index of `files` ends with that table's key (root, path) by itself.
    /// SQLite steps over the first column of a key that is not asked for where it knows that this has few values. The
    /// numbers that it goes by are those of any store: few roots, many paths (https://sqlite.org/optoverview.html#skipscan).
    static let indexes = """
        CREATE INDEX files_by_type ON files (media_type);
        CREATE INDEX files_by_outcome ON files (outcome);
        CREATE INDEX records_by_handler ON records (handler, root, path);
        ANALYZE sqlite_schema;
        DELETE FROM sqlite_stat1 WHERE tbl IN ('files', 'records', 'anomalies', 'failures');
        INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
            ('files', 'files', '1000000 500000 1'),
            ('files', 'files_by_type', '1000000 50000 50000 1'),
            ('files', 'files_by_outcome', '1000000 200000 200000 1'),
            ('records', 'sqlite_autoindex_records_1', '3000000 1500000 3 1'),
            ('records', 'records_by_handler', '3000000 400000 400000 1'),
            ('anomalies', 'anomalies', '1000000 500000 3 2 1'),
            ('failures', 'failures_by_path', '100000 50000 2');
        """

    /// What makes all views, as part of the store or of one connection alone.
    static func creation(isTemporary: Bool) -> String {
        [results, columns, members].joined(separator: "\n").replacing("TEMP?", with: isTemporary ? "TEMP" : "")
    }

    /// What `columns` has in places of its own.
    private static let named = [
        "name", "path", "index", "unit", "type", "present", "missing", "minimum", "maximum", "sum", "mean",
        "standard_deviation",
    ].map { "'$.\($0)'" }.joined(separator: ", ")

    private static let isJSON = "r.handler = 'json-documents'"
    private static let marked = "replace(f.path, '!/', char(1))"
    private static let insideArchive = "rtrim(rtrim(\(marked), replace(\(marked), char(1), '')), char(1))"

    /// A value of the column; at a path of JSON, of its numbers.
    private static func numbers(_ key: String) -> String {
        "json_extract(r.aggregate, c.fullkey || iif(\(isJSON), '.numbers.', '.') || '\(key)')"
    }

    /// A value of the column; at a path of JSON, of its numbers or else of its texts.
    private static func profile(_ key: String) -> String {
        "coalesce(\(numbers(key)), json_extract(r.aggregate, c.fullkey || '.strings.\(key)'))"
    }

    /// How many values at a path of JSON are of a type.
    private static func count(_ type: String) -> String {
        "json_extract(r.aggregate, c.fullkey || '.types.\(type)')"
    }

    private static let type = """
        CASE WHEN NOT \(isJSON) THEN json_extract(r.aggregate, c.fullkey || '.type')
            WHEN \(count("integer")) + \(count("number")) > 0 THEN \(numbers("type"))
            WHEN \(count("string")) > 0 THEN json_extract(r.aggregate, c.fullkey || '.strings.type')
            WHEN \(count("boolean")) > 0 THEN 'boolean'
            WHEN \(count("object")) > 0 THEN 'object'
            WHEN \(count("array")) > 0 THEN 'array'
            ELSE 'null' END
        """

    private static let present = """
        CASE WHEN NOT \(isJSON) THEN json_extract(r.aggregate, c.fullkey || '.present')
            ELSE \(["boolean", "integer", "number", "string", "object", "array"].map(count).joined(separator: " + ")) END
        """

    private static let missing = """
        CASE WHEN NOT \(isJSON) THEN json_extract(r.aggregate, c.fullkey || '.missing')
            ELSE \(count("null")) + coalesce(json_extract(r.aggregate, c.fullkey || '.parents')
                - json_extract(r.aggregate, c.fullkey || '.present'), 0) END
        """
}
