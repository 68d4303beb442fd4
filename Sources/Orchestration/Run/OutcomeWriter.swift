import HandlerAPI
import Queueing
import Synchronization

/// Commits changes in batches, on one thread, and counts what was committed.
final class OutcomeWriter: Sendable {
    private static let batchSize = 2_048
    /// How long changes gather between two commits: each commit waits for the disk, and wakes this thread.
    private static let gatheringNanoseconds = 50_000_000

    private struct Committed {
        var summary = RunSummary()
        var error: (any Error)?
    }

    private let queue = BoundedQueue<LedgerChange>(capacity: 4_096, allowance: 32 << 20)
    private let isClosing = Monitor(false)
    private let pending = Monitor(0)
    private let committed = Mutex(Committed())
    private let store: any RecordStore
    private let run: RunNumber
    private let stop: StopSignal
    private let now: @Sendable () -> String

    init(_ store: any RecordStore, run: RunNumber, stop: StopSignal, now: @escaping @Sendable () -> String) {
        self.store = store
        self.run = run
        self.stop = stop
        self.now = now
    }

    /// Hands over a change, waiting for room.
    func put(_ change: LedgerChange) {
        pending.change { $0 += 1 }
        if !queue.put(change, weight: change.weight) { pending.change { $0 -= 1 } }
    }

    /// Waits until everything handed over so far is committed, or cannot be.
    func flush() { pending.wait { $0 == 0 ? () : nil } }

    /// Takes no more changes; the thread ends when the last is committed.
    func close() {
        queue.close()
        isClosing.change { $0 = true }
    }

    /// Commits until the queue is closed and empty. When the store fails, asks the run to stop and takes the rest from
    /// the queue without keeping it, so that nobody waits for ever.
    func work() {
        var isBehind = false
        while true {
            if !isBehind { _ = isClosing.wait(atMost: Self.gatheringNanoseconds) { $0 ? () : nil } }
            let batch = queue.takeBatch(upTo: Self.batchSize)
            if batch.isEmpty { return }
            isBehind = batch.count == Self.batchSize
            defer { pending.change { $0 -= batch.count } }
            guard committed.withLock({ $0.error == nil }) else { continue }
            do {
                try store.commit(batch, run: run, time: now())
                committed.withLock { committed in
                    for case .handled(let file) in batch { committed.summary.add(file) }
                }
            } catch {
                committed.withLock { $0.error = error }
                stop.set()
            }
        }
    }

    /// What was committed.
    ///
    /// - Throws: The store's error, where a commit failed.
    func finish() throws -> RunSummary {
        try committed.withLock { committed in
            if let error = committed.error { throw error }
            return committed.summary
        }
    }
}
