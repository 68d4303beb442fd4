/// The number of a run in a store, from 1.
public typealias RunNumber = Int64

/// What is known of a run when it begins.
public struct RunStart: Sendable, Equatable {
    /// The program's version.
    public var programVersion: String
    /// The roots, as absolute paths.
    public var roots: [String]
    /// What decides about media types.
    public var detector: DetectorIdentity
    /// When it began, ISO 8601 in UTC.
    public var startedAt: String

    /// Describes a run that begins.
    public init(programVersion: String, roots: [String], detector: DetectorIdentity, startedAt: String) {
        self.programVersion = programVersion
        self.roots = roots
        self.detector = detector
        self.startedAt = startedAt
    }
}

/// A run as it is kept.
public struct RunRow: Sendable, Equatable {
    /// How a run stands.
    public enum State: String, Sendable {
        /// It goes on, or its process died.
        case running
        /// It came to its end.
        case finished
        /// It was asked to stop.
        case interrupted
    }

    /// Its number.
    public var number: RunNumber
    /// What was known when it began.
    public var start: RunStart
    /// How it stands.
    public var state: State
    /// When it ended, ISO 8601 in UTC.
    public var endedAt: String?
    /// Its summary as JSON text.
    public var summary: String?

    /// Makes a row.
    public init(number: RunNumber, start: RunStart, state: State, endedAt: String? = nil, summary: String? = nil) {
        self.number = number
        self.start = start
        self.state = state
        self.endedAt = endedAt
        self.summary = summary
    }
}

/// A row of the ledger.
public struct LedgerRow: Sendable, Equatable {
    /// The root the entry was found under.
    public var root: String
    /// Its path within the root.
    public var path: StorePath
    /// How it ended.
    public var outcome: Outcome
    /// Why it ended so.
    public var reason: String
    /// What it was found to be.
    public var verdict: Verdict?
    /// Its size in bytes.
    public var size: Int64?
    /// The stamp of the file, or of the archive around it.
    public var stamp: FileStamp?
    /// What its handlers made of it as the JSON that a store keeps.
    public var pairingsJSON = "[]"
    /// The number of the databases that its type was named by; see ``SetupIdentity``.
    public var detector: Int64?
    /// How many times in a row it failed for a cause that may pass.
    public var attempts = 0
    /// The digest of its content, where one was made.
    public var digest: String?
    /// How long its handlers were at work when it was handled last, in seconds of wall time; `nil` where none was.
    public var seconds: Double?
    /// The run that missed it first; `nil` for what is still there.
    public var vanished: RunNumber?
    /// The run that handled it last.
    public var run: RunNumber

    /// What its handlers made of it, ordered by handler. It is read from the JSON each time, as most who go through a ledger need
    /// it of few rows.
    public var pairings: [Pairing] {
        get { [Pairing](json: pairingsJSON) }
        set { pairingsJSON = newValue.json }
    }

    /// Whether it is an archive whose members were taken, or were to be.
    public var isArchive: Bool { pairings.contains { $0.handler == ContainerAggregate.handlerName } }

    /// Makes a row.
    public init(
        root: String, path: StorePath, outcome: Outcome, reason: String, verdict: Verdict?, size: Int64?,
        stamp: FileStamp? = nil, run: RunNumber
    ) {
        self.root = root
        self.path = path
        self.outcome = outcome
        self.reason = reason
        self.verdict = verdict
        self.size = size
        self.stamp = stamp
        self.run = run
    }
}

/// A record with what the ledger knows of its file.
public struct RecordRow: Sendable, Equatable {
    /// The ledger's row.
    public var file: LedgerRow
    /// What the handler found.
    public var record: HandlerRecord
    /// The run that found it first.
    public var since: RunNumber

    /// Makes a row.
    ///
    /// - Parameter since: The run that found it first; `nil` for the one that handled the file last.
    public init(file: LedgerRow, record: HandlerRecord, since: RunNumber? = nil) {
        self.file = file
        self.record = record
        self.since = since ?? file.run
    }
}

/// An anomaly with its file.
public struct AnomalyRow: Sendable, Equatable {
    /// The root the file was found under.
    public var root: String
    /// Its path within the root.
    public var path: StorePath
    /// The anomaly.
    public var anomaly: HandlerAnomaly
    /// The run that noticed it.
    public var run: RunNumber

    /// Makes a row.
    public init(root: String, path: StorePath, anomaly: HandlerAnomaly, run: RunNumber) {
        self.root = root
        self.path = path
        self.anomaly = anomaly
        self.run = run
    }
}

/// A failure as it is kept.
public struct FailureRow: Sendable, Equatable {
    /// What became of a failure.
    public enum Standing: String, Sendable, CaseIterable {
        /// Nothing yet.
        case open
        /// A later run did not fail on the file.
        case resolved
        /// A later run failed on the file again and recorded that.
        case repeated
        /// The file is not there any more.
        case vanished
    }

