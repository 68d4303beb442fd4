import ArgumentParser
import DataStores
import Orchestration

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Look at everything in a directory and keep what is found.",
        discussion: """
            Walks the directories, names each file's type by its content, runs the handlers of that type, and keeps their \
            aggregates, anomalies and failures. Archives are walked like directories.

            Run it again at any time: only what is new or has changed, or what a changed handler may see differently, is \
            handled; the rest stands. The same holds after a crash, which costs nothing but what was under way. \
            See beforehand what there is to do with: trawl plan

            EXAMPLE
              trawl run ~/cruise-data
              trawl run raw/ reports/ --exclude '*.tmp' --jobs 4 --store campaign.db
              trawl run inbox --format json --settle 2s --tolerate 5% --tolerate whp-exchange=0
            """)

    @OptionGroup var options: RunOptions
    @OptionGroup var walk: WalkOptions

    @Flag(name: .long, help: "Handle everything again, also what has not changed.")
    var all = false

    @Flag(name: .long, help: "Decide by the content of files, not by size and times, whether they have changed.")
    var verify = false

    @Flag(name: .long, help: "Where several files have the same content, handle it once.")
    var dedupe = false

    func run() throws {
        let configuration = walk.applied(to: try options.configuration())
        let execution = RunExecution(configuration: configuration, options: options)
        // What the command line says is checked before a store is made.
        _ = try execution.wiring.roots(walk.roots)
        try execution.run(in: { _ in (try execution.wiring.roots(walk.roots), walk.roots) }) { setup in
            if all { setup.thoroughness = .everything }
            setup.settle = walk.settleTime ?? .zero
            if verify || dedupe { setup.digester = SHA256Digester() }
            setup.verifies = verify
            setup.dedupes = dedupe
        }
    }
}
