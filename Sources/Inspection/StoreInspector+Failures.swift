import Orchestration

/// Failures that share a signature.
struct FailureGroup {
    var first: FailureRow
    var count: Int
}

extension StoreInspector {
    /// The columns of the failure log.
    ///
    /// - Parameter timings: Whether the run and the time of each failure are shown.
    public static func failures(timings: Bool) -> Listing {
        Listing(
            [
                "root", "path", "stage", "handler", "handler_version", "code", "message", "offset", "attempt",
                "signature", "resolved",
            ] + (timings ? ["run", "time"] : []),
            inTable: Set(["path", "stage", "handler", "code", "message", "offset", "signature"])
                .union(timings ? ["run", "time"] : []),
            widths: ["path": 48, "message": 80])
    }

    /// The failure log: what is open, or with `closed` also what was resolved or repeated by a later run.
    public func failures(_ filter: RowFilter, closed: Bool, timings: Bool, _ body: ([Cell]) -> Void) throws {
        try scanFailures(filter, closed: closed) { body(Self.cells(of: $0, timings: timings)) }
    }

    /// A failure as a row of ``failures(timings:)``.
    public static func cells(of row: FailureRow, timings: Bool) -> [Cell] {
        let failure = row.failure
        let cells: [Cell] = [
            .text(row.root), .text(row.path.description), .text(failure.stage.rawValue),
            .optional(failure.handler), .optional(failure.handlerVersion), .text(failure.code.description),
            .text(failure.message), .optional(failure.offset), .integer(Int64(failure.attempt)),
            .text(failure.signature), .boolean(row.standing == .resolved),
        ]
        return cells + (timings ? [.integer(row.run), .text(row.time)] : [])
    }

    /// The columns of ``failureGroups(_:closed:_:)``.
    public static let failureGroups = Listing(
        ["signature", "count", "stage", "handler", "code", "message", "example"],
        widths: ["message": 80, "example": 48])

    /// Like failures counted together, the most frequent first.
    public func failureGroups(_ filter: RowFilter, closed: Bool, _ body: ([Cell]) -> Void) throws {
        var groups: [String: FailureGroup] = [:]
        try scanFailures(filter, closed: closed) { row in
            groups[row.failure.signature, default: FailureGroup(first: row, count: 0)].count += 1
        }
        let ordered = groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        for (signature, group) in ordered {
            let failure = group.first.failure
            body([
                .text(signature), .integer(Int64(group.count)), .text(failure.stage.rawValue),
                .optional(failure.handler), .text(failure.code.description), .text(failure.message),
                .text(group.first.path.description),
            ])
        }
    }

    /// The paths of the files whose failures stand, by root.
    ///
    /// - Parameter signatures: Only failures of these, unless there are none.
    public func openFailures(_ filter: RowFilter, signatures: Set<String>) throws -> [String: [StorePath]] {
        var paths: [String: [StorePath]] = [:]
        try scanFailures(filter, closed: false) { row in
            guard signatures.isEmpty || signatures.contains(row.failure.signature) else { return }
            paths[row.root, default: []].append(row.path)
        }
        return paths
    }

    /// For each file with a failure that stands, the handlers that failed on it; none where it never came to one.
    public func failingHandlers() throws -> [Set<String>] {
        var handlers: [String: Set<String>] = [:]
        try scanFailures(RowFilter(), closed: false) { row in
            handlers[row.root + "\u{0}" + row.path.description, default: []].formUnion(
                row.failure.handler.map { [$0] } ?? [])
        }
        return Array(handlers.values)
    }

    /// How many files a handler took or failed on.
    public func filesTaken(by handler: String) throws -> Int {
        var count = 0
        try store.scanLedger(of: .all) { row in
            if let pairing = row.pairings.of(handler), pairing.ending != .declined { count += 1 }
        }
        return count
    }

    /// The columns of ``vanished(_:_:)``.
    public static let vanished = Listing(
        ["root", "path", "outcome", "missed_in_run", "size"], widths: ["root": 40, "path": 64])

    /// The entries that are not there any more.
    public func vanished(_ filter: RowFilter, _ body: ([Cell]) -> Void) throws {
        try store.scanLedger(of: filter.selection) { row in
            guard let run = row.vanished, filter.takes(row.path) else { return }
            body([
                .text(row.root), .text(row.path.description), .text(row.outcome.rawValue), .integer(run),
                .optional(row.size),
            ])
        }
    }

    private func scanFailures(_ filter: RowFilter, closed: Bool, _ body: (FailureRow) -> Void) throws {
        try store.scanFailures(of: filter.selection) { row in
            guard closed || row.standing == .open, filter.takes(row.path, handler: row.failure.handler) else { return }
            body(row)
        }
    }
}
