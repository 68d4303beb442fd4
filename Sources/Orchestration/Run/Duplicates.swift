import Synchronization

/// Knows which contents a run came by, so that the same content is handled once.
final class Duplicates: Sendable {
    private struct State {
        var seen: Set<String> = []
        var waiting: [String: [StorePath]] = [:]
    }

    private let state = Mutex(State())

    /// Whether content of this digest comes for the first time.
    func isFirst(_ digest: String) -> Bool { state.withLock { $0.seen.insert(digest).inserted } }

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
