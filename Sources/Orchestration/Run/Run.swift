import HandlerAPI
import Queueing
import Synchronization

/// One pass over the roots: walk, detect, route, handle, record.
///
/// The calling thread walks. Threads that detect take entries from it, and submit jobs to the lanes; threads that handle
/// take jobs from the lanes, and hand outcomes to one thread that writes. Each waits only for those after it, so none can
/// wait for itself.
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
        let context = RunContext(
            setup, writer: writer, quarantine: try quarantine(), detectorDigest: start.detector.databaseDigest)
        try work(context)
        var summary = try writer.finish()
        context.complete(&summary)
        summary.elapsedSeconds = (clock.now - began).seconds
        try check(&summary, run: number)
        let state: RunRow.State = summary.isInterrupted ? .interrupted : .finished
        try setup.records.endRun(number, state: state, at: setup.now(), summary: summary.json.description)
        return summary
    }

    private func quarantine() throws -> Quarantine {
        var rows: [QuarantineRow] = []
        if !setup.liftsQuarantine { try setup.records.scanQuarantine { rows.append($0) } }
        return Quarantine(rows)
    }

    private func work(_ context: RunContext) throws {
        let entries = BoundedQueue<(element: WalkElement, root: String)>(capacity: 512)
        let trouble = Mutex<(any Error)?>(nil)
        let writing = try WorkerThread { context.writer.work() }
        let handling = try (0..<setup.jobs).map { number in
            try WorkerThread {
                JobWorker(context: context, session: context.setup.runner.makeSession(), number: number).work()
            }
        }
        let detecting = try (0..<setup.jobs).map { _ in
            try WorkerThread {
                do {
                    let session = try context.setup.detector.makeSession()
                    let processor = EntryProcessor(context: context, session: session)
                    while case let batch = entries.takeShare(of: context.setup.jobs, upTo: Self.batchCount),
                        !batch.isEmpty
                    {
                        processor.process(batch.map { ($0.element, Place(root: $0.root)) })
                    }
                } catch {
                    trouble.withLock { $0 = error }
                    entries.close()
                }
            }
        }
        walk(into: entries)
        entries.close()
        detecting.forEach { $0.join() }
        context.lanes.close()
        handling.forEach { $0.join() }
        context.writer.close()
        writing.join()
        if let error = trouble.withLock({ $0 }) { throw error }
    }

    private func walk(into entries: BoundedQueue<(element: WalkElement, root: String)>) {
        for root in setup.roots {
            root.store.walk { element in
                !setup.stop.isSet && entries.put((element, root.name))
            }
        }
    }

    /// Holds what was counted against what the store kept.
    private func check(_ summary: inout RunSummary, run: RunNumber) throws {
        let kept = try setup.records.ledgerTally(of: run)
        for outcome in Outcome.allCases where kept[outcome, default: 0] != summary.count(outcome) {
            summary.outcomes[outcome] = kept[outcome, default: 0]
        }
    }
}

extension Duration {
    /// The length in seconds.
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
