import HandlerAPI
import Queueing
import Synchronization

/// One pass over the roots: walk, detect, route, handle, record.
///
/// The calling thread walks, and leaves out what the ledger says has not changed. Threads that detect take entries from
/// it, and submit jobs to the lanes; threads that handle take jobs from the lanes, and hand outcomes to one thread that
/// writes. Each waits only for those after it, so none can wait for itself. What failed for causes that may pass is tried
/// again in the end.
public struct Run {
    /// Files whose types a thread asks for at once.
    static let batchCount = 16

    private let setup: RunSetup

    /// Prepares a run.
    public init(_ setup: RunSetup) { self.setup = setup }

    /// Walks the roots to the end, or until the stop signal is set, with everything found so far committed.
    ///
    /// - Throws: What the detector or the record store throws. Everything committed before stays.
    public func execute() throws -> RunSummary {
        let clock = ContinuousClock()
        let began = clock.now
        let start = RunStart(
            programVersion: setup.programVersion, roots: setup.roots.map(\.name),
            detector: try setup.detector.identity, startedAt: setup.now())
        let number = try setup.records.beginRun(start)
        let writer = OutcomeWriter(setup.records, run: number, stop: setup.stop, now: setup.now)
        let context = try RunContext(
            setup, run: number, writer: writer, reviewer: setup.reviewer(detector: start.detector))
        let hasTriedTwice = try RunWork(context).execute()
        var summary = try writer.finish()
        if hasTriedTwice { summary = try setup.records.summary(of: number) }
        let hasWritten = !summary.outcomes.isEmpty
        context.tally.complete(&summary)
        // An archive may have shown other members the second time than were counted the first.
        if hasTriedTwice { summary.found = summary.outcomes.values.reduce(0, +) }
        summary.isInterrupted = setup.stop.isSet
        summary.elapsedSeconds = (clock.now - began).seconds
        try check(&summary, run: number, hasWritten: hasWritten, context.tally)
        let state: RunRow.State = summary.isInterrupted ? .interrupted : .finished
        if state == .finished { try setup.compare(number, summary) }
        let messages = state == .finished ? try setup.announce(number, summary) : []
        try setup.records.endRun(
            number, state: state, at: setup.now(), summary: summary.json.description, messages: messages)
        return summary
    }

    /// Holds what was counted against what the store kept.
    ///
    /// - Parameter hasWritten: Whether any entry was written; where none was, the whole ledger is not gone through for it.
    private func check(
        _ summary: inout RunSummary, run: RunNumber, hasWritten: Bool, _ tally: RunTally
    ) throws {
        let kept = hasWritten ? try setup.records.ledgerTally(of: run) : [:]
        for outcome in Outcome.allCases {
            let count = kept[outcome, default: 0] + tally.passed(outcome)
            if count != summary.count(outcome) { summary.outcomes[outcome] = count }
        }
    }
}

extension RunSetup {
    /// What decides which files are handled.
    func reviewer(detector: DetectorIdentity) -> Reviewer {
        let identity = SetupIdentity(
            detector: detector, router: router, expansion: containers.isEmpty ? nil : expansion)
        return Reviewer(
            identity: identity, router: router, containers: containers, thoroughness: thoroughness,
            attempts: mostAttempts)
    }
}

extension Duration {
    /// The length in seconds.
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
