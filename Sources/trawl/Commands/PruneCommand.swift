import ArgumentParser
import Inspection
import Orchestration
import RecordStores

struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Forget files that are gone.",
        discussion: """
            A file that a run no longer finds is marked, and what was found in it is kept. This removes such files from the \
            store, with their results, anomalies and failures. Nothing else is touched.

            EXAMPLE
              trawl prune --dry-run                # see which
              trawl prune 'raw/2019/**'            # those whose paths match
              trawl prune
            """)

    @OptionGroup var store: StoreOptions

    @Argument(help: "Paths as listed; *, ** and ? match as there. Default: all that are gone.")
    var paths: [String] = []

    @Flag(name: .long, help: "Only list what would be removed.")
    var dryRun = false

    @Option(name: .long, help: "How to print: table, json, ndjson or csv.")
    var format = ListingFormat.table

    func run() throws {
        let place = try store.configuration().store
        let filter = RowFilter(paths: paths.map(Glob.init))
        if dryRun {
            var printer = ListingPrinter(StoreInspector.vanished, as: format, to: Output.print)
            try StoreInspector(try SQLiteRecordStore.openForReading(at: place)).vanished(filter) { printer.add($0) }
            return printer.finish(ifEmpty: "Nothing is gone.")
        }
        // Reading comes first: it says what is wrong with a store that is not there, where writing would make one.
        _ = try SQLiteRecordStore.openForReading(at: place)
        let count = try SQLiteRecordStore.openForRun(at: place).prune { filter.takes($0.path) }
        switch format {
        case .table: Output.print("\(count) \(count == 1 ? "entry" : "entries") removed\n")
        case .json, .ndjson: Output.print("{\"removed\":\(count)}\n")
        case .csv: Output.print("removed\r\n\(count)\r\n")
        }
    }
}
