import ArgumentParser
import HandlerHosting
import Inspection
import Orchestration
import RecordStores

extension ListingFormat: ExpressibleByArgument {}
extension Isolation: ExpressibleByArgument {}

/// Options of every command that looks at a store.
struct StoreOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The record store.", discussion: "Default: .trawl/store.db, or what trawl.yaml says.", valueName: "file"))
    var store: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The configuration. Default: trawl.yaml, where there is one.", valueName: "file"))
    var config: String?

    /// What was configured, with the store that was asked for.
    func configuration() throws -> Configuration {
        var configuration = try ConfigurationReader.read(config)
        if let store { configuration.store = store }
        return configuration
    }

    /// The store, to be read.
    func inspector() throws -> StoreInspector {
        StoreInspector(try SQLiteRecordStore.openForReading(at: try configuration().store))
    }

    /// The store, to be asked in SQL.
    func queryRunner() throws -> SQLiteQueryRunner { try SQLiteQueryRunner(at: try configuration().store) }
}

/// Options of every command that lists rows.
struct ListingOptions: ParsableArguments {
    @OptionGroup var store: StoreOptions

    @Option(name: .long, help: "How to print: table, json, ndjson or csv.")
    var format = ListingFormat.table

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only paths that match: *.csv, ocean/**, outer.zip!/**. May be given several times.", valueName: "glob"))
    var path: [String] = []

    /// Prints the rows that `rows` hands over.
    func list(
        _ listing: Listing, ifEmpty remark: String,
        _ rows: (StoreInspector, (@escaping ([Cell]) -> Void)) throws -> Void
    ) throws {
        let inspector = try store.inspector()
        var printer = ListingPrinter(listing, as: format, to: Output.print)
        try withoutActuallyEscaping({ printer.add($0) }) { add in try rows(inspector, add) }
        printer.finish(ifEmpty: remark)
    }

    /// The rows wanted.
    func filter(handlers: [String] = []) -> RowFilter {
        RowFilter(paths: path.map(Glob.init), handlers: Set(handlers))
    }
}

/// The option that narrows a listing to handlers.
struct HandlerFilter: ParsableArguments {
    @Option(
        name: .customLong("handler"),
        help: ArgumentHelp("Only this handler. May be given several times.", valueName: "name"))
    var names: [String] = []
}
