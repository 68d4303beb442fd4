import Synchronization

/// Knows which contents a run came by, so that the same content is handled once.
final class Duplicates: Sendable {
    private struct State {
        /// The first 64 bits of each digest: a million of them take some 16 MiB. That two share them costs a file a wait.
        var seen: Set<UInt64> = []
        var waiting: [String: [StorePath]] = [:]
    }

    private let state = Mutex(State())

    /// Whether content of this digest comes for the first time.
    ///
    /// - Parameter digest: In hexadecimal, of at least 64 bits.
    func isFirst(_ digest: String) -> Bool {
        guard let start = UInt64(digest.prefix(16), radix: 16) else { return true }
        return state.withLock { $0.seen.insert(start).inserted }
    }

    /// Keeps a file until the one with the same content is done.
    func setAside(_ path: StorePath, root: String) { state.withLock { $0.waiting[root, default: []].append(path) } }

    /// The files that were set aside, by root and in the order of their paths; they are forgotten.
    func takeWaiting() -> [(root: String, paths: [StorePath])] {
        let taken = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting
        }
        return taken.map { ($0, $1.sorted()) }.sorted { $0.0 < $1.0 }
    }
}
