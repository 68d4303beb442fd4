import DataStores
import HandlerAPI
import HandlerHosting
import Orchestration

/// Why a configuration cannot be used: file, line and remedy.
struct ConfigurationError: Error, CustomStringConvertible {
    let description: String
}

/// What `trawl.yaml` says; everything it leaves out has its default.
struct Configuration {
    /// The name looked for in the current directory.
    static let defaultPath = "trawl.yaml"
    /// Where results go if nothing else is said.
    static let defaultStore = ".trawl/store.db"

    var store = defaultStore
    var jobs: Int?
    var isolation = Isolation.sandbox
    var requiresSandbox = false
    var memory: ByteCount?
    var tolerance: Tolerance?
    var walk = WalkFilter()
    var expandsArchives = true
    var expansion = ExpansionLimits()
    var handlers: [String: HandlerSettings] = [:]
    var routes: [RouteRule] = []
    /// Where handlers lie that are programs.
    var plugins: [PluginDirectory] = []
    /// File and line of each handler's settings and each route, by `handlers.NAME` and `routes[N]`.
    var places: [String: String] = [:]

    /// `error` with the place of the setting that it is about.
    func placed(_ error: RegistryError) -> ConfigurationError {
        let place = error.setting.flatMap { places[$0] }.map { $0 + ": " } ?? ""
        return ConfigurationError(description: place + error.description)
    }
}

/// How many failures still count as success.
enum Tolerance: Equatable {
    case count(Int)
    case percentage(Double)

    /// Reads `12` or `5%`.
    init?(_ text: String) {
        if text.hasSuffix("%") {
            guard let value = Double(text.dropLast()), (0...100).contains(value) else { return nil }
            self = .percentage(value)
        } else {
            guard let value = Int(text), value >= 0 else { return nil }
            self = .count(value)
        }
    }

    /// Whether `failed` of `found` entries are still tolerated.
    func allows(failed: Int, of found: Int) -> Bool {
        switch self {
        case .count(let most): failed <= most
        case .percentage(let most): Double(failed) * 100 <= most * Double(found)
        }
    }
}
