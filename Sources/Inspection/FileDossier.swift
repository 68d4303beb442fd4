import Foundation
import HandlerAPI
import Orchestration

/// Everything a store knows of one entry.
public struct FileDossier: Sendable {
    /// Its ledger row.
    public let file: LedgerRow
    /// What the handlers kept.
    public internal(set) var records: [HandlerRecord] = []
    /// What they noticed.
    public internal(set) var anomalies: [HandlerAnomaly] = []
    /// What went wrong, in this run and before.
    public internal(set) var failures: [FailureRow] = []

    /// The dossier as one JSON object.
    public var json: JSONObject {
        var object = JSONObject()
        object.add("root", file.root)
        object.add("path", file.path.description)
        object.add("outcome", file.outcome.rawValue)
        object.add("reason", file.reason)
        object.add("media_type", file.verdict?.mediaType.description)
        object.add("charset", file.verdict?.charset)
        object.add("basis", file.verdict?.basis)
        object.add("size", file.size)
        if let run = file.vanished { object.add("vanished_in_run", run) }
        object.addRaw("records", "[" + records.map(Self.json).joined(separator: ",") + "]")
        object.addRaw("anomalies", "[" + anomalies.map(Self.json).joined(separator: ",") + "]")
        object.addRaw("failures", "[" + failures.map(Self.json).joined(separator: ",") + "]")
        return object
    }

    private static func json(_ record: HandlerRecord) -> String {
        var object = JSONObject()
        object.add("handler", record.handler)
        object.add("handler_version", record.handlerVersion)
        object.add("partial", record.isPartial)
        object.addRaw("aggregate", record.aggregate)
        object.add("notes", record.notes)
        return object.description
    }

    private static func json(_ entry: HandlerAnomaly) -> String {
        var object = JSONObject()
        object.add("handler", entry.handler)
        object.add("subject", entry.anomaly.subject)
        object.add("detector", entry.anomaly.detector)
        object.add("score", entry.anomaly.score)
        object.add("threshold", entry.anomaly.threshold)
        object.add("reason", entry.anomaly.reason)
        return object.description
    }

    private static func json(_ row: FailureRow) -> String {
        var object = JSONObject()
        object.add("stage", row.failure.stage.rawValue)
        object.add("handler", row.failure.handler)
        object.add("code", row.failure.code.description)
        object.add("message", row.failure.message)
        object.add("offset", row.failure.offset)
        object.add("resolved", row.standing == .resolved)
        return object.description
    }
}

extension StoreInspector {
    /// The dossiers of the entries at `path`: one for each root that has it. Where none has, `path` is a glob, and they
    /// are those of all entries it matches.
    public func dossiers(at path: String) throws -> [FileDossier] {
        let entries = try dossiers(of: .only(StorePath(escaped: path))) { _ in true }
        guard entries.isEmpty else { return entries }
        let glob = Glob(path.contains("/") ? path : "/" + path)
        return try dossiers(of: .beginning(with: glob.literalPrefix)) { glob.matches($0.description) }
    }

    private func dossiers(of paths: PathSelection, where isWanted: (StorePath) -> Bool) throws -> [FileDossier] {
        struct Place: Hashable {
            let root: String
            let path: StorePath
        }
        var dossiers: [FileDossier] = []
        var positions: [Place: Int] = [:]
        try store.scanLedger(of: paths) { row in
            guard isWanted(row.path) else { return }
            positions[Place(root: row.root, path: row.path)] = dossiers.count
            dossiers.append(FileDossier(file: row))
        }
        guard !dossiers.isEmpty else { return [] }
        func update(_ root: String, _ path: StorePath, _ change: (inout FileDossier) -> Void) {
            if let position = positions[Place(root: root, path: path)] { change(&dossiers[position]) }
        }
        try store.scanRecords(of: paths) { row in
            update(row.file.root, row.file.path) { $0.records.append(row.record) }
        }
        try store.scanAnomalies(of: paths) { row in
            update(row.root, row.path) { $0.anomalies.append(row.anomaly) }
        }
        try store.scanFailures(of: paths) { row in update(row.root, row.path) { $0.failures.append(row) } }
        return dossiers
    }
}
