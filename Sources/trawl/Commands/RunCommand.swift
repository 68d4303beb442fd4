import ArgumentParser
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
              trawl run inbox --format json --tolerate 5% --settle 2s
            """)

    @OptionGroup var options: RunOptions

    @Argument(help: "Directories, or single files.", completion: .directory)
    var roots: [String]

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

    @Flag(name: .long, help: "Handle everything again, also what has not changed.")
    var all = false

    @Option(
        name: .long,
        help: ArgumentHelp("Leave files written to less than so long ago for the next run: 2s.", valueName: "time"))
    var settle: String?

    func validate() throws {
        if let settle, Duration(written: settle) == nil {
            throw ValidationError("--settle takes a time such as 500ms, 2s or 5min")
        }
        if roots.isEmpty { throw ValidationError("name a directory") }
    }

    func run() throws {
        let execution = RunExecution(configuration: try meant(), options: options)
        // What the command line says is checked before a store is made.
        _ = try execution.wiring.roots(roots)
        try execution.run(in: { _ in (try execution.wiring.roots(roots), roots) }) { setup in
            if all { setup.thoroughness = .everything }
            setup.settle = settle.flatMap { Duration(written: $0) } ?? .zero
        }
    }

    /// The configuration with the flags applied.
    private func meant() throws -> Configuration {
        var configuration = try options.configuration()
        configuration.walk.include += include.map(Glob.init)
        configuration.walk.exclude += exclude.map(Glob.init)
        if hidden { configuration.walk.takesHidden = true }
        if follow { configuration.walk.followsLinks = true }
        if oneFileSystem { configuration.walk.staysOnFileSystem = true }
        return configuration
    }
}
