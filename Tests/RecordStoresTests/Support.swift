import Foundation
import HandlerAPI
import Orchestration
import RecordStores

/// A folder that goes with the object.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("trawl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}

/// Every implementation of the contract.
enum StoreKind: CaseIterable, Sendable {
    case inMemory
    case sqlite

    func with(
        earlierRecords: Int = 10, _ body: (any RecordStore & Outbox & RecordHistory) throws -> Void
    ) throws {
        switch self {
        case .inMemory: try body(InMemoryRecordStore(earlierRecords: earlierRecords))
        case .sqlite:
            let folder = try TemporaryFolder()
            try withExtendedLifetime(folder) {
                try body(SQLiteRecordStore.openForRun(at: folder.path("store.db"), earlierRecords: earlierRecords))
            }
        }
    }
}

extension RunStart {
    static let example = RunStart(
        programVersion: "1.2.3", roots: ["/data/a", "/data/\"b\""],
        detector: DetectorIdentity(version: "libmagic 5.44", databaseDigest: "00ff"), startedAt: "2024-01-01T00:00:00Z")
}

extension FileOutcome {
    /// An entry with a record of each of these handlers.
    static func example(
        _ path: String, root: String = "/r", outcome: Outcome = .recorded, handlers: [String] = ["words"],
        aggregate: String = "{}"
    ) -> FileOutcome {
        var file = FileOutcome(root: root, path: StorePath(escaped: path), outcome: outcome, reason: "because")
        file.records = handlers.map {
            HandlerRecord(handler: $0, handlerVersion: "1.0.0", isPartial: false, aggregate: aggregate)
        }
        return file
    }

    static func failed(_ path: String, _ messages: String...) -> FileOutcome {
        var file = example(path, outcome: .failed, handlers: [])
        file.failures = messages.map { Failure(.handle, .corrupt, $0) }
        return file
    }
}

extension RecordStore {
    /// Keeps `files` as a run of their own.
    @discardableResult
    func keep(_ files: FileOutcome...) throws -> RunNumber {
        let run = try beginRun(.example)
        try commit(files, run: run, time: "2024-01-01T00:00:\(run)Z")
        try endRun(run, state: .finished, at: "2024-01-01T01:00:00Z", summary: "{}")
        return run
    }

    func ledger(_ prefix: String = "") throws -> [String] {
        var paths: [String] = []
        try scanLedger(of: .beginning(with: prefix)) { paths.append($0.path.description) }
        return paths
    }

    func records(_ prefix: String = "") throws -> [String] {
        var keys: [String] = []
        try scanRecords(of: .beginning(with: prefix)) {
            keys.append("\($0.file.path) \($0.record.handler) \($0.record.aggregate)")
        }
        return keys
    }

    func anomalies(_ prefix: String = "") throws -> [AnomalyRow] {
        var rows: [AnomalyRow] = []
        try scanAnomalies(of: .beginning(with: prefix)) { rows.append($0) }
        return rows
    }

    func commit(_ files: [FileOutcome], run: RunNumber, time: String) throws {
        try commit(files.map { LedgerChange.handled($0) }, run: run, time: time)
    }

    /// Keeps `changes` as a run of their own.
    @discardableResult
    func change(_ changes: LedgerChange...) throws -> RunNumber {
        let run = try beginRun(.example)
        try commit(changes, run: run, time: "2024-01-01T00:00:\(run)Z")
        try endRun(run, state: .finished, at: "2024-01-01T01:00:00Z", summary: "{}")
        return run
    }

    func marks(_ prefix: String = "", setup: Int64? = nil) throws -> [LedgerMark] {
        try ledgerPage(LedgerQuery(root: "/r", prefix: prefix, setup: setup, limit: 1_000))
    }

    func failures(_ prefix: String = "") throws -> [FailureRow] {
        var rows: [FailureRow] = []
        try scanFailures(of: .beginning(with: prefix)) { rows.append($0) }
        return rows
    }
}
