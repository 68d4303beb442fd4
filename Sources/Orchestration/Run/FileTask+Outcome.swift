import HandlerAPI

extension FileTask {
    /// What is to be kept of the entry once all its parts are in.
    func outcome(of gathered: Gathered) -> FileOutcome {
        let (outcome, reason) = Self.decide(gathered, subject.verdict)
        var file = FileOutcome(root: subject.root, path: path, outcome: outcome, reason: reason)
        file.size = subject.size
        file.stamp = subject.stamp
        file.verdict = subject.verdict
        file.digest = subject.digest
        file.seconds = gathered.seconds > 0 ? gathered.seconds : nil
        file.isContainer = gathered.isContainer
        file.pairings = gathered.pairings.sorted { $0.handler < $1.handler }
        file.records = gathered.records.sorted { $0.handler < $1.handler }
        let order = Dictionary(grouping: gathered.anomalies, by: \.handler)
        file.anomalies = order.keys.sorted().flatMap { order[$0] ?? [] }
        file.failures = gathered.failures.sorted {
            ($0.handler ?? "", $0.code.description, $0.offset ?? -1, $0.message)
                < ($1.handler ?? "", $1.code.description, $1.offset ?? -1, $1.message)
        }
        file.standingFailures = gathered.standingFailures
        let isPassing = (gathered.failures + gathered.standingFailures).contains { $0.code.isTransient }
        file.attempts = max(isPassing ? subject.priorAttempts + 1 : 0, gathered.memberAttempts)
        return file
    }

    /// A fault outweighs a limit, a limit outweighs a record, and a record outweighs a handler that did not want it.
    private static func decide(_ gathered: Gathered, _ verdict: Verdict) -> (Outcome, String) {
        let failures = gathered.failures + gathered.standingFailures
        if let failure = failures.min(by: { ($0.handler ?? "", $0.message) < ($1.handler ?? "", $1.message) }) {
            return (.failed, failure.message)
        }
        if let refusal = gathered.remarks(.refused).min() { return (.refused, refusal) }
        if !gathered.records.isEmpty {
            let names = gathered.records.map(\.handler).sorted().joined(separator: ", ")
            return (.recorded, names + (gathered.twin.map { "; same content as \($0)" } ?? ""))
        }
        let declined = gathered.remarks(.declined)
        if !declined.isEmpty { return (.skipped, "no handler took it: " + declined.joined(separator: "; ")) }
        if verdict.mediaType == "inode/x-empty" { return (.skipped, "empty file") }
        return (.skipped, "no handler for \(verdict.mediaType)")
    }
}

extension Gathered {
    /// What handlers said whose work ended so.
    fileprivate func remarks(_ ending: Pairing.Ending) -> [String] {
        pairings.filter { $0.ending == ending }.map { pairing in
            let message = pairing.message ?? ""
            return pairing.handler == ContainerAggregate.handlerName ? message : "\(pairing.handler): \(message)"
        }.sorted()
    }
}
