import HandlerAPI

/// How an entry ended; every entry found has exactly one.
public enum Outcome: String, Sendable, Codable, CaseIterable {
    /// At least one handler kept an aggregate, or the archive's members were taken, and nothing failed.
    case recorded
    /// Nothing about it changed since it was recorded.
    case unchanged
    /// It was not taken, for a reason that is no fault.
    case skipped
    /// A limit said no to it or to a part of it.
    case refused
    /// Something went wrong with it; what was found before is kept.
    case failed
}

/// A key of the record store.
public struct RecordKey: Sendable, Hashable {
    /// The root the file was found under.
    public var root: String
    /// Its path within the root.
    public var path: StorePath
    /// The handler that made the record.
    public var handler: String

    /// Makes a key.
    public init(root: String, path: StorePath, handler: String) {
        self.root = root
        self.path = path
        self.handler = handler
    }
}

/// What one handler found in one file.
public struct HandlerRecord: Sendable, Equatable {
    /// The handler's name.
    public var handler: String
    /// The handler's version.
    public var handlerVersion: String
    /// Whether the aggregate covers only a part of the file.
    public var isPartial: Bool
    /// The aggregate as JSON text.
    public var aggregate: String
    /// The handler's remarks.
    public var notes: [String]
    /// What the file adds to a roll-up; see `RollUpHandler`.
    public var state: [UInt8]?

    /// Makes a record.
    public init(
        handler: String, handlerVersion: String, isPartial: Bool, aggregate: String, notes: [String] = [],
        state: [UInt8]? = nil
    ) {
        self.state = state
        self.handler = handler
        self.handlerVersion = handlerVersion
        self.isPartial = isPartial
        self.aggregate = aggregate
        self.notes = notes
    }
}

/// An anomaly with the handler that reported it.
public struct HandlerAnomaly: Sendable, Equatable {
    /// The handler's name.
    public var handler: String
    /// What it reported.
    public var anomaly: Anomaly

    /// Makes a pair.
    public init(handler: String, anomaly: Anomaly) {
        self.handler = handler
        self.anomaly = anomaly
    }
}

/// Everything to be kept about one entry: its ledger row, records, anomalies and failures.
public struct FileOutcome: Sendable {
    /// The root the entry was found under.
    public var root: String
    /// Its path within the root.
    public var path: StorePath
    /// How it ended.
    public var outcome: Outcome
    /// Why it ended so.
    public var reason: String
    /// Its size, where it was opened.
    public var size: ByteCount?
    /// What it was found to be, where that got so far.
    public var verdict: Verdict?
    /// Whether it is an archive whose members have rows of their own.
    public var isContainer = false
    /// The stamp of the file, or of the archive around it.
    public var stamp: FileStamp?
    /// Whether nothing of its content was seen: what is known of it from before stays.
    public var isUnseen = false
    /// What its handlers made of it, ordered by handler.
    public var pairings: [Pairing] = []
    /// The number of the setup it stands under; see ``SetupIdentity``.
    public var setup: Int64?
    /// The number of the databases that its type was named by.
    public var detector: Int64?
    /// How many times in a row it failed for a cause that may pass.
    public var attempts = 0
    /// The digest of its content, where one was made.
    public var digest: String?
    /// How long its handlers were at work, in seconds of wall time; `nil` where none was.
    public var seconds: Double?
    /// What its handlers found, ordered by handler.
    public var records: [HandlerRecord] = []
    /// What its handlers noticed, ordered by handler.
    public var anomalies: [HandlerAnomaly] = []
    /// What went wrong, ordered by stage, handler and code.
    public var failures: [Failure] = []
    /// What went wrong in an earlier run and was not tried again.
    public var standingFailures: [Failure] = []

    /// Makes an outcome without records.
    public init(root: String, path: StorePath, outcome: Outcome, reason: String) {
        self.root = root
        self.path = path
        self.outcome = outcome
        self.reason = reason
    }

    /// Whether it is an archive whose members stand as they are, as it was not unpacked again.
    public var keepsMembers: Bool { !isContainer && pairings.of(ContainerAggregate.handlerName) != nil }

    /// Roughly the bytes it occupies on its way to the store.
    var weight: Int64 {
        Int64(512 + records.reduce(0) { $0 + $1.aggregate.utf8.count + ($1.state?.count ?? 0) } + anomalies.count * 256)
    }
}
