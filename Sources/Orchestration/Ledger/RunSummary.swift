import HandlerAPI

/// What a run found and did. Its outcomes must add up to what was found.
public struct RunSummary: Sendable, Equatable {
    /// What one handler did in a run.
    public struct HandlerTally: Sendable, Equatable {
        /// Files with an aggregate of it.
        public var recorded = 0
        /// Files it failed on.
        public var failed = 0
        /// Anomalies it reported.
        public var anomalies = 0

        /// Makes a tally.
        public init(recorded: Int = 0, failed: Int = 0, anomalies: Int = 0) {
            self.recorded = recorded
            self.failed = failed
            self.anomalies = anomalies
        }
    }

    /// Entries found and finished, members of archives among them.
    public var found = 0
    /// Entries by outcome.
    public var outcomes: [Outcome: Int] = [:]
    /// What stands of the unchanged entries, by the outcome they had.
    public var standing: [Outcome: Int] = [:]
    /// Entries that earlier runs found and that are not there any more. They are not among those found.
    public var vanished = 0
    /// Anomalies kept.
    public var anomalies = 0
    /// Bytes of the files opened, without the members of archives.
    public var bytes = ByteCount(0)
    /// Wall time in seconds.
    public var elapsedSeconds = 0.0
    /// What each handler did.
    public var byHandler: [String: HandlerTally] = [:]
    /// Entries by media type.
    public var byMediaType: [MediaType: Int] = [:]
    /// Entries found but left for a later run, because this one was interrupted.
    public var abandoned = 0
    /// Whether the run was interrupted.
    public var isInterrupted = false

    /// Makes the summary of an empty run.
    public init() {}

    /// How many entries ended as `outcome`.
    public func count(_ outcome: Outcome) -> Int { outcomes[outcome] ?? 0 }

    /// How many entries are failed now, in this run or from an earlier one.
    public var failing: Int { count(.failed) + (standing[.failed] ?? 0) }

    /// Whether found = recorded + unchanged + skipped + refused + failed.
    public var isBalanced: Bool { found == outcomes.values.reduce(0, +) }

    /// Counts an outcome that was committed.
    public mutating func add(_ file: FileOutcome) {
        outcomes[file.outcome, default: 0] += 1
        anomalies += file.anomalies.count
        if let type = file.verdict?.mediaType { byMediaType[type, default: 0] += 1 }
        for record in file.records { byHandler[record.handler, default: HandlerTally()].recorded += 1 }
        for anomaly in file.anomalies { byHandler[anomaly.handler, default: HandlerTally()].anomalies += 1 }
        for name in Set(file.failures.compactMap(\.handler)) {
            byHandler[name, default: HandlerTally()].failed += 1
        }
    }
}
