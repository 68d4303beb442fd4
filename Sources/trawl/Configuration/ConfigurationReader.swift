import DataStores
import FoundationEssentials
import HandlerAPI
import HandlerHosting
import Notifications
import Orchestration
import Yams

/// Reads `trawl.yaml`.
enum ConfigurationReader {
    private static let topLevel = [
        "store", "jobs", "isolation", "require_sandbox", "memory", "tolerate", "retries", "walk", "archives", "plugins",
        "handlers", "routes", "notify", "history", "score",
    ]

    /// The configuration in the file at `path`; without a path, in `trawl.yaml` where there is one.
    static func read(_ path: String?) throws -> Configuration {
        let file = path ?? Configuration.defaultPath
        guard let data = FileManager.default.contents(atPath: file) else {
            if path == nil { return Configuration() }
            throw ConfigurationError(description: "\(file): cannot be read; name another file with --config")
        }
        return try read(String(decoding: data, as: UTF8.self), file: file)
    }

    /// The configuration in `text`, which comes from `file`.
    static func read(_ text: String, file: String) throws(ConfigurationError) -> Configuration {
        guard let node = try compose(text, file) else { return Configuration() }
        let top = try YAMLSection(node, in: file, name: "the file", known: topLevel)
        var configuration = Configuration()
        if let store = try top.text("store") { configuration.store = store }
        configuration.jobs = try top.integer("jobs", from: 1)
        configuration.requiresSandbox = try top.boolean("require_sandbox") ?? false
        configuration.memory = try top.byteCount("memory")
        if let text = try top.text("isolation") {
            guard let isolation = Isolation(rawValue: text) else {
                throw top.error("isolation", "expected sandbox, process or none")
            }
            configuration.isolation = isolation
        }
        configuration.gates.overall = try tolerance(top)
        if let retries = try top.integer("retries", from: 0) { configuration.retries = retries }
        try readWalk(top, &configuration)
        try readArchives(top, &configuration)
        configuration.plugins = try PluginDirectory.configured(top, in: file)
        try readHandlers(top, &configuration)
        try readRoutes(top, &configuration)
        if let history = try top.integer("history", from: 0) { configuration.history = history }
        configuration.score = try ScoreSettings(top)
        configuration.subscribers = try Subscriber.configured(top)
        return configuration
    }

    /// The first document of `text`; `nil` where it is empty.
    static func compose(_ text: String, _ file: String) throws(ConfigurationError) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError(description: "\(file): not valid YAML: \(error)")
        }
    }

    private static func readWalk(_ top: YAMLSection, _ configuration: inout Configuration) throws(ConfigurationError) {
        let known = ["include", "exclude", "hidden", "follow", "one_file_system"]
        guard let walk = try top.section("walk", known: known) else { return }
        configuration.walk.include = (try walk.texts("include") ?? []).map(Glob.init)
        configuration.walk.exclude = (try walk.texts("exclude") ?? []).map(Glob.init)
        configuration.walk.takesHidden = try walk.boolean("hidden") ?? false
        configuration.walk.followsLinks = try walk.boolean("follow") ?? false
        configuration.walk.staysOnFileSystem = try walk.boolean("one_file_system") ?? false
    }

    private static func readArchives(
        _ top: YAMLSection, _ configuration: inout Configuration
    ) throws(ConfigurationError) {
        let known = ["expand", "gzip", "depth", "members", "bytes", "ratio"]
        guard let archives = try top.section("archives", known: known) else { return }
        configuration.expandsArchives = try archives.boolean("expand") ?? true
        if let text = try archives.text("gzip") {
            guard let library = GzipLibrary(rawValue: text) else {
                throw archives.error("gzip", "expected zlib or isa-l")
            }
            configuration.gzip = library
        }
        if let depth = try archives.integer("depth", from: 1) { configuration.expansion.depth = depth }
        if let members = try archives.integer("members", from: 1) { configuration.expansion.members = members }
        if let bytes = try archives.byteCount("bytes") { configuration.expansion.bytes = bytes }
        if let ratio = try archives.integer("ratio", from: 1) { configuration.expansion.ratio = ratio }
    }

    private static func readHandlers(
        _ top: YAMLSection, _ configuration: inout Configuration
    ) throws(ConfigurationError) {
        guard let handlers = try top.section("handlers", known: nil) else { return }
        for name in handlers.keys {
            let known = ["enabled", "priority", "jobs", "queue", "options", "limits", "network", "tolerate"]
            guard let section = try handlers.section(name, known: known) else { continue }
            configuration.places["handlers.\(name)"] = section.place
            configuration.handlers[name] = try settings(section)
            configuration.gates.byHandler[name] = try tolerance(section)
        }
    }

    private static func tolerance(_ section: YAMLSection) throws(ConfigurationError) -> Tolerance? {
        guard let text = try section.text("tolerate") else { return nil }
        guard let tolerance = Tolerance(text) else {
            throw section.error("tolerate", "expected a number of failures, or a percentage such as 5%")
        }
        return tolerance
    }

    private static func settings(_ section: YAMLSection) throws(ConfigurationError) -> HandlerSettings {
        var settings = HandlerSettings()
        settings.isEnabled = try section.boolean("enabled")
        settings.priority = try section.integer("priority", from: -1_000) ?? 0
        settings.concurrentFiles = try section.integer("jobs", from: 1)
        settings.allowsNetwork = try section.boolean("network") ?? false
        if let queue = try section.section("queue", known: ["files", "bytes"]) {
            if let files = try queue.integer("files", from: 1) { settings.queueCount = files }
            if let bytes = try queue.byteCount("bytes") { settings.queueBytes = bytes }
        }
        if let options = try section.section("options", known: nil) {
            for key in options.keys { settings.options[key] = try options.option(key) }
        }
        if let limits = try section.section("limits", known: LimitSettings.keys) {
            settings.limits = try LimitSettings(limits)
        }
        return settings
    }

    private static func readRoutes(_ top: YAMLSection, _ configuration: inout Configuration) throws(ConfigurationError)
    {
        for route in try top.sections("routes", known: ["media_type", "path", "handlers", "also"]) {
            configuration.places["routes[\(configuration.routes.count + 1)]"] = route.place
            configuration.routes.append(
                RouteRule(
                    mediaType: try route.text("media_type").map { MediaTypePattern($0) },
                    path: try route.text("path").map { Glob($0) }, handlers: try route.texts("handlers"),
                    also: try route.texts("also") ?? []))
        }
    }
}
