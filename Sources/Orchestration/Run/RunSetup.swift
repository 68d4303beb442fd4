import HandlerAPI

/// A root to walk.
public struct Root: Sendable {
    /// Its absolute path, or another name that stays the same from run to run.
    public let name: String
    /// What lies there.
    public let store: any DataStore

    /// Makes a root.
    public init(name: String, store: any DataStore) {
        self.name = name
        self.store = store
    }
}

/// Everything a run works with.
public struct RunSetup: Sendable {
    /// The program's version, to be recorded.
    public var programVersion: String
    /// The roots, walked one after another.
    public var roots: [Root]
    /// Names the types.
    public var detector: any TypeDetector
    /// The handlers.
    public var registry: HandlerRegistry
    /// Chooses among them.
    public var router: Router
    /// Look into archives; the first that accepts a type takes it.
    public var containers: [any ContainerOpener]
    /// How far archives are unpacked.
    public var expansion = ExpansionLimits()
    /// Runs the handlers.
    public var runner: any HandlerRunner = InProcessRunner()
    /// Keeps what comes of it.
    public var records: any RecordStore
    /// How many files are handled at once, and how many threads detect types.
    public var jobs: Int
    /// What the running handlers together may need of memory.
    public var memory = ByteCount(.max)
    /// From which size on a file is read in ranges by several threads, where its handler can.
    public var leastSplitSize = ByteCount.mebibytes(16)
    /// What is taken in hand.
    public var thoroughness = Thoroughness.changes
    /// Digests contents, for the two that follow.
    public var digester: (any ContentDigester)?
    /// Whether files count as unchanged by their content, whatever their stamps say.
    public var verifies = false
    /// Whether the same content in several files is handled once.
    public var dedupes = false
    /// How often a run tries again what failed for causes that may pass.
    public var retries = 2
    /// The pause before the first of these tries; it doubles with each.
    public var pause = Duration.milliseconds(500)
    /// How often in all, over all runs, such a file is tried until it changes.
    public var mostAttempts = 10
    /// Files written to a shorter time ago are left for the next pass.
    public var settle = Duration.zero
    /// Ends the run early.
    public var stop = StopSignal()
    /// Shows how far it got.
    public var progress = RunProgress()
    /// Compares, before a run ends, what it and those before it brought.
    public var compare: @Sendable (RunNumber, RunSummary) throws -> Void = { _, _ in }
    /// Says whom to tell of a run that came to its end, and what.
    public var announce: @Sendable (RunNumber, RunSummary) throws -> [OutboxDraft] = { _, _ in [] }
    /// The wall time, ISO 8601 in UTC.
    public var now: @Sendable () -> String

    /// Describes a run with default limits.
    public init(
        programVersion: String, roots: [Root], detector: any TypeDetector, registry: HandlerRegistry, router: Router,
        containers: [any ContainerOpener], records: any RecordStore, jobs: Int, now: @escaping @Sendable () -> String
    ) {
        self.programVersion = programVersion
        self.roots = roots
        self.detector = detector
        self.registry = registry
        self.router = router
        self.containers = containers
        self.records = records
        self.jobs = max(1, jobs)
        self.now = now
    }
}
