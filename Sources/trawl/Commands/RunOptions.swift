import ArgumentParser
import HandlerAPI
import HandlerHosting
import Inspection
import Orchestration

/// Options of every command that handles files.
struct RunOptions: ParsableArguments {
    @OptionGroup var store: StoreOptions
    @OptionGroup var handlers: HandlerChoiceOptions

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
        name: .long,
        help: ArgumentHelp(
            "How often a run tries again what failed for a cause that may pass, such as a disk that did not answer. Default: 2.",
            valueName: "n"))
    var retries: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Exit with 0 up to so many failures: 10, 5%, or of one handler text=5%. May be given several times.",
            valueName: "[handler=]n|p%"))
    var tolerate: [String] = []

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
        if let retries, retries < 0 { throw ValidationError("--retries must be at least 0") }
        var gates = FailureGates()
        for text in tolerate where !gates.add(text) {
            throw ValidationError("--tolerate takes a number such as 10, a percentage such as 5%, or text=5%")
        }
        if format == .csv || format == .ndjson { throw ValidationError("the summary is printed as table or json") }
    }

    /// What was configured, with what was asked for.
    func configuration() throws -> Configuration {
        var configuration = try handlers.applied(to: try store.configuration())
        if let jobs { configuration.jobs = jobs }
        if requireSandbox { configuration.requiresSandbox = true }
        if let isolation { configuration.isolation = isolation }
        if let memory { configuration.memory = ByteCount(memory) }
        if let retries { configuration.retries = retries }
        for text in tolerate { _ = configuration.gates.add(text) }
        return configuration
    }
}
