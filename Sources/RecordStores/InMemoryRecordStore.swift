import HandlerAPI
import Orchestration
import Synchronization

/// A record store that lives as long as the object: for tests, and for runs whose results are printed at once.
public final class InMemoryRecordStore: RecordStore {
    struct Place: Hashable, Comparable {
        let root: String
        let path: StorePath

        static func < (left: Place, right: Place) -> Bool {
            (StorePath(escaped: left.root), left.path) < (StorePath(escaped: right.root), right.path)
        }
    }

    struct State {
        var runs: [RunRow] = []
        var files: [Place: (file: FileOutcome, row: LedgerRow)] = [:]
        var failures: [FailureRow] = []
        var messages: [OutboxMessage] = []
        var history: [Place: [EarlierRecord]] = [:]
        var since: [RecordKey: RunNumber] = [:]
        var comparisons: [AnomalyRow] = []
    }

    let state = Mutex(State())
    /// How many earlier records of a key are kept.
    let earlierRecords: Int

    /// Makes an empty store.
    ///
    /// - Parameter earlierRecords: How many earlier records of a file and handler are kept.
    public init(earlierRecords: Int = 10) { self.earlierRecords = earlierRecords }

    /// Opens a run.
    public func beginRun(_ start: RunStart) -> RunNumber {
        state.withLock { state in
            let number = RunNumber(state.runs.count + 1)
            state.runs.append(RunRow(number: number, start: start, state: .running))
            return number
        }
    }

    /// Closes a run, and keeps its messages.
    public func endRun(
        _ run: RunNumber, state ending: RunRow.State, at time: String, summary: String, messages: [OutboxDraft]
    ) {
        state.withLock { state in
            for draft in messages {
                let number = Int64(state.messages.count + 1)
                state.messages.append(OutboxMessage(number: number, run: run, draft: draft, createdAt: time))
            }
            guard let index = state.runs.firstIndex(where: { $0.number == run }) else { return }
            state.runs[index].state = ending
            state.runs[index].endedAt = time
            state.runs[index].summary = summary
        }
    }

    /// Keeps changes.
    public func commit(_ changes: [LedgerChange], run: RunNumber, time: String) {
        state.withLock { state in
            for change in changes {
                switch change {
                case .handled(let file): keep(file, run, time, &state)
                case .confirmed(let confirmation): Self.confirm(confirmation, &state)
                case .vanished(let root, let path): Self.miss(Place(root: root, path: path), run, &state)
                case .unpacking(let root, let path, let pairings):
                    Self.unsettle(Place(root: root, path: path), pairings, &state)
                }
            }
        }
    }

    private func keep(_ file: FileOutcome, _ run: RunNumber, _ time: String, _ state: inout State) {
        Self.closeFailures(of: file, run, &state)
        state.failures += file.failures.map {
            FailureRow(root: file.root, path: file.path, failure: $0, run: run, time: time, standing: .open)
        }
        let place = Place(root: file.root, path: file.path)
        if file.isUnseen, var known = state.files[place] {
            known.row.outcome = file.outcome
            known.row.reason = file.reason
            known.row.stamp = nil
            known.row.attempts = file.attempts
            known.row.vanished = nil
            known.row.run = run
            state.files[place] = known
            return
        }
        if !file.keepsMembers { Self.removeVanishedMembers(of: file, run, &state) }
        remember(file, at: place, run, &state)
        var row = LedgerRow(
            root: file.root, path: file.path, outcome: file.outcome, reason: file.reason, verdict: file.verdict,
            size: file.size?.bytes, stamp: file.stamp, run: run)
        row.pairings = file.pairings
        row.detector = file.detector
        row.attempts = file.attempts
        row.digest = file.digest
        row.seconds = file.seconds
        state.files[place] = (file, row)
    }

