import Orchestration

/// How a dashboard is set up.
public struct DashboardSettings: Sendable {
    /// Where it listens.
    public var listen: ListenAddress
    /// Names that it is reached by, beside addresses and `localhost`.
    public var hosts: [String] = []
    /// What clients must know; `nil` lets everybody in who reaches it.
    public var token: String?
    /// Key and certificate; `nil` speaks plain HTTP.
    public var tls: TLSFiles?
    /// What starts runs; `nil` for a dashboard that only reads.
    public var starter: (any RunStarter)?
    /// The program's version.
    public var version: String
    /// What the store is called.
    public var storeName: String

    /// Makes settings of a dashboard that only reads.
    public init(listen: ListenAddress, version: String, storeName: String) {
        self.listen = listen
        self.version = version
        self.storeName = storeName
    }
}

/// Where a dashboard finds what it shows.
public struct DashboardSources: Sendable {
    /// Answers questions about the store.
    public var browser: any StoreBrowser
    /// The same store on a connection of its own, for what takes long.
    public var indexed: any StoreBrowser
    /// Answers in SQL, on a connection of its own.
    public var queries: any QueryRunner
    /// Makes the report of the store as it is now, on a connection of its own.
    public var report: @Sendable () throws -> String
    /// The run that goes on; `nil` where none does.
    public var status: @Sendable () -> RunStatus?
    /// Takes what went wrong in the server itself.
    public var log: @Sendable (String) -> Void

    /// Names the places.
    public init(
        browser: any StoreBrowser, indexed: any StoreBrowser, queries: any QueryRunner,
        report: @escaping @Sendable () throws -> String, status: @escaping @Sendable () -> RunStatus?,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.browser = browser
        self.indexed = indexed
        self.queries = queries
        self.report = report
        self.status = status
        self.log = log
    }
}

/// Starts runs for a dashboard.
public protocol RunStarter: Sendable {
    /// Starts a retry, and returns while it goes on.
    ///
    /// - Throws: ``HTTPError`` 409 where a run goes on already.
    func retry(_ choice: RetryChoice) throws(HTTPError)

    /// What became of the last retry that was started here; `nil` where there was none.
    var lastRetry: RetryReport? { get }
}

/// What is to be tried again.
public enum RetryChoice: Sendable, Equatable {
    /// A file, by its path.
    case file(String)
    /// All failures of a signature.
    case signature(String)
}

/// How a retry stands.
public struct RetryReport: Sendable, Equatable {
    /// What it is about.
    public var choice: RetryChoice
    /// The exit code; `nil` while it goes on.
    public var code: Int32?
    /// What it said last, where it went wrong.
    public var message: String

    /// Makes a report.
    public init(choice: RetryChoice, code: Int32?, message: String) {
        self.choice = choice
        self.code = code
        self.message = message
    }
}
