import ArgumentParser
import DataStores
import Detection
import FoundationEssentials
import Glibc
import HandlerAPI
import HandlerHosting
import Inspection
import Orchestration
import RecordStores

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Look at everything in a directory and keep what is found.",
        discussion: """
            Walks the directories, names each file's type by its content, runs the handlers of that type, and keeps their \
            aggregates, anomalies and failures. Archives are walked like directories. Run it again at any time: results \
            of the same file are replaced.

            EXAMPLE
              trawl run ~/cruise-data
              trawl run raw/ reports/ --exclude '*.tmp' --jobs 4 --store campaign.db
              trawl run inbox --format json --tolerate 5%
            """)

    @OptionGroup var storeOptions: StoreOptions
    @OptionGroup var plugins: PluginOptions

    @Argument(help: "Directories, or single files.", completion: .directory)
    var roots: [String]

    @Option(
        name: .long,
        help: ArgumentHelp("How many files are handled at once. Default: the number of cores.", valueName: "n"))
    var jobs: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where handlers run: sandbox, process or none.",
            discussion: "Default: sandbox, in locked worker processes.", valueName: "how"))
    var isolation: Isolation?

    @Flag(name: .long, help: "Stop where the kernel lacks a part of the sandbox, instead of going on with the rest.")
    var requireSandbox = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What all running handlers together may take of memory: 2GiB. Default: three quarters of the machine's.",
            valueName: "size"))
    var memory: String?

    @Option(
        name: .long, help: ArgumentHelp("Take only files that match. May be given several times.", valueName: "glob"))
    var include: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp("Leave files and directories that match. May be given several times.", valueName: "glob"))
    var exclude: [String] = []

    @Flag(name: .long, help: "Take names that begin with a dot.")
    var hidden = false

    @Flag(name: .long, help: "Follow symbolic links.")
    var follow = false

    @Flag(name: .long, help: "Stay on the file system of each root.")
    var oneFileSystem = false

    @Flag(name: .long, help: "Do not look into archives.")
    var noArchives = false

    @Option(
        name: .long,
        help: ArgumentHelp("Run this handler though it is disabled. May be given several times.", valueName: "handler"))
    var enable: [String] = []

    @Option(
        name: .long, help: ArgumentHelp("Do not run this handler. May be given several times.", valueName: "handler"))
    var disable: [String] = []

    @Option(name: .long, help: ArgumentHelp("Exit with 0 up to so many failures: 10, or 5%.", valueName: "n|p%"))
    var tolerate: String?

    @Option(name: .long, help: "How to print the summary: table or json.")
    var format = ListingFormat.table

    @Flag(name: .long, help: "Show no progress, and no summary but the JSON that was asked for.")
    var quiet = false

    func validate() throws {
        if roots.isEmpty { throw ValidationError("name a directory") }
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
        if let memory, ByteCount(memory) == nil {
            throw ValidationError("--memory takes a size such as 512MiB or 2GiB")
        }
        if requireSandbox, let isolation, isolation != .sandbox {
            throw ValidationError("--require-sandbox goes with --isolation sandbox, which is the default")
        }
        if let tolerate, Tolerance(tolerate) == nil {
            throw ValidationError("--tolerate takes a number such as 10, or a percentage such as 5%")
        }
        if format == .csv || format == .ndjson { throw ValidationError("the summary is printed as table or json") }
    }

    func run() throws {
        let configuration = try meant()
        let log = HandlerLog()
        let setup = try setup(configuration, log)
        let summary = try execute(setup)
        log.finish()
        try report(summary, setup, configuration)
        let tolerance = configuration.tolerance ?? .count(0)
        if !summary.isBalanced { throw ExitCode(70) }
        if summary.isInterrupted { throw ExitCode(130) }
        if !tolerance.allows(failed: summary.count(.failed), of: summary.found) { throw ExitCode(3) }
    }

    /// The configuration with the flags applied.
    private func meant() throws -> Configuration {
        var configuration = try plugins.applied(to: try storeOptions.configuration())
        configuration.walk.include += include.map(Glob.init)
        configuration.walk.exclude += exclude.map(Glob.init)
        if hidden { configuration.walk.takesHidden = true }
        if follow { configuration.walk.followsLinks = true }
        if oneFileSystem { configuration.walk.staysOnFileSystem = true }
        if noArchives { configuration.expandsArchives = false }
        if let jobs { configuration.jobs = jobs }
        if requireSandbox { configuration.requiresSandbox = true }
        if let isolation { configuration.isolation = isolation }
        if let memory { configuration.memory = ByteCount(memory) }
        if let tolerate { configuration.tolerance = Tolerance(tolerate) }
        for (names, isEnabled) in [(enable, true), (disable, false)] {
            for name in names { configuration.handlers[name, default: HandlerSettings()].isEnabled = isEnabled }
        }
        return configuration
    }

    private func setup(_ configuration: Configuration, _ log: HandlerLog) throws -> RunSetup {
        let wiring = Wiring(configuration: configuration)
        let registry = try wiring.registry()
        let router = try wiring.router(registry)
        _ = try wiring.roots(roots)
        let directory = URL(fileURLWithPath: configuration.store).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw StoreError(.readOnly, "cannot make the directory \(directory); choose another place with --store")
        }
        let store = try SQLiteRecordStore.openForRun(at: configuration.store)
        var setup = RunSetup(
            programVersion: Trawl.version, roots: try wiring.roots(roots), detector: MagicDetector(),
            registry: registry, router: router, containers: wiring.containers, records: store,
            jobs: configuration.jobs ?? ProcessInfo.processInfo.activeProcessorCount, now: { Date.now.ISO8601Format() })
        setup.expansion = configuration.expansion
        setup.stop = Interrupts.stop
        try wiring.isolate(&setup)
        try wiring.addPrograms(to: &setup, roots: roots, log: log.take)
        return setup
    }

    private func execute(_ setup: RunSetup) throws -> RunSummary {
        Interrupts.listen()
        guard !quiet else { return try Run(setup).execute() }
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

    private func report(_ summary: RunSummary, _ setup: RunSetup, _ configuration: Configuration) throws {
        if format == .json {
            Output.print(summary.json.description + "\n")
        } else if !quiet {
            let text = SummaryText(
                summary: summary, inspector: StoreInspector(setup.records), configuration: configuration)
            Output.print(try text.compose())
        }
    }
}
