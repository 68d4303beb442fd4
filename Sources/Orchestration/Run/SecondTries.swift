import Synchronization

/// The files that failed in this run for causes that may pass.
///
/// They are tried again when everything else is done: after a pause that doubles each time, so that a disk or a machine in
/// trouble gets time to recover. What still fails is left to the next run.
final class SecondTries: Sendable {
    /// How many files are kept in mind; more of them mean that the trouble is not theirs.
    private static let most = 10_000

    private struct Key: Hashable {
        let root: String
        let path: StorePath
    }

    private let mostAttempts: Int
    private let due = Mutex<Set<Key>>([])

    init(mostAttempts: Int) { self.mostAttempts = mostAttempts }

    /// Notes a file if it is to be tried again; of a member of an archive, the archive.
    func consider(_ file: FileOutcome) {
        guard file.attempts > 0, file.attempts < mostAttempts, !file.path.isMember else { return }
        due.withLock { due in
            if due.count < Self.most { _ = due.insert(Key(root: file.root, path: file.path)) }
        }
    }

    /// The files noted so far, by root and in the order of their paths; they are forgotten.
    func takeAll() -> [(root: String, paths: [StorePath])] {
        let taken = due.withLock { due in
            defer { due = [] }
            return due
        }
        return Dictionary(grouping: taken, by: \.root).map { ($0, $1.map(\.path).sorted()) }.sorted { $0.0 < $1.0 }
    }
}