    private static func closeFailures(of file: FileOutcome, _ run: RunNumber, _ state: inout State) {
        let standing: FailureRow.Standing = file.outcome == .failed ? .repeated : .resolved
        for index in state.failures.indices {
            let row = state.failures[index]
            guard row.root == file.root, row.path == file.path else { continue }
            guard row.standing == .open || row.standing == .vanished else { continue }
            state.failures[index].standing = file.standingFailures.contains(row.failure) ? .open : standing
        }
    }

    private static func confirm(_ confirmation: Confirmation, _ state: inout State) {
        let place = Place(root: confirmation.root, path: confirmation.path)
        let isMeant = { (other: Place) in
            other == place || other.root == place.root && other.path.begins(with: place.path.prefixOfMembers)
        }
        for (other, kept) in state.files where isMeant(other) {
            var kept = kept
            kept.file.setup = confirmation.setup
            kept.row.detector = confirmation.detector
            kept.row.stamp = confirmation.stamp
            if other == place, let digest = confirmation.digest { kept.row.digest = digest }
            kept.row.vanished = nil
            state.files[other] = kept
        }
        for index in state.failures.indices where state.failures[index].standing == .vanished {
            let row = state.failures[index]
            if isMeant(Place(root: row.root, path: row.path)) { state.failures[index].standing = .open }
        }
    }

    private static func miss(_ place: Place, _ run: RunNumber, _ state: inout State) {
        guard var kept = state.files[place], kept.row.vanished == nil else { return }
        kept.row.vanished = run
        state.files[place] = kept
        for index in state.failures.indices where state.failures[index].standing == .open {
            let row = state.failures[index]
            if row.root == place.root, row.path == place.path { state.failures[index].standing = .vanished }
        }
    }

    private static func unsettle(_ place: Place, _ pairings: [Pairing], _ state: inout State) {
        guard var kept = state.files[place] else { return }
        kept.file.setup = nil
        kept.row.pairings = pairings
        kept.row.digest = nil
        state.files[place] = kept
    }

    private static func removeVanishedMembers(of file: FileOutcome, _ run: RunNumber, _ state: inout State) {
        let prefix = file.path.prefixOfMembers
        let vanished = state.files.filter { place, kept in
            place.root == file.root && kept.row.run != run && place.path.begins(with: prefix)
        }
        for place in vanished.keys {
            state.files[place] = nil
            state.history[place] = nil
        }
        for index in state.failures.indices {
            let row = state.failures[index]
            let isEarlier = row.root == file.root && row.path.begins(with: prefix) && row.run < run
            if isEarlier, row.standing == .open || row.standing == .vanished {
                state.failures[index].standing = .resolved
            }
        }
    }

    /// What the ledger knows of the entries of a root.
    public func ledgerPage(_ query: LedgerQuery) -> [LedgerMark] {
        state.withLock { state in
            let places = state.files.keys.filter { place in
                place.root == query.root && place.path.begins(with: query.prefix)
                    && (query.after.map { $0 < place.path } ?? true)
            }
            let kept = places.sorted().compactMap { state.files[$0] }.filter { $0.row.run < query.before }
            return kept.prefix(query.limit).map { file, row in
                var mark = LedgerMark(
                    path: row.path, outcome: row.outcome, stamp: row.stamp,
                    reason: row.stamp == nil ? row.reason : nil, attempts: row.attempts, vanished: row.vanished,
                    digest: row.digest)
                if query.setup == nil || query.setup != file.setup {
                    mark.details = .init(
                        detector: row.detector ?? 0, verdict: row.verdict, pairings: row.pairings)
                }
                return mark
            }
        }
    }

    /// Everything that is kept of an entry.
    public func standing(root: String, path: StorePath) -> StandingOutcome? {
        state.withLock { state in
            guard let (file, row) = state.files[Place(root: root, path: path)] else { return nil }
            let failures = state.failures.filter {
                $0.root == root && $0.path == path && ($0.standing == .open || $0.standing == .vanished)
            }
            return StandingOutcome(
                row: row, records: file.records, anomalies: file.anomalies, failures: failures.map(\.failure))
        }
    }

