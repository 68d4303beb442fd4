import ArgumentParser
import DataStores
import Detection
import FoundationEssentials
import Glibc
import HandlerHosting
import Inspection
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
        let registry = try wiring.registry()
        let router = try wiring.router(registry)
        let store = try openStore()
        let (roots, folders) = try find(store)
        guard !roots.isEmpty else { return }
        let log = HandlerLog()
        var setup = RunSetup(
            programVersion: Trawl.version, roots: roots, detector: MagicDetector(), registry: registry, router: router,
            containers: wiring.containers, records: store,
            jobs: configuration.jobs ?? ProcessInfo.processInfo.activeProcessorCount, now: { Date.now.ISO8601Format() })
        setup.expansion = configuration.expansion
        setup.stop = Interrupts.stop
        try wiring.isolate(&setup)
        try wiring.addPrograms(to: &setup, roots: folders, log: log.take)
        adjust(&setup)
        let summary = try execute(setup)
        log.finish()
        try report(summary, setup)
        try leave(summary)
    }

    private func openStore() throws -> any RecordStore {
        let directory = URL(fileURLWithPath: configuration.store).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw StoreError(.readOnly, "cannot make the directory \(directory); choose another place with --store")
        }
        return try SQLiteRecordStore.openForRun(at: configuration.store)
    }

    private func execute(_ setup: RunSetup) throws -> RunSummary {
        Interrupts.listen()
        guard !options.quiet else { return try Run(setup).execute() }
        let display = ProgressDisplay(setup.progress)
        let showing = try WorkerThread { display.work() }
        let counting = display.wantsSurvey ? try WorkerThread { display.survey(setup.roots) } : nil
        defer {
            display.end()
            showing.join()
            counting?.join()
        }
        return try Run(setup).execute()
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

    private func leave(_ summary: RunSummary) throws {
        let tolerance = configuration.tolerance ?? .count(0)
        if !summary.isBalanced { throw ExitCode(70) }
        if summary.isInterrupted { throw ExitCode(130) }
        if !tolerance.allows(failed: summary.failing, of: summary.found) { throw ExitCode(3) }
    }
}
