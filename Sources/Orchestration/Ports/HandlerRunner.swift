import HandlerAPI

/// One file to be handed to one handler.
public struct HandlerRequest: Sendable {
    /// The handler.
    public let handler: RegisteredHandler
    /// The file's path within its root.
    public let path: StorePath
    /// What the file was found to be.
    public let verdict: Verdict
    /// The file, open for reading.
    public let file: OpenFile

    /// Makes a request.
    public init(handler: RegisteredHandler, path: StorePath, verdict: Verdict, file: OpenFile) {
        self.handler = handler
        self.path = path
        self.verdict = verdict
        self.file = file
    }

    /// The file as its handler sees it.
    var content: FileContent {
        FileContent(
            path: path.description, mediaType: verdict.mediaType, charset: verdict.charset, source: file)
    }
}

/// How the work of one handler on one file ended.
public enum HandlerEnding: Sendable {
    /// The handler brought an aggregate.
    case aggregate(any StoredAggregate)
    /// The handler said why there is none.
    case error(HandlerError)
    /// The handler came to no end of its own: it crashed, went over a limit, or answered nonsense.
    case fault(Failure)
}

/// What came of handing one file to one handler.
public struct HandlerResult: Sendable {
    /// The aggregate, or why there is none.
    public var ending: HandlerEnding
    /// What was reported beside it.
    public var findings: Findings

    /// Makes a result.
    public init(_ ending: HandlerEnding, findings: Findings = Findings()) {
        self.ending = ending
        self.findings = findings
    }
}

/// Runs handlers on files: in this process or elsewhere. Shared by the threads of a run, each of which has a session.
public protocol HandlerRunner: Sendable {
    /// Opens a session for the calling thread.
    func makeSession() -> any HandlerSession

    /// Starts what takes its time to start, as so many sessions will soon be at work.
    func startAhead(_ count: Int)
}

extension HandlerRunner {
    /// Does nothing.
    public func startAhead(_ count: Int) {}
}

/// Runs handlers for one thread.
public protocol HandlerSession: AnyObject {
    /// Runs the handlers on their files, one after another, and returns when all are done.
    ///
    /// - Parameters:
    ///   - requests: The work; all of it for the same handler.
    ///   - finish: Takes the results in the order of the requests, each as soon as it is there.
    func run(_ requests: [HandlerRequest], finish: (HandlerResult) -> Void)

    /// Opens a file for a handler that reads it in ranges; see ``RangeSession``.
    func open(_ request: HandlerRequest) throws(RangeTrouble) -> any RangeSession

    /// Handles a file as a whole, of which ranges were tried before.
    func run(_ request: HandlerRequest, after trouble: RangeTrouble, finish: (HandlerResult) -> Void)
}

/// Runs handlers on the calling thread.
public struct InProcessRunner: HandlerRunner {
    private final class Session: HandlerSession {
        func run(_ requests: [HandlerRequest], finish: (HandlerResult) -> Void) {
            for request in requests { finish(InProcessRunner.run(request)) }
        }

        func open(_ request: HandlerRequest) throws(RangeTrouble) -> any RangeSession { try InProcessRanges(request) }
    }

    /// Makes a runner.
    public init() {}

    /// A session without a state.
    public func makeSession() -> any HandlerSession { Session() }

    /// Calls the handler.
    public static func run(_ request: HandlerRequest) -> HandlerResult {
        request.handler.result(on: request.content)
    }
}
