import ArgumentParser
import Dashboard
import FoundationEssentials
import Orchestration
import RecordStores

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write what a store holds as one page for the browser.",
        discussion: """
            The page needs neither a network nor a server, and can be mailed, printed and kept. It tells how files ended, what they are,
            which are the largest and slowest, what failed and what to do about it, what is out of the ordinary and why, how
            the columns of all files together look, and lists the files with a search.

            EXAMPLE
              trawl report -o report.html
              trawl report --store campaign.db --files 1000 -o - | mail -a 'Content-Type: text/html' crew@example.org
            """)

    @OptionGroup var store: StoreOptions

    @Option(
        name: [.short, .long], help: ArgumentHelp("Where the page goes; - for standard output.", valueName: "file"))
    var output: String

    @Option(name: .long, help: ArgumentHelp("The most files that are listed.", valueName: "number"))
    var files = 100_000

    @Flag(name: .long, help: "Leave out the columns of all files together, which takes reading what is kept of each.")
    var noColumns = false

    func validate() throws {
        if files < 0 { throw ValidationError("--files: expected a number from 0") }
    }

    func run() throws {
        let configuration = try store.configuration()
        let records = try SQLiteRecordStore.openForReading(at: configuration.store)
        var options = StoreReport.Options()
        options.mostFiles = files
        options.addsUp = !noColumns
        let report = StoreReport(
            records, records: records, registry: try Wiring(configuration: configuration).registry(),
            storeName: configuration.store, version: Trawl.version, options: options)
        let html = try report.html()
        guard output != "-" else { return Output.print(html) }
        do {
            try Data(html.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw UsageError(description: "\(output) cannot be written; choose another place with -o")
        }
        Output.print("Written to \(output)\n")
    }
}
