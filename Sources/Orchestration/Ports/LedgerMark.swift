/// What the ledger knows of an entry, as far as it decides whether the entry is to be handled again.
public struct LedgerMark: Sendable, Equatable {
    /// What else decides where the run is set up in another way than when the entry was handled.
    public struct Details: Sendable, Equatable {
        /// A number for the databases that its type was named by.
        public var detector: Int64
        /// What it was found to be.
        public var verdict: Verdict?
        /// What the handlers made of it.
        public var pairings: [Pairing]

        /// Makes details.
        public init(detector: Int64, verdict: Verdict?, pairings: [Pairing]) {
            self.detector = detector
            self.verdict = verdict
            self.pairings = pairings
        }
    }

    /// Its path within the root.
    public var path: StorePath
    /// How it ended.
    public var outcome: Outcome
    /// The stamp of the file, or of the archive around it.
    public var stamp: FileStamp?
    /// Why it ended so, where there is no stamp.
    public var reason: String?
    /// How many times in a row it failed for a cause that may pass.
    public var attempts: Int
    /// The run that missed it first; `nil` for what is still there.
    public var vanished: RunNumber?
    /// The digest of its content, where one was made.
    public var digest: String?
    /// What else decides; `nil` where the run is set up as then.
    public var details: Details?

    /// Makes a mark.
    public init(
        path: StorePath, outcome: Outcome, stamp: FileStamp?, reason: String? = nil, attempts: Int = 0,
        vanished: RunNumber? = nil, digest: String? = nil, details: Details? = nil
    ) {
        self.path = path
        self.outcome = outcome
        self.stamp = stamp
        self.reason = reason
        self.attempts = attempts
        self.vanished = vanished
        self.digest = digest
        self.details = details
    }
}

/// Everything that is kept of an entry, to be taken over where only a part of it is handled again.
public struct StandingOutcome: Sendable {
    /// The ledger's row.
    public var row: LedgerRow
    /// What its handlers found.
    public var records: [HandlerRecord]
    /// What they noticed.
    public var anomalies: [HandlerAnomaly]
    /// The failures that stand.
    public var failures: [Failure]

    /// Makes an outcome.
    public init(row: LedgerRow, records: [HandlerRecord], anomalies: [HandlerAnomaly], failures: [Failure]) {
        self.row = row
        self.records = records
        self.anomalies = anomalies
        self.failures = failures
    }
}

/// One change of the ledger.
public enum LedgerChange: Sendable {
    /// An entry was handled: all that was kept of it is replaced.
    case handled(FileOutcome)
    /// An entry stands as it is, and so do its members; the run is set up in another way, which makes no difference to
    /// it, or its stamp or digest is another.
    case confirmed(Confirmation)
    /// An entry is not there any more.
    case vanished(root: String, path: StorePath)
    /// The members of an archive that is known are about to be handled, and kept one by one. Until the archive follows,
    /// it stands under no setup and by no digest, and of its pairings only `pairings` do: where the run is cut off
    /// between, the next one unpacks the archive again.
    case unpacking(root: String, path: StorePath, pairings: [Pairing])

    /// Roughly the bytes it occupies on its way to the store.
    var weight: Int64 {
        switch self {
        case .handled(let file): file.weight
        case .confirmed, .vanished, .unpacking: 128
        }
    }
}

/// What is to be noted of an entry that stands.
public struct Confirmation: Sendable, Equatable {
    /// The root the entry was found under.
    public var root: String
    /// Its path within the root.
    public var path: StorePath
    /// Its stamp, as it is this time.
    public var stamp: FileStamp?
    /// The number of the setup that it stands under.
    public var setup: Int64
    /// The number of the databases that its type was named by.
    public var detector: Int64
    /// The digest of its content; `nil` leaves what is known.
    public var digest: String?

    /// Makes a confirmation.
    public init(
        root: String, path: StorePath, stamp: FileStamp?, setup: Int64, detector: Int64, digest: String? = nil
    ) {
        self.root = root
        self.path = path
        self.stamp = stamp
        self.setup = setup
        self.detector = detector
        self.digest = digest
    }
}
