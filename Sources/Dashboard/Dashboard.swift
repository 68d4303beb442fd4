import Orchestration

/// A server of pages and an API about a store.
public final class Dashboard: Sendable {
    /// Where it listens, with the port that the system chose.
    public let address: ListenAddress
    private let server: HTTPServer
    private let live: LiveStatus
    private let watching: WorkerThread

    /// Starts to serve.
    ///
    /// - Throws: ``ServingError``.
    public init(_ settings: DashboardSettings, _ sources: DashboardSources) throws {
        if !settings.listen.isLoopback, settings.token == nil {
            throw ServingError(
                "\(settings.listen) is reached from other machines, so a token is required: --token-env NAME or --token-file FILE"
            )
        }
        let store = DashboardStore(sources.browser, indexed: sources.indexed)
        let live = LiveStatus(store, status: sources.status)
        let checks = RequestGuard(hosts: settings.hosts, token: settings.token, isSecure: settings.tls != nil)
        let renderer = try PageRenderer(
            PageFrame(
                storeName: settings.storeName, version: settings.version, csrf: checks.csrf,
                allowsActions: settings.starter != nil))
        let downloads = DownloadAPI(
            store: store, counter: DownloadCounter(), report: sources.report, log: sources.log)
        let service = ServiceAPI(
            store: store, live: live, checks: checks, downloads: downloads.counter,
            allowsActions: settings.starter != nil, version: settings.version)
        let pages = Pages(store: store, live: live, renderer: renderer, starter: settings.starter)
        let actions = Actions(store: store, checks: checks, renderer: renderer, starter: settings.starter)
        let queries = QueryPages(runner: sources.queries, renderer: renderer)
        let router = Router(
            StoreAPI(store: store).routes + downloads.routes + service.routes + pages.routes + queries.routes
                + actions.routes + AssetRoutes.all,
            checks: checks, page: renderer.error, log: sources.log)
        let listener = try Listener(at: settings.listen)
        server = try HTTPServer(on: listener.socket, tls: settings.tls) { router.answer($0) }
        address = listener.address
        self.live = live
        watching = try WorkerThread { live.work() }
        // The index of the files is made while nobody waits for it.
        _ = try store.index()
    }

    /// Ends the server, and waits until nothing is under way.
    public func stop() {
        live.end()
        watching.join()
        server.stop()
    }
}
