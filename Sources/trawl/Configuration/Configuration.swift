import DataStores
import HandlerAPI
import HandlerHosting
import Notifications
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
    var gates = FailureGates()
    var retries = 2
    var walk = WalkFilter()
    var expandsArchives = true
    /// What unpacks gzip files.
    var gzip = GzipLibrary.zlib
    var expansion = ExpansionLimits()
    var handlers: [String: HandlerSettings] = [:]
    var routes: [RouteRule] = []
    /// Where handlers lie that are programs.
    var plugins: [PluginDirectory] = []
    /// How many earlier records of a file and handler are kept.
    var history = 10
    /// How files are compared.
    var score = ScoreSettings()
    /// Who is told of runs.
    var subscribers: [Subscriber] = []
    /// File and line of each handler's settings and each route, by `handlers.NAME` and `routes[N]`.
    var places: [String: String] = [:]

    /// `error` with the place of the setting that it is about.
    func placed(_ error: RegistryError) -> ConfigurationError {
        let place = error.setting.flatMap { places[$0] }.map { $0 + ": " } ?? ""
        return ConfigurationError(description: place + error.description)
    }
}
