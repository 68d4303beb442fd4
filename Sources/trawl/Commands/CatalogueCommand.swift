import ArgumentParser
import HandlerAPI
import Inspection
import Orchestration
import RecordStores

/// How a catalogue is printed.
enum CatalogueFormat: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
    case markdown
    case sql
}

struct CatalogueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue", abstract: "Describe what each handler stores: paths, types, units, examples.",
        discussion: """
            Looks at every record and joins what it finds with what the handlers say of themselves. What it finds is kept \
            beside the store (STORE.catalogue) until that changes. With sql it prints CREATE VIEW statements: a view with \
            typed columns for each handler, and for each of its lists.

            EXAMPLE
              trawl catalogue --handler delimited-text
              trawl catalogue --format markdown > CATALOGUE.md
              trawl catalogue --format sql | sqlite3 copy-of-store.db
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var handler: HandlerFilter

    @Option(name: .long, help: "How to print: table, json, markdown or sql.")
    var format = CatalogueFormat.table

    func run() throws {
        let configuration = try plugins.applied(to: store.configuration())
        let descriptors = try Wiring(configuration: configuration).registry().handlers.map(\.descriptor)
        let all = try catalogues(configuration.store, descriptors + [.archive])
        let wanted = handler.names.isEmpty ? all : try handler.names.map { try find($0, in: all) }
        switch format {
        case .table: printTable(wanted)
        case .json:
            let objects = wanted.map { CatalogueText.json(of: $0).description }
            Output.print(objects.isEmpty ? "[]\n" : "[\n" + objects.joined(separator: ",\n") + "\n]\n")
        case .markdown: for catalogue in wanted { Output.print(CatalogueText.markdown(of: catalogue)) }
        case .sql: for catalogue in wanted { Output.print(CatalogueSQL.views(of: catalogue)) }
        }
    }

    private func catalogues(_ store: String, _ descriptors: [HandlerDescriptor]) throws -> [HandlerCatalogue] {
        let runner = try SQLiteQueryRunner(at: store)
        let cache = CatalogueCache(beside: store, descriptors)
        if let known = cache.read() { return known }
        let found = try StoreCatalogue(runner, descriptors: descriptors).handlers()
        cache.write(found)
        return found
    }

    private func find(_ name: String, in all: [HandlerCatalogue]) throws -> HandlerCatalogue {
        if let found = all.first(where: { $0.handler == name }) { return found }
        let known = all.map(\.handler)
        let nearest = NearestName.of(name, in: known).map { "; did you mean '\($0)'?" } ?? ""
        throw UsageError(
            description: "the store has no records of a handler '\(name)'\(nearest) It has some of "
                + known.joined(separator: ", "))
    }

    private func printTable(_ catalogues: [HandlerCatalogue]) {
        var printer = ListingPrinter(CatalogueText.listing, as: .table, to: Output.print)
        for catalogue in catalogues {
            for row in CatalogueText.rows(of: catalogue) { printer.add(row) }
        }
        printer.finish(ifEmpty: "No records.")
    }
}
