import ArgumentParser
import HandlerAPI
import HandlerHosting
import Inspection
import Orchestration

/// Options of every command that handles files.
struct RunOptions: ParsableArguments {
    @OptionGroup var store: StoreOptions
    @OptionGroup var plugins: PluginOptions

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

    /// What was configured, with what was asked for.
    func configuration() throws -> Configuration {
        var configuration = try plugins.applied(to: try store.configuration())
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
}
