import ArgumentParser
import HandlerAPI
import Inspection
import Orchestration
import RecordStores

extension StoreRollUp.Grouping: ExpressibleByArgument {}

struct RollUpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollup", abstract: "Add up what was found in many files, as if they were one.",
        discussion: """
            Columns of the same name become one, with exact counts, ranges and moments, and with quantiles, distinct and
            frequent values within the errors of one file. Results of handlers that cannot be added up are named.

            EXAMPLE
              trawl rollup 'cruises/**'
              trawl rollup '*.csv' --by directory --format ndjson | jq '{group, rows: .aggregate.rows}'
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var handler: HandlerFilter

    @Option(name: .long, help: "What goes together: handler (all files), directory, media-type or run.")
    var by = StoreRollUp.Grouping.handler

    @Option(name: .long, help: "How to print: table, json, ndjson or csv.")
    var format = ListingFormat.table

    @Argument(help: "Which files: *.csv, ocean/**, outer.zip!/**. Default: all.")
    var globs: [String] = []

    func run() throws {
        let configuration = try store.configuration()
        let registry = try Wiring(configuration: configuration).registry()
        let records = try SQLiteRecordStore.openForReading(at: configuration.store)
        let filter = RowFilter(paths: globs.map(Glob.init), handlers: Set(handler.names))
        let (sums, others) = try StoreRollUp(records, registry: registry).sums(filter, by: by)
        var printer = ListingPrinter(StoreRollUp.listing, as: format, to: Output.print)
        for sum in sums { printer.add(StoreRollUp.cells(of: sum, digested: format == .table)) }
        printer.finish(ifEmpty: "Nothing adds up.")
        if format == .table { for sum in sums { try printColumns(of: sum) } }
        remark(sums, others)
    }

    /// The columns of a sum that has some, one a line.
    private func printColumns(of sum: StoreRollUp.Sum) throws {
        let columns = RolledUpColumns(sum)
        guard !columns.rows.isEmpty else { return }
        let title = [sum.handler, sum.group].filter { !$0.isEmpty }.joined(separator: ", ")
        Output.print("\n\(title): \(columns.rows.count) columns\n")
        var printer = ListingPrinter(RolledUpColumns.listing, as: .table, to: Output.print)
        for row in columns.rows { printer.add(row) }
        printer.finish(ifEmpty: "")
    }

    private func remark(_ sums: [StoreRollUp.Sum], _ others: Set<String>) {
        for name in others.sorted() { Output.error("trawl: results of '\(name)' do not add up\n") }
        let leftOut = sums.flatMap(\.leftOut)
        guard let first = leftOut.first else { return }
        Output.flush()
        Output.error(
            "trawl: \(leftOut.count) of \(sums.reduce(leftOut.count) { $0 + $1.files }) files are left out, the first "
                + "\(first.path): \(first.reason)\n")
    }
}
