import Synchronization

/// Counts the downloads that are under way, and allows so many.
final class DownloadCounter: Sendable {
    /// The most downloads at one time: each takes a part of what the server can read of the store.
    static let most = 16

    private let active = Mutex(0)

    /// How many are under way.
    var count: Int { active.withLock { $0 } }

    /// Begins one.
    ///
    /// - Throws: 503 where there are enough.
    func begin() throws(HTTPError) {
        let isTaken = active.withLock { active in
            guard active < Self.most else { return false }
            active += 1
            return true
        }
        guard isTaken else { throw HTTPError(503, "\(Self.most) downloads are under way; wait for one to end") }
    }

    /// Ends one.
    func end() { active.withLock { $0 -= 1 } }
}
