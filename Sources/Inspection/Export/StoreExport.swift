import Orchestration

/// Writes what a store holds as tables that need no knowledge of it.
public struct StoreExport {
    private let runner: any QueryRunner

    /// Makes an export of what `runner` answers from.
    public init(_ runner: any QueryRunner) { self.runner = runner }

    /// Writes the tables, row by row and all as of one moment.
    ///
    /// - Returns: How many rows each has.
    public func write(_ tables: [ExportTable], to sink: inout some TableSink) throws -> [(table: String, rows: Int)] {
        try runner.atOneMoment {
            try tables.map { table in
                try sink.begin(table.layout)
                var rows = 0
                _ = try runner.answer(Query(table.sql)) { _ in
                } row: { row in
                    try sink.add(row)
                    rows += 1
                }
                try sink.finish()
                return (table.layout.name, rows)
            }
        }
    }
}
