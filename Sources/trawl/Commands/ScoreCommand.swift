import ArgumentParser
import Foundation
import HandlerAPI
import Inspection
import RecordStores

struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Compare files with each other and with earlier runs, and list what stands out.",
        discussion: """
            Files of a kind – of one handler, one media type and mostly the same columns – are compared by the numbers in
            their aggregates: "mean of `temp` 31.8, others 3.1…14.2". Files that changed are compared with what they were:
            rows that fell to a tenth, a column that is gone, a type that is another, more missing values. At least eight
            files are needed to say what is usual. Nothing is written to the store; to have the comparison made and kept by
            every run, set 'score: {at_end: true}' in trawl.yaml.

            EXAMPLE
              trawl score
              trawl score --handler delimited-text --path 'stations/**' --minimum-score 0.99 --format csv
            """)

    @OptionGroup var options: ListingOptions
    @OptionGroup var handler: HandlerFilter

    @Option(
        name: .long,
        help: ArgumentHelp("Leave out what scores less, from 0 to 1. Default: 0.9, or what trawl.yaml says."))
    var minimumScore: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How many earlier runs count. Default: 10, or what trawl.yaml says.", valueName: "number"))
    var runs: Int?

    func validate() throws {
        if let minimumScore, !(0...1).contains(minimumScore) {
            throw ValidationError("--minimum-score: expected a number from 0 to 1")
        }
        if let runs, runs < 1 { throw ValidationError("--runs: expected a number from 1") }
    }

    func run() throws {
        let configuration = try options.store.configuration()
        var choice = configuration.score.options
        if !options.path.isEmpty || !handler.names.isEmpty { choice.filter = options.filter(handlers: handler.names) }
        if let minimumScore { choice.minimumScore = minimumScore }
        if let runs { choice.runs = runs }
        let store = try SQLiteRecordStore.openForReading(at: configuration.store)
        var printer = ListingPrinter(StoreInspector.anomalies, as: options.format, to: Output.print)
        for row in try StoreComparison(store, options: choice).anomalies() {
            printer.add(StoreInspector.cells(of: row))
        }
        printer.finish(ifEmpty: "Nothing stands out.")
    }
}
