import HandlerAPI

/// What came of handing one file to one handler.
public struct HandlerResult: Sendable {
    /// The aggregate, or why there is none.
    public var aggregate: Result<any StoredAggregate, HandlerError>
    /// What was reported beside it.
    public var findings: Findings

    /// Makes a result.
    public init(aggregate: Result<any StoredAggregate, HandlerError>, findings: Findings) {
        self.aggregate = aggregate
        self.findings = findings
    }
}

/// Runs a handler on a file: in this process or elsewhere.
public protocol HandlerRunner: Sendable {
    /// Runs `handler` on `file` and returns when it is done.
    func run(_ handler: RegisteredHandler, on file: borrowing FileContent) -> HandlerResult
}

/// Runs handlers on the calling thread.
public struct InProcessRunner: HandlerRunner {
    /// Makes a runner.
    public init() {}

    /// Calls the handler.
    public func run(_ handler: RegisteredHandler, on file: borrowing FileContent) -> HandlerResult {
        var findings = Findings()
        do throws(HandlerError) {
            let aggregate = try handler.handle(file, reporting: &findings)
            return HandlerResult(aggregate: .success(aggregate), findings: findings)
        } catch {
            return HandlerResult(aggregate: .failure(error), findings: findings)
        }
    }
}
