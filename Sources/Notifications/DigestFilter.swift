import Orchestration

/// What a subscriber is told of.
public struct DigestFilter: Sendable, Equatable {
    /// Handlers; all where there are none.
    public var handlers: Set<String> = []
    /// What paths must match one of; all where there are none.
    public var paths: [Glob] = []
    /// Anomalies with a lower score are left out, from 0 to 1.
    public var minimumScore = 0.0
    /// Whether anomalies are left out.
    public var takesFailuresOnly = false

    /// A filter that takes everything.
    public init() {}

    func takes(_ row: AnomalyRow) -> Bool {
        !takesFailuresOnly && row.anomaly.anomaly.score >= minimumScore && takes(row.path, row.anomaly.handler)
    }

    func takes(_ row: FailureRow) -> Bool { takes(row.path, row.failure.handler) }

    private func takes(_ path: StorePath, _ handler: String?) -> Bool {
        guard paths.isEmpty || paths.contains(where: { $0.matches(path.description) }) else { return false }
        guard !handlers.isEmpty else { return true }
        return handler.map(handlers.contains) ?? false
    }
}
