import HandlerAPI

extension FileTask {
    /// What is to be kept of the entry once all its parts are in.
    func outcome(of gathered: Gathered) -> FileOutcome {
        let (outcome, reason) = Self.decide(gathered, verdict)
        var file = FileOutcome(root: root, path: path, outcome: outcome, reason: reason)
        file.size = size
        file.stamp = stamp
        file.isQuarantined = !gathered.quarantined.isEmpty
        file.verdict = verdict
        file.isContainer = gathered.isContainer
        file.records = gathered.records.sorted { $0.handler < $1.handler }
        let order = Dictionary(grouping: gathered.anomalies, by: \.handler)
        file.anomalies = order.keys.sorted().flatMap { order[$0] ?? [] }
        file.failures = gathered.failures.sorted {
            ($0.handler ?? "", $0.code.description, $0.offset ?? -1, $0.message)
                < ($1.handler ?? "", $1.code.description, $1.offset ?? -1, $1.message)
        }
        return file
    }

    /// A fault outweighs a limit, a limit outweighs a handler that leaves the file alone, that outweighs a record, and a record outweighs a handler that did not want it.
    private static func decide(_ gathered: Gathered, _ verdict: Verdict) -> (Outcome, String) {
        if let failure = gathered.failures.min(by: { ($0.handler ?? "", $0.message) < ($1.handler ?? "", $1.message) })
        {
            return (.failed, failure.message)
        }
        if let refusal = gathered.refusals.min() { return (.refused, refusal) }
        if let reason = gathered.quarantined.min() { return (.skipped, reason) }
        if !gathered.records.isEmpty {
            return (.recorded, gathered.records.map(\.handler).sorted().joined(separator: ", "))
        }
        if !gathered.declined.isEmpty {
            return (.skipped, "no handler took it: " + gathered.declined.sorted().joined(separator: "; "))
        }
        if verdict.mediaType == "inode/x-empty" { return (.skipped, "empty file") }
        return (.skipped, "no handler for \(verdict.mediaType)")
    }
}