    /// An entry whose content has this digest, and that was handled.
    public func standing(digest: String) -> StandingOutcome? {
        let place = state.withLock { state in
            state.files.filter { $0.value.row.digest == digest && $0.value.row.stamp != nil }.keys.min()
        }
        return place.flatMap { standing(root: $0.root, path: $0.path) }
    }

    /// None: what is under way goes with the object.
    public func suspects() -> [Suspect] { [] }

    /// A log that keeps nothing.
    public func flightLog(slots: Int) -> any FlightLog { NoFlightLog() }

    /// Removes what vanished.
    public func prune(where isMeant: (LedgerRow) -> Bool) -> Int {
        state.withLock { state in
            let meant = state.files.filter { $0.value.row.vanished != nil && isMeant($0.value.row) }
            for place in meant.keys {
                state.files[place] = nil
                state.history[place] = nil
                state.comparisons.removeAll { $0.root == place.root && $0.path == place.path }
                state.failures.removeAll { $0.root == place.root && $0.path == place.path }
            }
            return meant.count
        }
    }

    /// What a run left behind.
    public func summary(of run: RunNumber) -> RunSummary {
        state.withLock { state in
            var summary = RunSummary()
            for (file, row) in state.files.values where row.run == run { summary.add(file) }
            return summary
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
            return kept.file.records.first { $0.handler == key.handler }.map {
                RecordRow(file: kept.row, record: $0, since: state.since[key])
            }
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

    private func kept(_ paths: PathSelection) -> [(file: FileOutcome, row: LedgerRow)] {
        state.withLock { state in
            state.files.sorted { $0.key < $1.key }.map(\.value).filter { paths.contains($0.row.path) }
        }
    }

    /// Calls `body` for each record.
    public func scanRecords(of paths: PathSelection, withStates: Bool, _ body: (RecordRow) throws -> Void) throws {
        for kept in kept(paths) {
            for record in kept.file.records {
                let key = RecordKey(root: kept.row.root, path: kept.row.path, handler: record.handler)
                var record = record
                if !withStates { record.state = nil }
                try body(RecordRow(file: kept.row, record: record, since: state.withLock { $0.since[key] }))
            }
        }
    }

    /// Calls `body` for each ledger row.
    public func scanLedger(of paths: PathSelection, _ body: (LedgerRow) throws -> Void) throws {
        for kept in kept(paths) { try body(kept.row) }
    }

    /// Calls `body` for each anomaly.
    public func scanAnomalies(of paths: PathSelection, _ body: (AnomalyRow) throws -> Void) throws {
        let comparisons = state.withLock { $0.comparisons }
        var rows = comparisons.filter { paths.contains($0.path) }.enumerated().map { ($1, $0 - comparisons.count) }
        for kept in kept(paths) {
            for (ordinal, anomaly) in kept.file.anomalies.enumerated() {
                let row = AnomalyRow(root: kept.row.root, path: kept.row.path, anomaly: anomaly, run: kept.row.run)
                rows.append((row, ordinal))
            }
        }
        func order(_ row: (AnomalyRow, Int)) -> (Place, String, Int) {
            (Place(root: row.0.root, path: row.0.path), row.0.anomaly.handler, row.1)
        }
        for (row, _) in rows.sorted(by: { order($0) < order($1) }) { try body(row) }
    }

    /// Calls `body` for each failure.
    public func scanFailures(of paths: PathSelection, _ body: (FailureRow) throws -> Void) throws {
        let failures = state.withLock { $0.failures }
        let ordered = failures.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            return (Place(root: a.root, path: a.path), a.run, left.offset)
                < (Place(root: b.root, path: b.path), b.run, right.offset)
        }
        for (_, row) in ordered where paths.contains(row.path) { try body(row) }
    }

    /// All runs, oldest first.
    public func runs() -> [RunRow] { state.withLock { $0.runs } }
}
