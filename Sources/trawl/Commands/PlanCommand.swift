import ArgumentParser
import FoundationEssentials
import HandlerAPI
import Inspection
import Orchestration
import RecordStores

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Say what a run would handle, and why, without doing anything.",
        discussion: """
            Walks the directories and holds them against what the store knows. No file is opened and nothing is written. \
            What lies in new archives cannot be told beforehand.

            Reasons: new; changed, with what tells so; unseen, where it could not be opened or was left to a later run; \
            detector, where the databases that types are named by have changed; handler, with those that are new or set up \
            in another way; route, where it goes to other handlers; retry, where the cause of its failure may have passed.

            EXAMPLE
              trawl plan ~/cruise-data
              trawl plan ~/cruise-data --list --format ndjson | jq -r .path
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var handlers: HandlerChoiceOptions
    @OptionGroup var walk: WalkOptions

    @Flag(name: .long, help: "List each entry with its reason.")
    var list = false

    @Flag(name: .long, help: "Plan for a run with --all.")
    var all = false

    @Option(name: .long, help: "How to print: table, json, ndjson or csv.")
    var format = ListingFormat.table

    private static let items = Listing(
        ["root", "path", "reason", "detail", "size"], inTable: ["path", "reason", "detail", "size"],
        widths: ["path": 64, "detail": 60])
    private static let groups = Listing(
        ["reason", "detail", "entries", "bytes", "example"], widths: ["detail": 60, "example": 48])

    func run() throws {
        let configuration = walk.applied(to: try handlers.applied(to: try store.configuration()))
        let setup = try makeSetup(configuration)
        var items = ListingPrinter(Self.items, as: format, to: Output.print)
        let plan = try RunPlan.make(setup) { item in
            guard list else { return }
            items.add([
                .text(item.root), .text(item.path.description), .text(item.reason.kind.rawValue),
                item.reason.detail.isEmpty ? .missing : .text(item.reason.detail), .optional(item.size?.bytes),
            ])
        }
        if list {
            items.finish(ifEmpty: "Nothing is to be done.")
        } else {
            printGroups(plan)
        }
    }

    private func makeSetup(_ configuration: Configuration) throws -> RunSetup {
        let wiring = Wiring(configuration: configuration)
        let registry = try wiring.registry()
        let router = try wiring.router(registry)
        var setup = RunSetup(
            programVersion: Trawl.version, roots: try wiring.roots(walk.roots), detector: wiring.detector,
            registry: registry, router: router, containers: wiring.containers(), records: try records(configuration),
            jobs: 1, now: { SystemClock.timestamp })
        setup.expansion = configuration.expansion
        setup.thoroughness = all ? .everything : .changes
        setup.settle = walk.settleTime ?? .zero
        return setup
    }

    /// The store, or an empty one where there is none yet.
    private func records(_ configuration: Configuration) throws -> any RecordStore {
        do {
            return try SQLiteRecordStore.openForReading(at: configuration.store)
        } catch let error as StoreError where error.kind == .missing {
            return InMemoryRecordStore()
        }
    }

    private func printGroups(_ plan: RunPlan) {
        var groups = ListingPrinter(Self.groups, as: format, to: Output.print)
        for group in plan.ordered {
            groups.add([
                .text(group.reason.kind.rawValue), group.reason.detail.isEmpty ? .missing : .text(group.reason.detail),
                .integer(Int64(group.entries)), .integer(group.bytes.bytes), .text(group.example.description),
            ])
        }
        groups.finish(ifEmpty: "Nothing is to be done.")
        guard format == .table else { return }
        var rest = ["\(plan.affected) to handle", "\(plan.unchanged) unchanged"]
        if plan.leftOut > 0 { rest.append("\(plan.leftOut) left out") }
        if plan.vanished > 0 { rest.append("\(plan.vanished) gone, to be marked") }
        Output.print("\n" + rest.joined(separator: ", ") + "\n")
    }
}