    /// The root the file was found under.
    public var root: String
    /// The file's path within the root.
    public var path: StorePath
    /// What happened.
    public var failure: Failure
    /// The run it happened in.
    public var run: RunNumber
    /// When it was recorded, ISO 8601 in UTC.
    public var time: String
    /// What became of it.
    public var standing: Standing

    /// Makes a row.
    public init(
        root: String, path: StorePath, failure: Failure, run: RunNumber, time: String, standing: Standing
    ) {
        self.root = root
        self.path = path
        self.failure = failure
        self.run = run
        self.time = time
        self.standing = standing
    }
}

/// Which marks of the ledger are asked for.
public struct LedgerQuery: Sendable {
    /// The root.
    public var root: String
    /// What paths begin with.
    public var prefix: String
    /// The path before the first; `nil` begins at the beginning.
    public var after: StorePath?
    /// Entries that this run or a later one handled are left out.
    public var before: RunNumber
    /// The number of the setup under which details are not needed; `nil` wants them all.
    public var setup: Int64?
    /// The most marks.
    public var limit: Int

    /// Makes a query.
    public init(
        root: String, prefix: String = "", after: StorePath? = nil, before run: RunNumber = .max, setup: Int64? = nil,
        limit: Int
    ) {
        self.root = root
        self.prefix = prefix
        self.after = after
        self.before = run
        self.setup = setup
        self.limit = limit
    }
}

/// Keeps records under (root, path, handler), and the ledger, anomalies and failures around them.
///
/// Scans go in the order of root, path and handler, by bytes, and take only the paths asked for.
public protocol RecordStore: Sendable {
    /// The record kept under `key`.
    func record(for key: RecordKey) throws -> RecordRow?

    /// Removes the record kept under `key`; `false` where there is none.
    func deleteRecord(for key: RecordKey) throws -> Bool

    /// Opens a run and gives it a number higher than all before.
    func beginRun(_ start: RunStart) throws -> RunNumber

    /// Keeps all that `changes` hold, or nothing.
    ///
    /// - What was kept of a file that was handled is replaced, and it is no suspect any more; failures are added, and those of earlier runs become
    ///   resolved or repeated. Members of an archive that are not in this run's ledger go when the archive's own row
    ///   comes. Of a file that was not seen (``FileOutcome/isUnseen``) everything but the row itself stays.
    /// - What is confirmed stays as it is, but for the numbers it stands under; so do its members.
    /// - What vanished is marked. Its failures are no longer open, until it is back.
    func commit(_ changes: [LedgerChange], run: RunNumber, time: String) throws

    /// Closes a run, and keeps its messages, or does neither.
    func endRun(
        _ run: RunNumber, state: RunRow.State, at time: String, summary: String, messages: [OutboxDraft]) throws

    /// What `run` left behind, counted from what is kept: outcomes, anomalies, handlers and media types.
    func summary(of run: RunNumber) throws -> RunSummary

    /// How many ledger rows of `run` have each outcome.
    func ledgerTally(of run: RunNumber) throws -> [Outcome: Int]

    /// What the ledger knows of the entries of a root, in the order of their paths; the first page after `query.after`.
    func ledgerPage(_ query: LedgerQuery) throws -> [LedgerMark]

    /// Everything that is kept of an entry; `nil` where nothing is.
    func standing(root: String, path: StorePath) throws -> StandingOutcome?

    /// An entry whose content has this digest, and that was handled; `nil` where there is none.
    func standing(digest: String) throws -> StandingOutcome?

    /// The entries that were under way when a run ended abruptly, and have not come to an end since.
    func suspects() throws -> [Suspect]

    /// Opens a log of what is under way, for so many threads.
    func flightLog(slots: Int) throws -> any FlightLog

    /// Removes what vanished, with everything that was kept of it, in one transaction.
    ///
    /// - Parameter isMeant: Whether an entry is meant.
    /// - Returns: How many entries were removed.
    func prune(where isMeant: (LedgerRow) -> Bool) throws -> Int

    /// Calls `body` for each record; what records add to a roll-up is read only if `withStates`.
    func scanRecords(of paths: PathSelection, withStates: Bool, _ body: (RecordRow) throws -> Void) throws
    /// Calls `body` for each ledger row.
    func scanLedger(of paths: PathSelection, _ body: (LedgerRow) throws -> Void) throws
    /// Calls `body` for each anomaly.
    func scanAnomalies(of paths: PathSelection, _ body: (AnomalyRow) throws -> Void) throws
    /// Calls `body` for each failure, the closed ones among them.
    func scanFailures(of paths: PathSelection, _ body: (FailureRow) throws -> Void) throws
    /// All runs, oldest first.
    func runs() throws -> [RunRow]
}

extension RecordStore {
    /// Calls `body` for each record, without what it adds to a roll-up.
    public func scanRecords(of paths: PathSelection, _ body: (RecordRow) throws -> Void) throws {
        try scanRecords(of: paths, withStates: false, body)
    }

    /// Closes a run that has no messages.
    public func endRun(_ run: RunNumber, state: RunRow.State, at time: String, summary: String) throws {
        try endRun(run, state: state, at: time, summary: summary, messages: [])
    }
}
