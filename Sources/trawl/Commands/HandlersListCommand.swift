import ArgumentParser
import Inspection
import Orchestration

struct HandlersListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the handlers: name, version, types, limits and options.",
        discussion: """
            EXAMPLE
              trawl handlers --format json
              trawl handlers --plugins ~/handlers
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var plugins: PluginOptions

    @Option(name: .long, help: "How to print: table, json, ndjson or csv.")
    var format = ListingFormat.table

    func run() throws {
        let listing = Listing(
            ["name", "version", "enabled", "role", "accepts", "limits", "options", "summary", "from"],
            inTable: ["name", "version", "enabled", "accepts", "options", "summary", "from"],
            widths: ["accepts": 48, "options": 40, "summary": 80])
        let wiring = Wiring(configuration: try plugins.applied(to: store.configuration()))
        let registry = try wiring.registry()
        let folders = Dictionary(
            try wiring.programs().map { ($0.descriptor.name, $0.folder) }, uniquingKeysWith: { first, _ in first })
        var printer = ListingPrinter(listing, as: format, to: Output.print)
        for handler in registry.handlers { printer.add(row(handler, from: folders[handler.name] ?? "trawl")) }
        printer.finish(ifEmpty: "No handlers.")
    }

    private func row(_ handler: RegisteredHandler, from origin: String) -> [Cell] {
        let descriptor = handler.descriptor
        var limits = JSONObject()
        limits.add("maximum_file_size", descriptor.limits.maximumFileSize?.bytes)
        limits.add(
            "concurrent_files",
            (handler.settings.concurrentFiles ?? descriptor.limits.concurrentFiles).map(Int64.init))
        limits.add("wall_seconds", descriptor.limits.wallTime.seconds)
        limits.add("cpu_seconds", descriptor.limits.cpuTime.seconds)
        limits.add("stall_seconds", descriptor.limits.stallTime.seconds)
        limits.add("memory", descriptor.limits.memory.bytes)
        limits.add("output", descriptor.limits.output.bytes)
        limits.add("queue_files", handler.settings.queueCount)
        limits.add("queue_bytes", handler.settings.queueBytes.bytes)
        let accepts = descriptor.accepts.map(\.description)
        return [
            .text(descriptor.name), .text(descriptor.version), .boolean(handler.isEnabled),
            .text(descriptor.role.rawValue),
            format == .table ? .text(accepts.joined(separator: ", ")) : .json(list(accepts)),
            .json(limits.description), options(handler), .text(descriptor.summary), .text(origin),
        ]
    }

    private func options(_ handler: RegisteredHandler) -> Cell {
        let options = handler.descriptor.options
        if format == .table {
            return .text(
                options.map { "\($0.name)=\(handler.options[$0.name] ?? $0.defaultValue)" }.joined(separator: " "))
        }
        let objects = options.map { option in
            var object = JSONObject()
            object.add("name", option.name)
            object.add("value", (handler.options[option.name] ?? option.defaultValue).description)
            object.add("default", option.defaultValue.description)
            object.add("kind", option.defaultValue.kind)
            if let range = option.range {
                object.add("minimum", range.lowerBound)
                object.add("maximum", range.upperBound)
            }
            if !option.choices.isEmpty { object.add("choices", option.choices) }
            object.add("summary", option.summary)
            return object.description
        }
        return .json("[" + objects.joined(separator: ",") + "]")
    }

    private func list(_ texts: [String]) -> String {
        "[" + texts.map(JSONObject.quote).joined(separator: ",") + "]"
    }
}
