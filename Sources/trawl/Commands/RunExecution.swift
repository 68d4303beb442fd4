import ArgumentParser
import DataStores
import Detection
import FoundationEssentials
import Glibc
import HandlerHosting
import Inspection
import Notifications
import Orchestration
import RecordStores

/// Carries a run out as the command line asks: sets it up, shows how far it got, prints the summary, and ends with the
/// documented exit code.
struct RunExecution {
    let configuration: Configuration
    let options: RunOptions

    var wiring: Wiring { Wiring(configuration: configuration) }

    /// Runs over what `find` chooses, now that the store is open; nothing is run where that is nothing.
    ///
    /// - Parameters:
    ///   - find: Chooses roots, and names the folders in which they lie.
    ///   - adjust: Has the last word on the setup.
    func run(
        in find: (any RecordStore) throws -> (roots: [Root], folders: [String]),
        adjust: (inout RunSetup) -> Void = { _ in }
    ) throws {
        let prepared = try prepare()
        let store = try openStore()
        let (roots, folders) = try find(store)
        guard !roots.isEmpty else { return }
        let log = HandlerLog()
        var setup = try makeSetup(prepared, store, roots, folders: folders, log)
        adjust(&setup)
        let summary = try execute(setup)
        log.finish()
        try report(summary, setup)
        try notify(store)
        try leave(summary, store)
    }

    /// What a run has before its store is open.
    struct Prepared {
        fileprivate let registry: HandlerRegistry
        fileprivate let router: Router
        fileprivate let workers: WorkerService?
        fileprivate let detector: MagicDetector
        private let identifying: Identifying

        fileprivate init(
            registry: HandlerRegistry, router: Router, workers: WorkerService?, detector: MagicDetector
        ) {
            (self.registry, self.router, self.workers, self.detector) = (registry, router, workers, detector)
            identifying = Identifying(detector)
        }
    }

    /// Has the databases of a detector read while a store is opened; whoever lets go of it waits for the end.
    private final class Identifying {
        private let thread: WorkerThread?

        init(_ detector: MagicDetector) { thread = try? WorkerThread { _ = detector.identity } }

        deinit { thread?.join() }
    }

    /// Makes what needs no store, so that a fault in the configuration is told before a store is made.
    func prepare() throws -> Prepared {
        let registry = try wiring.registry()
        let prepared = Prepared(
            registry: registry, router: try wiring.router(registry), workers: wiring.workers(stop: Interrupts.stop),
            detector: wiring.detector)
        if let workers = prepared.workers, !FileManager.default.fileExists(atPath: configuration.store) {
            // With a new store there is something to detect and to handle, and the store takes its time to be made.
            let runner = IsolatedRunner(workers, registry: registry)
            IsolatedDetector(workers, detector: prepared.detector, next: runner).startAhead()
        }
        return prepared
    }

    /// A run over `roots`, which lie in `folders`.
    func makeSetup(
        _ prepared: Prepared, _ store: any RecordStore & Outbox & RecordHistory, _ roots: [Root], folders: [String],
        _ log: HandlerLog
    ) throws -> RunSetup {
        let jobs = configuration.jobs ?? ProcessInfo.processInfo.activeProcessorCount
        var setup = RunSetup(
            programVersion: Trawl.version, roots: roots, detector: prepared.detector, registry: prepared.registry,
            router: prepared.router, containers: wiring.containers(jobs: jobs), records: store, jobs: jobs,
            now: { SystemClock.timestamp })
        setup.expansion = configuration.expansion
        setup.retries = configuration.retries
        setup.stop = Interrupts.stop
        if configuration.score.comparesAtEnd {
            let comparison = StoreComparison(store, options: configuration.score.options)
            setup.compare = { run, summary in
                try store.replaceComparisons(try comparison.anomalies(endingWith: summary), run: run)
            }
        }
        let announcer = Announcer(
            configuration.subscribers, records: store, store: URL(fileURLWithPath: configuration.store).path)
        setup.announce = announcer.messages
        try wiring.isolate(&setup, in: prepared.workers)
        try wiring.addPrograms(to: &setup, roots: folders, log: log.take)
        return setup
    }

    /// The store, made where there is none.
    func openStore() throws -> any RecordStore & Outbox & RecordHistory {
        let directory = URL(fileURLWithPath: configuration.store).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw StoreError(.readOnly, "cannot make the directory \(directory); choose another place with --store")
        }
        return try SQLiteRecordStore.openForRun(at: configuration.store, earlierRecords: configuration.history)
    }

    /// Runs, and shows how far it got.
    func execute(_ setup: RunSetup) throws -> RunSummary {
        Interrupts.listen()
        guard !options.quiet else { return try told(setup) }
        let display = ProgressDisplay(setup.progress)
        let showing = try WorkerThread { display.work() }
        let counting = display.wantsSurvey ? try WorkerThread { display.survey(setup.roots) } : nil
        defer {
            display.end()
            showing.join()
            counting?.join()
        }
        return try told(setup)
    }

    /// Runs, and tells other processes how far it got.
    func told(_ setup: RunSetup) throws -> RunSummary {
        let publisher = StatusPublisher(setup.progress, besideStoreAt: configuration.store)
        let telling = try WorkerThread { publisher.work() }
        defer {
            publisher.end()
            telling.join()
        }
        return try Run(setup).execute()
    }

    /// Sends the messages that are due. One that cannot be sent is no failure of the run: it stays, and somebody is told.
    func notify(_ outbox: any Outbox) throws {
        Output.flush()
        var named: Set<String> = []
        for report in try Courier(configuration.subscribers, outbox: outbox).sendDue() {
            guard let error = report.error, named.insert(report.subscriber).inserted else { continue }
            Output.error(
                "trawl: '\(report.subscriber)' could not be told of run \(report.run): \(error)\n"
                    + "The message is kept and tried again by later runs, or now by: trawl notify retry\n")
        }
    }

    private func report(_ summary: RunSummary, _ setup: RunSetup) throws {
        if options.format == .json {
            Output.print(summary.json.description + "\n")
        } else if !options.quiet {
            let text = SummaryText(
                summary: summary, inspector: StoreInspector(setup.records), configuration: configuration)
            Output.print(try text.compose())
        }
    }

    private func leave(_ summary: RunSummary, _ store: any RecordStore) throws {
        if !summary.isBalanced { throw ExitCode(70) }
        if summary.isInterrupted { throw ExitCode(130) }
        let breaches = try breaches(summary, store)
        guard !breaches.isEmpty else { return }
        let isAsked = configuration.gates != FailureGates()
        if isAsked { for breach in breaches { Output.error("trawl: \(breach)\n") } }
        throw ExitCode(3)
    }

    /// What is no longer tolerated of the failures that stand.
    private func breaches(_ summary: RunSummary, _ store: any RecordStore) throws -> [String] {
        guard !configuration.gates.byHandler.isEmpty else {
            let failing = Array(repeating: Set<String>(), count: summary.failing)
            return configuration.gates.breaches(found: summary.found, failing: failing) { _ in 0 }
        }
        let inspector = StoreInspector(store)
        let failing = try inspector.failingHandlers()
        return try configuration.gates.breaches(found: summary.found, failing: failing) { name in
            try inspector.filesTaken(by: name)
        }
    }
}
