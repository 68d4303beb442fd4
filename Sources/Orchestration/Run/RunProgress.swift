import HandlerAPI
import Synchronization

/// What a run has done so far, for whoever watches it.
public final class RunProgress: Sendable {
    /// A file being handled.
    public struct ActiveFile: Sendable, Equatable {
        /// Its path.
        public let path: StorePath
        /// The handler at work on it.
        public let handler: String
        /// When that began.
        public let since: ContinuousClock.Instant
        /// The worker, from 0.
        public let worker: Int
    }

    /// The state at one moment.
    public struct Snapshot: Sendable {
        /// The number of the run; 0 while it has none.
        public var run: RunNumber = 0
        /// Workers.
        public var workers = 0
        /// Entries found.
        public var found = 0
        /// Entries finished.
        public var finished = 0
        /// Entries finished, by outcome.
        public var outcomes: [Outcome: Int] = [:]
        /// Bytes of finished files, without the members of archives.
        public var bytes = ByteCount(0)
        /// Files being handled, the longest at work first.
        public var active: [ActiveFile] = []
        /// What waits and runs in the lanes.
        public var lanes: [RunStatus.Lane] = []

        /// Entries that failed.
        public var failed: Int { outcomes[.failed] ?? 0 }
    }

    private struct State {
        var snapshot = Snapshot()
        var active: [Int: ActiveFile] = [:]
        var lanes: @Sendable () -> [RunStatus.Lane] = { [] }
    }

    private let state = Mutex(State())

    /// Makes the progress of a run that has not begun.
    public init() {}

    /// The state now.
    public var snapshot: Snapshot {
        let lanes = state.withLock { $0.lanes }()
        return state.withLock { state in
            var snapshot = state.snapshot
            snapshot.active = state.active.values.sorted { $0.since < $1.since }
            snapshot.lanes = lanes
            return snapshot
        }
    }

    func begin(_ run: RunNumber, workers: Int, lanes: @escaping @Sendable () -> [RunStatus.Lane]) {
        state.withLock {
            $0.snapshot.run = run
            $0.snapshot.workers = workers
            $0.lanes = lanes
        }
    }

    func find() { state.withLock { $0.snapshot.found += 1 } }

    func finish(_ outcome: Outcome, bytes: ByteCount) {
        state.withLock {
            $0.snapshot.finished += 1
            $0.snapshot.bytes.bytes += bytes.bytes
            $0.snapshot.outcomes[outcome, default: 0] += 1
        }
    }

    func begin(_ path: StorePath, _ handler: String, on thread: Int) {
        let file = ActiveFile(path: path, handler: handler, since: .now, worker: thread)
        state.withLock { $0.active[thread] = file }
    }

    func end(on thread: Int) {
        _ = state.withLock { $0.active.removeValue(forKey: thread) }
    }
}
