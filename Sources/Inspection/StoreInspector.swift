import HandlerAPI
import Orchestration

/// Which rows of a store a listing takes.
public struct RowFilter: Sendable, Equatable {
    /// Paths must match one of these, unless there are none.
    public var paths: [Glob]
    /// Handlers must be among these, unless there are none.
    public var handlers: Set<String>

    /// Makes a filter; without arguments it takes everything.
    public init(paths: [Glob] = [], handlers: Set<String> = []) {
        self.paths = paths
        self.handlers = handlers
    }

    /// Whether it takes a row.
    public func takes(_ path: StorePath, handler: String? = nil) -> Bool {
        guard paths.isEmpty || paths.contains(where: { $0.matches(path.description) }) else { return false }
        guard !handlers.isEmpty else { return true }
        return handler.map(handlers.contains) ?? false
    }

    /// Whether it takes everything.
    var isOpen: Bool { paths.isEmpty && handlers.isEmpty }

    /// What all matching paths begin with, so that the store need not look at others.
    var selection: PathSelection { .beginning(with: paths.count == 1 ? paths[0].literalPrefix : "") }
}

/// Answers questions about a record store, row by row.
public struct StoreInspector {
    let store: any RecordStore

    /// Makes an inspector of `store`.
    public init(_ store: any RecordStore) { self.store = store }

    /// The columns of ``results(_:_:)``.
    public static let results = Listing(
        ["root", "path", "handler", "handler_version", "media_type", "basis", "size", "partial", "aggregate"],
        inTable: ["path", "handler", "media_type", "size", "partial", "aggregate"],
        widths: ["path": 48, "media_type": 32, "aggregate": 72])

    /// What the handlers kept.
    public func results(_ filter: RowFilter, digested: Bool, _ body: ([Cell]) -> Void) throws {
        try store.scanRecords(of: filter.selection) { row in
            guard filter.takes(row.file.path, handler: row.record.handler) else { return }
            body(Self.cells(of: row, digested: digested))
        }
    }

    /// A record as a row of ``results``.
    ///
    /// - Parameter digested: Whether the gist of the aggregate is given rather than the aggregate.
    public static func cells(of row: RecordRow, digested: Bool) -> [Cell] {
        let aggregate = row.record.aggregate
        return [
            .text(row.file.root), .text(row.file.path.description), .text(row.record.handler),
            .text(row.record.handlerVersion), .optional(row.file.verdict?.mediaType.description),
            .optional(row.file.verdict?.basis), .optional(row.file.size), .boolean(row.record.isPartial),
            digested ? .text(AggregateDigest.of(aggregate)) : .json(aggregate),
        ]
    }

    /// The columns of entries, whatever became of them.
    public static let files = Listing([
        "root", "path", "outcome", "reason", "media_type", "charset", "basis", "size", "digest", "seconds", "run",
        "vanished_in_run",
    ])

    /// An entry as a row of ``files``.
    public static func cells(of row: LedgerRow) -> [Cell] {
        [
            .text(row.root), .text(row.path.description), .text(row.outcome.rawValue), .text(row.reason),
            .optional(row.verdict?.mediaType.description), .optional(row.verdict?.charset),
            .optional(row.verdict?.basis), .optional(row.size), .optional(row.digest),
            row.seconds.map(Cell.number) ?? .missing, .integer(row.run), .optional(row.vanished),
        ]
    }

    /// The columns of ``anomalies(_:_:)``.
    public static let anomalies = Listing(
        ["root", "path", "handler", "subject", "detector", "score", "threshold", "reason"],
        inTable: ["path", "handler", "subject", "detector", "score", "reason"],
        widths: ["path": 44, "subject": 28, "reason": 100])

    /// What the handlers noticed.
    public func anomalies(_ filter: RowFilter, _ body: ([Cell]) -> Void) throws {
        try store.scanAnomalies(of: filter.selection) { row in
            if filter.takes(row.path, handler: row.anomaly.handler) { body(Self.cells(of: row)) }
        }
    }

    /// An anomaly as a row of ``anomalies``.
    public static func cells(of row: AnomalyRow) -> [Cell] {
        let anomaly = row.anomaly.anomaly
        return [
            .text(row.root), .text(row.path.description), .text(row.anomaly.handler), .text(anomaly.subject),
            .text(anomaly.detector), .number(anomaly.score), .number(anomaly.threshold), .text(anomaly.reason),
        ]
    }

    /// The columns of ``skipped(_:_:)``.
    public static let skipped = Listing(
        ["root", "path", "outcome", "reason", "media_type", "basis", "size"],
        inTable: ["path", "outcome", "reason", "media_type", "size"],
        widths: ["path": 56, "reason": 72, "media_type": 40])

    /// The entries that were skipped or refused, with the reason.
    public func skipped(_ filter: RowFilter, _ body: ([Cell]) -> Void) throws {
        try store.scanLedger(of: filter.selection) { row in
            guard row.outcome == .skipped || row.outcome == .refused, filter.takes(row.path) else { return }
            body([
                .text(row.root), .text(row.path.description), .text(row.outcome.rawValue), .text(row.reason),
                .optional(row.verdict?.mediaType.description), .optional(row.verdict?.basis), .optional(row.size),
            ])
        }
    }

    /// The columns of ``runs(_:)``.
    public static let runs = Listing(
        [
            "run", "state", "started_at", "ended_at", "program_version", "roots", "detector_version",
            "detector_digest", "summary",
        ],
        inTable: ["run", "state", "started_at", "ended_at", "roots", "summary"], widths: ["roots": 40, "summary": 90])

    /// All runs, oldest first.
    public func runs(_ body: ([Cell]) -> Void) throws {
        for row in try store.runs() {
            var roots = JSONObject()
            roots.add("roots", row.start.roots)
            let list = String(roots.description.dropFirst(#"{"roots":"#.count).dropLast())
            body([
                .integer(row.number), .text(row.state.rawValue), .text(row.start.startedAt), .optional(row.endedAt),
                .text(row.start.programVersion), .json(list), .text(row.start.detector.version),
                .text(row.start.detector.databaseDigest), row.summary.map(Cell.json) ?? .missing,
            ])
        }
    }
}
