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
    /// The run that saw it last.
    public var run: RunNumber

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

    /// Makes a row.
    public init(file: LedgerRow, record: HandlerRecord) {
        self.file = file
        self.record = record
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

    /// Makes a row.
    public init(root: String, path: StorePath, anomaly: HandlerAnomaly) {
        self.root = root
        self.path = path
        self.anomaly = anomaly
    }
}

/// A failure as it is kept.
public struct FailureRow: Sendable, Equatable {
    /// What became of a failure.
    public enum Standing: String, Sendable {
        /// Nothing yet.
        case open
        /// A later run did not fail on the file.
        case resolved
        /// A later run failed on the file again and recorded that.
        case repeated
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

/// Keeps records under (root, path, handler), and the ledger, anomalies and failures around them.
///
/// Scans go in the order of root, path and handler, by bytes, and take only paths that begin with a prefix.
public protocol RecordStore: Sendable {
    /// The record kept under `key`.
    func record(for key: RecordKey) throws -> RecordRow?

    /// Removes the record kept under `key`; `false` where there is none.
    func deleteRecord(for key: RecordKey) throws -> Bool

    /// Opens a run and gives it a number higher than all before.
    func beginRun(_ start: RunStart) throws -> RunNumber

    /// Keeps all that `outcomes` hold, or nothing. What was kept of the same files before is replaced; failures are
    /// added, and those of earlier runs become resolved or repeated. Members of an archive that are not in this run's
    /// ledger go when the archive's own row comes.
    func commit(_ outcomes: [FileOutcome], run: RunNumber, time: String) throws

    /// Closes a run.
    func endRun(_ run: RunNumber, state: RunRow.State, at time: String, summary: String) throws

    /// How many ledger rows of `run` have each outcome.
    func ledgerTally(of run: RunNumber) throws -> [Outcome: Int]

    /// Calls `body` for each record.
    func scanRecords(prefix: String, _ body: (RecordRow) throws -> Void) throws
    /// Calls `body` for each ledger row.
    func scanLedger(prefix: String, _ body: (LedgerRow) throws -> Void) throws
    /// Calls `body` for each anomaly.
    func scanAnomalies(prefix: String, _ body: (AnomalyRow) throws -> Void) throws
    /// Calls `body` for each failure, the closed ones among them.
    func scanFailures(prefix: String, _ body: (FailureRow) throws -> Void) throws
    /// Calls `body` for each file that is in quarantine.
    func scanQuarantine(_ body: (QuarantineRow) throws -> Void) throws
    /// All runs, oldest first.
    func runs() throws -> [RunRow]
}
