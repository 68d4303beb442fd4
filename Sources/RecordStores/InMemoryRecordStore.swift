import HandlerAPI
import Orchestration
import Synchronization

/// A record store that lives as long as the object: for tests, and for runs whose results are printed at once.
public final class InMemoryRecordStore: RecordStore {
    private struct Place: Hashable, Comparable {
        let root: String
        let path: StorePath

        static func < (left: Place, right: Place) -> Bool {
            (StorePath(escaped: left.root), left.path) < (StorePath(escaped: right.root), right.path)
        }
    }

    private struct State {
        var runs: [RunRow] = []
        var files: [Place: (file: FileOutcome, row: LedgerRow)] = [:]
        var failures: [FailureRow] = []
    }

    private let state = Mutex(State())

    /// Makes an empty store.
    public init() {}

    /// Opens a run.
    public func beginRun(_ start: RunStart) -> RunNumber {
        state.withLock { state in
            let number = RunNumber(state.runs.count + 1)
            state.runs.append(RunRow(number: number, start: start, state: .running))
            return number
        }
    }

    /// Closes a run.
    public func endRun(_ run: RunNumber, state ending: RunRow.State, at time: String, summary: String) {
        state.withLock { state in
            guard let index = state.runs.firstIndex(where: { $0.number == run }) else { return }
            state.runs[index].state = ending
            state.runs[index].endedAt = time
            state.runs[index].summary = summary
        }
    }

    /// Keeps outcomes.
    public func commit(_ outcomes: [FileOutcome], run: RunNumber, time: String) {
        state.withLock { state in
            for file in outcomes { Self.keep(file, run, time, &state) }
        }
    }

    private static func keep(_ file: FileOutcome, _ run: RunNumber, _ time: String, _ state: inout State) {
        let standing: FailureRow.Standing = file.outcome == .failed ? .repeated : .resolved
        for index in state.failures.indices {
            let row = state.failures[index]
            let isEarlier = row.root == file.root && row.path == file.path && row.run < run
            let isKept = file.isQuarantined && row.failure.code == .quarantined
            if isEarlier, row.standing == .open, !isKept { state.failures[index].standing = standing }
        }
        if !file.isQuarantined { removeVanishedMembers(of: file, run, &state) }
        let row = LedgerRow(
            root: file.root, path: file.path, outcome: file.outcome, reason: file.reason, verdict: file.verdict,
            size: file.size?.bytes, stamp: file.stamp, run: run)
        state.files[Place(root: file.root, path: file.path)] = (file, row)
        state.failures += file.failures.map {
            FailureRow(root: file.root, path: file.path, failure: $0, run: run, time: time, standing: .open)
        }
    }

    private static func removeVanishedMembers(of file: FileOutcome, _ run: RunNumber, _ state: inout State) {
        let prefix = file.path.prefixOfMembers
        state.files = state.files.filter { place, kept in
            place.root != file.root || kept.row.run == run || !place.path.begins(with: prefix)
        }
        for index in state.failures.indices {
            let row = state.failures[index]
            let isEarlier = row.root == file.root && row.path.begins(with: prefix) && row.run < run
            if isEarlier, row.standing == .open { state.failures[index].standing = .resolved }
        }
    }

    /// How many ledger rows of `run` have each outcome.
    public func ledgerTally(of run: RunNumber) -> [Outcome: Int] {
        state.withLock { state in
            state.files.values.filter { $0.row.run == run }.reduce(into: [:]) { $0[$1.row.outcome, default: 0] += 1 }
        }
    }

    /// The record kept under `key`.
    public func record(for key: RecordKey) -> RecordRow? {
        state.withLock { state in
            guard let kept = state.files[Place(root: key.root, path: key.path)] else { return nil }
            return kept.file.records.first { $0.handler == key.handler }.map { RecordRow(file: kept.row, record: $0) }
        }
    }

    /// Removes the record kept under `key`.
    public func deleteRecord(for key: RecordKey) -> Bool {
        state.withLock { state in
            let place = Place(root: key.root, path: key.path)
            guard let index = state.files[place]?.file.records.firstIndex(where: { $0.handler == key.handler }) else {
                return false
            }
            state.files[place]?.file.records.remove(at: index)
            return true
        }
    }

    private func kept(prefix: String) -> [(file: FileOutcome, row: LedgerRow)] {
        state.withLock { state in
            state.files.sorted { $0.key < $1.key }.map(\.value).filter { $0.row.path.begins(with: prefix) }
        }
    }

    /// Calls `body` for each record.
    public func scanRecords(prefix: String, _ body: (RecordRow) throws -> Void) throws {
        for kept in kept(prefix: prefix) {
            for record in kept.file.records { try body(RecordRow(file: kept.row, record: record)) }
        }
    }

    /// Calls `body` for each ledger row.
    public func scanLedger(prefix: String, _ body: (LedgerRow) throws -> Void) throws {
        for kept in kept(prefix: prefix) { try body(kept.row) }
    }

    /// Calls `body` for each anomaly.
    public func scanAnomalies(prefix: String, _ body: (AnomalyRow) throws -> Void) throws {
        for kept in kept(prefix: prefix) {
            for anomaly in kept.file.anomalies {
                try body(AnomalyRow(root: kept.row.root, path: kept.row.path, anomaly: anomaly))
            }
        }
    }

    /// Calls `body` for each failure.
    public func scanFailures(prefix: String, _ body: (FailureRow) throws -> Void) throws {
        let failures = state.withLock { $0.failures }
        let ordered = failures.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            return (Place(root: a.root, path: a.path), a.run, left.offset)
                < (Place(root: b.root, path: b.path), b.run, right.offset)
        }
        for (_, row) in ordered where row.path.begins(with: prefix) { try body(row) }
    }

    /// Calls `body` for each file that is in quarantine.
    public func scanQuarantine(_ body: (QuarantineRow) throws -> Void) throws {
        let rows = state.withLock { state in
            state.failures.filter { $0.standing == .open && $0.failure.code == .quarantined }.map { row in
                let digest = state.runs[Int(row.run) - 1].start.detector.databaseDigest
                return QuarantineRow(
                    root: row.root, path: row.path, handler: row.failure.handler,
                    version: row.failure.handlerVersion ?? digest,
                    stamp: state.files[Place(root: row.root, path: row.path)]?.row.stamp, run: row.run)
            }
        }
        let ordered = rows.sorted {
            (Place(root: $0.root, path: $0.path), $0.handler ?? "") < (
                Place(root: $1.root, path: $1.path), $1.handler ?? ""
            )
        }
        for row in ordered { try body(row) }
    }

    /// All runs, oldest first.
    public func runs() -> [RunRow] { state.withLock { $0.runs } }
}
