import ArgumentParser
import Dashboard
import FoundationEssentials
import Glibc
import Notifications
import Orchestration
import RecordStores

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Show a store, and the run that goes on, in the browser.",
        discussion: """
            Serves pages and a JSON API about the store: the progress of a run with its lanes and workers, files with search and \
            facets, a page for each file, failures with what to do about them, anomalies and runs. Prometheus reads \
            /metrics, and the API is described at /api/v1/openapi.json. It only reads, unless --allow-actions lets it \
            start retries. Ends with Ctrl-C.

            Beyond this machine a token is required. It is not given itself, but where it is found.

            EXAMPLE
              trawl serve
              trawl serve --store campaign.db --allow-actions
              trawl serve --listen 0.0.0.0:8420 --host data.example.org --token-file /run/secrets/trawl \\
                --certificate server.pem --key server.key
            """)

    @OptionGroup var store: StoreOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where to listen. Port 0 takes one that is free.", valueName: "address:port"))
    var listen = "127.0.0.1:8420"

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A name that it is reached by, beside addresses and localhost. May be given several times.",
            valueName: "name"))
    var host: [String] = []

    @Option(name: .long, help: ArgumentHelp("The variable of the environment that holds the token.", valueName: "name"))
    var tokenEnv: String?

    @Option(name: .long, help: ArgumentHelp("The file that holds the token.", valueName: "file"))
    var tokenFile: String?

    @Option(name: .long, help: ArgumentHelp("The certificate for TLS, in PEM.", valueName: "file"))
    var certificate: String?

    @Option(name: .long, help: ArgumentHelp("The certificate's key, in PEM.", valueName: "file"))
    var key: String?

    @Flag(name: .long, help: "Let the pages start retries.")
    var allowActions = false

    func validate() throws {
        if ListenAddress(listen) == nil {
            throw ValidationError("--listen takes an address and a port, such as 127.0.0.1:8420 or [::1]:0")
        }
        if tokenEnv != nil, tokenFile != nil {
            throw ValidationError("--token-env and --token-file exclude each other")
        }
        if (certificate == nil) != (key == nil) { throw ValidationError("--certificate and --key go together") }
    }

    func run() throws {
        let path = try store.configuration().store
        let settings = try settings(path)
        signal(SIGPIPE, SIG_IGN)
        Interrupts.listen()
        let status = RunStatusFile(besideStoreAt: path)
        let opened = try SQLiteRecordStore.openForReading(at: path)
        let report = { @Sendable [store] in
            let records = try opened.reader()
            let registry = try Wiring(configuration: try store.configuration()).registry()
            return try StoreReport(
                records, records: records, registry: registry, storeName: path, version: Trawl.version
            ).html()
        }
        let dashboard: Dashboard
        do {
            dashboard = try Dashboard(
                settings,
                DashboardSources(
                    browser: opened, indexed: try opened.reader(),
                    queries: try SQLiteQueryRunner(beside: opened), report: report, status: { status.read() },
                    log: { Output.error("trawl: \($0)\n") }))
        } catch let error as ServingError {
            throw UsageError(description: error.description)
        }
        say(dashboard.address, path, settings)
        while !Interrupts.stop.isSet { usleep(50_000) }
        dashboard.stop()
    }

    private func say(_ address: ListenAddress, _ path: String, _ settings: DashboardSettings) {
        Output.print("\(path) is served at http\(settings.tls == nil ? "" : "s")://\(address)/\n")
        Output.flush()
        if !address.isLoopback, settings.tls == nil {
            Output.error("trawl: without TLS the token can be read on its way; see --certificate and --key\n")
        }
    }

    private func settings(_ path: String) throws -> DashboardSettings {
        guard let address = ListenAddress(listen) else { throw ValidationError("--listen is no address") }
        var settings = DashboardSettings(listen: address, version: Trawl.version, storeName: path)
        settings.hosts = host
        settings.token = try token()
        if let certificate, let key {
            settings.tls = TLSFiles(certificate: try text(of: certificate), key: try text(of: key))
        }
        if allowActions { settings.starter = RetryStarter(store: path, configuration: store.config) }
        return settings
    }

    private func token() throws -> String? {
        let reference = tokenEnv.map(SecretReference.environment) ?? tokenFile.map(SecretReference.file)
        guard let reference else { return nil }
        let token: String
        do {
            token = try reference.secret()
        } catch {
            throw UsageError(description: error.description)
        }
        guard token.utf8.count >= 16 else {
            throw UsageError(description: "the token is too short to keep anybody out; take 16 characters or more")
        }
        return token
    }

    private func text(of file: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw UsageError(description: "\(file) cannot be read: \(SystemError.current)")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
