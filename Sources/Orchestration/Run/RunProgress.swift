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
    }

    /// The state at one moment.
    public struct Snapshot: Sendable {
        /// Entries found.
        public var found = 0
        /// Entries finished.
        public var finished = 0
        /// Entries that failed.
        public var failed = 0
        /// Bytes of finished files, without the members of archives.
        public var bytes = ByteCount(0)
        /// Files being handled, the longest at work first.
        public var active: [ActiveFile] = []
    }

    private struct State {
        var snapshot = Snapshot()
        var active: [Int: ActiveFile] = [:]
    }

    private let state = Mutex(State())

    /// Makes the progress of a run that has not begun.
    public init() {}

    /// The state now.
    public var snapshot: Snapshot {
        state.withLock { state in
            var snapshot = state.snapshot
            snapshot.active = state.active.values.sorted { $0.since < $1.since }
            return snapshot
        }
    }

    func find() { state.withLock { $0.snapshot.found += 1 } }

    func finish(_ outcome: Outcome, bytes: ByteCount) {
        state.withLock {
            $0.snapshot.finished += 1
            $0.snapshot.bytes.bytes += bytes.bytes
            if outcome == .failed { $0.snapshot.failed += 1 }
        }
    }

    func begin(_ path: StorePath, _ handler: String, on thread: Int) {
        let file = ActiveFile(path: path, handler: handler, since: .now)
        state.withLock { $0.active[thread] = file }
    }

    func end(on thread: Int) {
        _ = state.withLock { $0.active.removeValue(forKey: thread) }
    }
}
