import Glibc
import HandlerAPI
import Queueing
import Synchronization

/// The threads of a run at work.
struct RunWork {
    private let context: RunContext
    private let items = BoundedQueue<WalkItem>(capacity: 512)

    init(_ context: RunContext) { self.context = context }

    private var setup: RunSetup { context.setup }

    /// Does the work.
    ///
    /// - Returns: Whether files were tried a second time.
    func execute() throws -> Bool {
        let trouble = Mutex<(any Error)?>(nil)
        let writing = try WorkerThread { [writer = context.writer] in writer.work() }
        let handling = try (0..<setup.jobs).map { number in
            try WorkerThread { [context] in
                JobWorker(context: context, session: context.setup.runner.makeSession(), number: number).work()
            }
        }
        let detecting = try (0..<setup.jobs).map { number in
            try WorkerThread { [context, items] in
                do {
                    try Self.detect(context, items, on: number)
                } catch {
                    trouble.withLock { $0 = $0 ?? error }
                    items.close()
                    context.tally.giveUp()
                }
            }
        }
        var hasTriedTwice = false
        do {
            try walk()
            try takeSuspects()
            hasTriedTwice = try takeDuplicates()
            hasTriedTwice = try tryAgain() || hasTriedTwice
        } catch {
            trouble.withLock { $0 = $0 ?? error }
        }
        items.close()
        detecting.forEach { $0.join() }
        context.lanes.close()
        handling.forEach { $0.join() }
        context.writer.close()
        writing.join()
        if let error = trouble.withLock({ $0 }) { throw error }
        return hasTriedTwice
    }

    private static func detect(_ context: RunContext, _ items: BoundedQueue<WalkItem>, on thread: Int) throws {
        var processor: EntryProcessor?
        while case let batch = items.takeShare(of: context.setup.jobs, upTo: Run.batchCount), !batch.isEmpty {
            // A session is costly, and a run over what has not changed needs none.
            let able = try processor ?? EntryProcessor(context: context, session: context.setup.detector.makeSession())
            processor = able
            context.beginDetecting(batch, on: thread)
            able.process(batch.map { ($0.element, $0.place) })
            context.endDetecting(on: thread)
        }
    }

    private var ledgerWalk: LedgerWalk<RunSink> {
        LedgerWalk(
            setup: setup, reviewer: context.reviewer, run: context.run, sink: RunSink(context: context, items: items))
    }

    private func walk() throws {
        for root in setup.roots where !setup.stop.isSet { try ledgerWalk.walk(root) }
    }

    /// Takes what was under way when a run ended abruptly, one after another, now that all others are done.
    private func takeSuspects() throws {
        let waiting = context.suspects.takeWaiting()
        guard !waiting.isEmpty else { return }
        context.tally.awaitIdle()
        // Should the program end now, nothing else is to be lost with it.
        context.writer.flush()
        for (item, suspect) in waiting where !setup.stop.isSet {
            context.suspects.isTakenAlone = true
            context.tally.begin()
            if suspect.isConvicted, case .entry(let entry) = item.element, setup.thoroughness == .changes {
                context.convict(suspect, entry, at: item.place)
            } else if !items.put(item) {
                context.tally.finish(bytes: 0)
            }
            context.tally.awaitIdle()
        }
        context.suspects.isTakenAlone = false
    }

    /// Takes the files whose content was under way already when they came, now that it is done.
    private func takeDuplicates() throws -> Bool {
        context.tally.awaitIdle()
        let waiting = context.duplicates.takeWaiting()
        guard !waiting.isEmpty, !setup.stop.isSet else { return false }
        context.writer.flush()
        try walk(waiting)
        return true
    }

    /// Tries again, in passes with growing pauses between, what failed for causes that may pass.
    private func tryAgain() throws -> Bool {
        var hasTried = false
        for pass in 0..<setup.retries {
            context.tally.awaitIdle()
            let due = context.secondTries.takeAll()
            guard !due.isEmpty, !setup.stop.isSet else { break }
            context.writer.flush()
            pause(before: pass)
            hasTried = true
            try walk(due)
        }
        return hasTried
    }

    /// Goes over files once more.
    private func walk(_ files: [(root: String, paths: [StorePath])]) throws {
        for (name, paths) in files where !setup.stop.isSet {
            guard let store = setup.roots.first(where: { $0.name == name })?.store.choosing(paths) else { continue }
            try ledgerWalk.walk(Root(name: name, store: store), isSecondTry: true)
        }
    }

    /// Waits for a time that doubles with each pass, give or take a quarter so that several runs do not keep step.
    private func pause(before pass: Int) {
        let seconds = setup.pause.seconds * Double(1 << pass) * Double.random(in: 0.75...1.25)
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end, !setup.stop.isSet { usleep(20_000) }
    }
}

/// Hands what is to be handled to the threads that detect, and notes the rest.
private struct RunSink: LedgerWalkSink {
    let context: RunContext
    let items: BoundedQueue<WalkItem>

    func put(_ item: WalkItem) -> Bool {
        if context.suspects.setAside(item) { return true }
        context.tally.begin()
        if items.put(item) { return true }
        context.tally.finish(bytes: 0)
        return false
    }

    func pass(_ outcome: Outcome, standing: Outcome?) { context.pass(outcome, standing: standing) }

    func confirm(_ confirmation: Confirmation) { context.writer.put(.confirmed(confirmation)) }

    func miss(_ path: StorePath, root: String) {
        context.writer.put(.vanished(root: root, path: path))
        context.tally.miss()
    }
}
