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
                let roots = chosen.keys.sorted().flatMap { root in
                    Self.roots(root, chosen[root] ?? [], filter: execution.wiring.walkFilter)
                }
                return (roots, roots.map(\.name))
            }, adjust: { $0.thoroughness = .failures(handlers: Set(handler.names)) })
    }

    /// The roots of a run over the entries at `paths`: files together, and each directory with all that lies in it.
    private static func roots(_ name: String, _ paths: [StorePath], filter: WalkFilter) -> [Root] {
        // A root's path is kept escaped like all paths.
        let place = StorePath(escaped: name).unescapedBytes
        let directories = Set(paths.filter { $0 == $0.asDirectory })
        let files = paths.filter { !directories.contains($0) }
        let listed = ListedStore(root: place, paths: files, follows: filter.followsLinks)
        return (files.isEmpty ? [] : [Root(name: name, store: listed)])
            + directories.sorted().map { path in
                Root(name: name, store: DirectoryStore(path: place, base: path, filter: filter))
            }
    }
}
