import Orchestration

/// A table that a store can be exported as.
public struct ExportTable: Sendable {
    /// What it looks like.
    public let layout: TableLayout
    /// What gives its rows, in the order of the key.
    public let sql: String

    private init(
        _ name: String, from source: String? = nil, _ columns: [TableLayout.Column], key: [String],
        order: [String]? = nil,
        lookups: [String] = []
    ) {
        layout = TableLayout(name: name, columns: columns, key: key, lookups: lookups)
        sql =
            "SELECT " + columns.map { "\"\($0.name)\"" }.joined(separator: ", ") + " FROM \(source ?? name) ORDER BY "
            + (order ?? key).joined(separator: ", ")
    }

    /// All tables, by name.
    ///
    /// - Parameter history: Whether runs, times and closed failures are told. Without them, two runs over the same files give
    ///   the same.
    public static func all(history: Bool) -> [ExportTable] {
        let run: [TableLayout.Column] = history ? [.init("run", .integer)] : []
        let tables = [
            anomalies(run), columns, failures(history), files(run), members(run), results(run),
        ]
        return history ? tables + [runs] : tables
    }

    private static let place: [TableLayout.Column] = [.init("root", .text), .init("path", .text)]
    private static let media: [TableLayout.Column] = [
        .init("media_type", .text), .init("basis", .text), .init("size", .integer),
    ]

    private static func files(_ run: [TableLayout.Column]) -> ExportTable {
        ExportTable(
            "files",
            place + [.init("outcome", .text), .init("reason", .text)] + media + [
                .init("charset", .text), .init("digest", .text), .init("vanished", .integer),
            ] + run, key: ["root", "path"], lookups: ["outcome", "media_type"])
    }

    private static func results(_ run: [TableLayout.Column]) -> ExportTable {
        ExportTable(
            "results",
            place + [.init("handler", .text), .init("handler_version", .text)] + media + [
                .init("partial", .boolean), .init("aggregate", .json), .init("notes", .json),
            ] + run, key: ["root", "path", "handler"], lookups: ["handler"])
    }

    private static var columns: ExportTable {
        let numbers = ["sum", "mean", "standard_deviation", "p01", "p25", "median", "p75", "p99"]
        return ExportTable(
            "columns",
            place + [
                .init("handler", .text), .init("position", .integer), .init("name", .text), .init("type", .text),
                .init("unit", .text), .init("present", .integer), .init("missing", .integer),
                .init("distinct_values", .integer), .init("minimum", .mixed), .init("maximum", .mixed),
            ] + numbers.map { .init($0, .number) } + [.init("rest", .json)],
            key: ["root", "path", "handler", "position"], lookups: ["name"])
    }

    private static func members(_ run: [TableLayout.Column]) -> ExportTable {
        ExportTable(
            "members",
            place + [
                .init("archive", .text), .init("member", .text), .init("depth", .integer), .init("outcome", .text),
                .init("reason", .text),
            ] + media + run, key: ["root", "path"], lookups: ["archive"])
    }

    private static func anomalies(_ run: [TableLayout.Column]) -> ExportTable {
        ExportTable(
            "anomalies",
            place + [
                .init("handler", .text), .init("ordinal", .integer), .init("subject", .text), .init("detector", .text),
                .init("score", .number), .init("threshold", .number), .init("reason", .text),
            ] + run, key: ["root", "path", "handler", "ordinal"], lookups: ["detector", "score"])
    }

    private static func failures(_ history: Bool) -> ExportTable {
        let closed: [TableLayout.Column] = [
            .init("standing", .text), .init("run", .integer), .init("time", .text), .init("closed_run", .integer),
        ]
        return ExportTable(
            "failures", from: history ? "failures" : "open_failures",
            place + [
                .init("stage", .text), .init("handler", .text), .init("handler_version", .text), .init("code", .text),
                .init("message", .text), .init("offset", .integer), .init("attempt", .integer),
                .init("signature", .text),
            ] + (history ? closed : []), key: [], order: ["root", "path", "id"], lookups: ["path", "signature"])
    }

    private static var runs: ExportTable {
        let texts = ["state", "started_at", "ended_at", "program_version"].map { TableLayout.Column($0, .text) }
        return ExportTable(
            "runs",
            [.init("run", .integer)] + texts + [
                .init("roots", .json), .init("detector_version", .text), .init("detector_digest", .text),
                .init("summary", .json),
            ], key: ["run"])
    }
}
