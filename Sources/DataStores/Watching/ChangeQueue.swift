import Orchestration

/// What changed below a root, held back until it has settled. A state machine without clocks or descriptors.
public struct ChangeQueue: Sendable {
    /// What is to be looked at.
    public struct Due: Sendable, Equatable {
        /// Entries by themselves.
        public var files: [StorePath] = []
        /// Directories with all that lies below, none of which lies below another.
        public var directories: [StorePath] = []
        /// Whether everything is to be looked at, as changes were lost.
        public var isEverything = false

        /// Whether there is nothing.
        public var isEmpty: Bool { files.isEmpty && directories.isEmpty && !isEverything }

        /// Looks at nothing.
        public init() {}
    }

    private struct Change {
        var isDirectory: Bool
        var last: ContinuousClock.Instant
    }

    private let settle: Duration
    private var changes: [StorePath: Change] = [:]
    private var lostChanges = false
    /// More changes than this are not kept apart: everything is looked at instead.
    private let most: Int

    /// Makes an empty queue.
    ///
    /// - Parameters:
    ///   - settle: How long nothing must happen to an entry before it is due.
    ///   - most: How many changes are kept apart.
    public init(settle: Duration, most: Int = 100_000) {
        self.settle = settle
        self.most = most
    }

    /// Notes that something happened to an entry.
    public mutating func note(_ path: StorePath, isDirectory: Bool, at time: ContinuousClock.Instant) {
        let wasDirectory = changes[path]?.isDirectory ?? false
        changes[path] = Change(isDirectory: isDirectory || wasDirectory, last: time)
        if changes.count > most {
            changes = [:]
            lostChanges = true
        }
    }

    /// Notes that changes were lost.
    public mutating func noteLoss() { lostChanges = true }

    /// When the next change is due; `nil` where there is none.
    public var nextDue: ContinuousClock.Instant? {
        changes.values.map(\.last).min().map { $0 + settle }
    }

    /// Takes out what is due at `time`.
    ///
    /// - Parameter isFresh: Whether an entry is still being written to, so that it stays for another while.
    public mutating func takeDue(at time: ContinuousClock.Instant, isFresh: (StorePath) -> Bool) -> Due {
        var due = Due()
        if lostChanges {
            lostChanges = false
            changes = [:]
            due.isEverything = true
            return due
        }
        let settled = changes.filter { $0.value.last + settle <= time }.sorted { $0.key < $1.key }
        for (path, change) in settled {
            if !change.isDirectory, isFresh(path) {
                changes[path]?.last = time
                continue
            }
            changes[path] = nil
            if let last = due.directories.last, path.begins(with: last.description + "/") { continue }
            if change.isDirectory { due.directories.append(path) } else { due.files.append(path) }
        }
        // A directory stands before what lies in it, but not always right before.
        let directories = due.directories
        due.files.removeAll { file in directories.contains { file.begins(with: $0.description + "/") } }
        return due
    }
}
