import ArgumentParser
import DataStores
import Orchestration

/// What is walked, and what of it is taken: options of every command that walks directories.
struct WalkOptions: ParsableArguments {
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

    @Option(
        name: .long,
        help: ArgumentHelp("Leave files written to less than so long ago for the next pass: 2s.", valueName: "time"))
    var settle: String?

    func validate() throws {
        if let settle, Duration(written: settle) == nil {
            throw ValidationError("--settle takes a time such as 500ms, 2s or 5min")
        }
        if roots.isEmpty { throw ValidationError("name a directory") }
    }

    /// How long a file must have been left in peace; `nil` where nothing was said.
    var settleTime: Duration? { settle.flatMap { Duration(written: $0) } }

    /// `configuration` with the flags applied.
    func applied(to configuration: Configuration) -> Configuration {
        var configuration = configuration
        configuration.walk.include += include.map(Glob.init)
        configuration.walk.exclude += exclude.map(Glob.init)
        if hidden { configuration.walk.takesHidden = true }
        if follow { configuration.walk.followsLinks = true }
        if oneFileSystem { configuration.walk.staysOnFileSystem = true }
        return configuration
    }
}

/// Which handlers take part: options of every command that handles files, or tells what would be handled.
struct HandlerChoiceOptions: ParsableArguments {
    @OptionGroup var plugins: PluginOptions

    @Flag(name: .long, help: "Do not look into archives.")
    var noArchives = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What unpacks gzip files; isa-l takes about half the time of zlib. Default: zlib.", valueName: "library"))
    var gzip: GzipLibrary?

    @Option(
        name: .long,
        help: ArgumentHelp("Run this handler though it is disabled. May be given several times.", valueName: "handler"))
    var enable: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Do not run this handler; what it found before stays. May be given several times.", valueName: "handler"))
    var disable: [String] = []

    /// `configuration` with the choice applied.
    func applied(to configuration: Configuration) throws -> Configuration {
        var configuration = try plugins.applied(to: configuration)
        if noArchives { configuration.expandsArchives = false }
        if let gzip { configuration.gzip = gzip }
        for (names, isEnabled) in [(enable, true), (disable, false)] {
            for name in names { configuration.handlers[name, default: HandlerSettings()].isEnabled = isEnabled }
        }
        return configuration
    }
}
