import ArgumentParser
import DataStores
import Inspection
import Orchestration

struct RetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Run files that failed once more, and no others.",
        discussion: """
            Takes the files whose failures stand, those in quarantine among them, and handles them again; what goes well is \
            marked resolved. Of a member of an archive, the whole archive is taken.

            EXAMPLE
              trawl retry                          # all of them
              trawl retry 'ocean/**' data.zip      # those whose paths match
              trawl failures --group               # see the signatures
              trawl retry --group 5f0c2d1a9b3e     # one group, after its cause was mended
            """)

    @OptionGroup var options: RunOptions

    @Argument(help: "Paths as listed by trawl failures; *, ** and ? match as there. Default: all.")
    var paths: [String] = []

    @Option(name: .long, help: ArgumentHelp("The same as a path given by itself.", valueName: "glob"))
    var path: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp("Only failures of this signature. May be given several times.", valueName: "signature"))
    var group: [String] = []

    @OptionGroup var handler: HandlerFilter

    func run() throws {
        let execution = RunExecution(configuration: try options.configuration(), options: options)
        let filter = RowFilter(paths: (paths + path).map(Glob.init), handlers: Set(handler.names))
        try execution.run(
            in: { store in
                let chosen = try StoreInspector(store).openFailures(filter, signatures: Set(group))
                if chosen.isEmpty {
                    let isAll = filter.paths.isEmpty && group.isEmpty && handler.names.isEmpty
                    Output.error("trawl: " + (isAll ? "no failure stands\n" : "no failure that stands matches\n"))
                }
                let follows = execution.configuration.walk.followsLinks
                let roots = chosen.keys.sorted().map { root in
                    Root(
                        name: root,
                        store: ListedStore(
                            root: Self.bytes(of: root), paths: chosen[root] ?? [], follows: follows))
                }
                return (roots, roots.map(\.name))
            }, adjust: { $0.thoroughness = .failures(handlers: Set(handler.names)) })
    }

    /// The bytes of a root's path, which is kept escaped like all paths.
    private static func bytes(of root: String) -> [UInt8] { StorePath(escaped: root).unescapedBytes }
}
