import ArgumentParser
import Foundation
import Inspection
import Orchestration
import RecordStores

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Say what appeared, vanished and changed between two runs, or two stores.",
        discussion: """
            Runs are named by their numbers (trawl runs), stores by their files. Of a record, the last versions are kept (see
            'history' in trawl.yaml); what is older is not known any more.

            EXAMPLE
              trawl diff 3 5
              trawl diff --path 'stations/**' --format ndjson 3 5 | jq -r .path
              trawl diff monday.db friday.db
            """)

    @OptionGroup var options: ListingOptions
    @OptionGroup var handler: HandlerFilter

    @Argument(help: "A run's number, or a record store.")
    var first: String

    @Argument(help: "The run or store to hold against it.")
    var second: String

    func run() throws {
        var printer = ListingPrinter(StoreDiff.listing, as: options.format, to: Output.print)
        let filter = options.filter(handlers: handler.names)
        let digests = options.format == .table
        let tally = try withoutActuallyEscaping({ printer.add($0) }) { add in
            if let runs = try runs() {
                let store = try SQLiteRecordStore.openForReading(at: try options.store.configuration().store)
                try check(runs, in: store)
                return try StoreDiff.runs(runs.0, runs.1, of: store, filter, digests: digests, add)
            }
            let stores = try [first, second].map { try SQLiteRecordStore.openForReading(at: $0) }
            return try StoreDiff.stores(stores[0], stores[1], filter, digests: digests, add)
        }
        printer.finish(ifEmpty: "Nothing differs.")
        guard options.format == .table else { return }
        func count(_ fate: StoreDiff.Fate) -> String { "\(tally.counts[fate] ?? 0) \(fate.rawValue)" }
        Output.print(
            "\n\(count(.appeared)), \(count(.vanished)), \(count(.changed)); \(tally.same) records are the same.\n")
    }

    /// The runs that are meant; `nil` where stores are.
    private func runs() throws -> (RunNumber, RunNumber)? {
        switch (RunNumber(first), RunNumber(second)) {
        case (let first?, let second?): return (first, second)
        case (nil, nil): return nil
        default: throw UsageError(description: "expected two runs' numbers or two stores, found one of each")
        }
    }

    private func check(_ runs: (RunNumber, RunNumber), in store: SQLiteRecordStore) throws {
        let known = try store.runs().map(\.number)
        for run in [runs.0, runs.1] where !known.contains(run) {
            throw UsageError(description: "the store knows no run \(run); see which there are with: trawl runs")
        }
    }
}
