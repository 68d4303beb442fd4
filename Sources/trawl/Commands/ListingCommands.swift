import ArgumentParser
import Inspection

struct ResultsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "results", abstract: "List what the handlers found.",
        discussion: """
            EXAMPLE
              trawl results --handler delimited-text --path 'tables/**'
              trawl results --format ndjson | jq '.aggregate'
            """)

    @OptionGroup var options: ListingOptions
    @OptionGroup var handler: HandlerFilter

    func run() throws {
        try options.list(StoreInspector.results, ifEmpty: "No results.") { inspector, add in
            try inspector.results(options.filter(handlers: handler.names), digested: options.format == .table, add)
        }
    }
}

struct AnomaliesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anomalies", abstract: "List what the handlers noticed, with score and reason.",
        discussion: """
            EXAMPLE
              trawl anomalies --handler whp-exchange --format csv
            """)

    @OptionGroup var options: ListingOptions
    @OptionGroup var handler: HandlerFilter

    func run() throws {
        try options.list(StoreInspector.anomalies, ifEmpty: "No anomalies.") { inspector, add in
            try inspector.anomalies(options.filter(handlers: handler.names), add)
        }
    }
}

struct SkippedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "skipped", abstract: "List what was skipped or refused, and why.",
        discussion: """
            EXAMPLE
              trawl skipped --format ndjson | jq -r .reason | sort | uniq -c
            """)

    @OptionGroup var options: ListingOptions

    func run() throws {
        try options.list(StoreInspector.skipped, ifEmpty: "Nothing was skipped or refused.") { inspector, add in
            try inspector.skipped(options.filter(), add)
        }
    }
}

struct FailuresCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failures", abstract: "List what went wrong.",
        discussion: """
            Shows the failures that stand: those that no later run has resolved or repeated.

            EXAMPLE
              trawl failures --group
              trawl failures --all --timings --format csv
            """)

    @OptionGroup var options: ListingOptions
    @OptionGroup var handler: HandlerFilter

    @Flag(name: .long, help: "Count like failures together.")
    var group = false

    @Flag(name: .long, help: "Show also those that were resolved or repeated by a later run.")
    var all = false

    @Flag(name: .long, help: "Show the run and the time of each.")
    var timings = false

    func run() throws {
        let filter = options.filter(handlers: handler.names)
        let listing = group ? StoreInspector.failureGroups : StoreInspector.failures(timings: timings)
        try options.list(listing, ifEmpty: "No failures.") { inspector, add in
            if group {
                try inspector.failureGroups(filter, closed: all, add)
            } else {
                try inspector.failures(filter, closed: all, timings: timings, add)
            }
        }
    }
}

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List the runs of a store.",
        discussion: """
            EXAMPLE
              trawl runs --format ndjson | tail -1 | jq .summary
            """)

    @OptionGroup var store: StoreOptions

    @Option(name: .long, help: "How to print: table, json, ndjson or csv.")
    var format = ListingFormat.table

    func run() throws {
        var printer = ListingPrinter(StoreInspector.runs, as: format, to: Output.print)
        try store.inspector().runs { printer.add($0) }
        printer.finish(ifEmpty: "No runs.")
    }
}
