import ArgumentParser
import DataStores
import Orchestration

struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Keep looking at a directory, and handle what is new or changes.",
        discussion: """
            Begins with a run over everything, then hears from the kernel what happens, waits until a file has been left in \
            peace for a while (--settle, 2 s), and handles it. A walk over everything now and then (--rescan, 10 min) makes \
            up for events that the kernel lost. Ends with Ctrl-C, with everything committed.

            EXAMPLE
              trawl watch inbox --store inbox.db
              trawl watch /data/raw --settle 10s --rescan 1h --exclude '*.part'
            """)

    @OptionGroup var options: RunOptions
    @OptionGroup var walk: WalkOptions

    @Option(
        name: .long,
        help: ArgumentHelp("Walk everything so often, whatever was heard. Default: 10min.", valueName: "time"))
    var rescan: String?

    func validate() throws {
        if let rescan, Duration(written: rescan) == nil {
            throw ValidationError("--rescan takes a time such as 30s, 10min or 1h")
        }
    }

    func run() throws {
        let configuration = walk.applied(to: try options.configuration())
        let execution = RunExecution(configuration: configuration, options: options)
        let roots = try execution.wiring.roots(walk.roots)
        for (root, name) in zip(roots, walk.roots) where root.store.coverage == .chosen {
            throw UsageError(description: "\(name) is a file; watch takes directories")
        }
        let log = HandlerLog()
        let prepared = try execution.prepare()
        let store = try execution.openStore()
        let setup = try execution.makeSetup(prepared, store, roots, folders: walk.roots, log)
        Interrupts.listen()
        let watch = try Watch(
            setup, settle: walk.settleTime ?? .seconds(2),
            rescan: rescan.flatMap { Duration(written: $0) } ?? .seconds(600)
        ) { setup, isWhole in
            let summary = try isWhole ? execution.execute(setup) : execution.told(setup)
            if !options.quiet { report(summary, setup) }
            try execution.notify(store)
        }
        try watch.work()
        log.finish()
    }

    private func report(_ summary: RunSummary, _ setup: RunSetup) {
        // Whoever reads along wants each line as it comes.
        defer { Output.flush() }
        if options.format == .json { return Output.print(summary.json.description + "\n") }
        var parts = Outcome.allCases.filter { summary.count($0) > 0 && $0 != .unchanged }.map {
            "\(summary.count($0)) \($0.rawValue)"
        }
        if summary.vanished > 0 { parts.append("\(summary.vanished) gone") }
        if summary.anomalies > 0 { parts.append("\(summary.anomalies) anomalies") }
        if !parts.isEmpty { Output.print("\(setup.now())  \(parts.joined(separator: ", "))\n") }
    }
}
