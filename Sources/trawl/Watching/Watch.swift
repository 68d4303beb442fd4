import DataStores
import Orchestration

/// Runs over what changes in directories, as it changes.
final class Watch {
    private struct WatchedRoot {
        let root: Root
        let store: DirectoryStore
        let watch: DirectoryWatch
        var queue: ChangeQueue
    }

    /// The longest wait in one go, in milliseconds.
    private static let longestWait: Int64 = 1_000

    private let setup: RunSetup
    private let settle: Duration
    private let rescan: Duration
    private let run: (RunSetup, _ isWhole: Bool) throws -> Void
    private var roots: [WatchedRoot] = []

    /// Watches the roots of `setup`.
    ///
    /// - Parameter run: Runs over a part of them, or over the whole.
    /// - Throws: ``UsageError`` where the kernel does not let directories be watched.
    init(
        _ setup: RunSetup, settle: Duration, rescan: Duration, run: @escaping (RunSetup, _ isWhole: Bool) throws -> Void
    ) throws {
        self.setup = setup
        self.settle = settle
        self.rescan = rescan
        self.run = run
        for root in setup.roots {
            guard let store = root.store as? DirectoryStore else { continue }
            do throws(SystemError) {
                let watch = try DirectoryWatch(root: store.path, filter: store.filter)
                roots.append(
                    WatchedRoot(root: root, store: store, watch: watch, queue: ChangeQueue(settle: settle)))
            } catch {
                throw UsageError(
                    description:
                        "directories cannot be watched: \(error); see /proc/sys/fs/inotify, or run now and then")
            }
        }
    }

    /// Works until the stop signal is set.
    func work() throws {
        warn()
        try pass(roots.map(\.root), isWhole: true)
        var next = ContinuousClock.now + rescan
        while !setup.stop.isSet {
            for index in roots.indices { listen(to: index, until: next) }
            for index in roots.indices where !roots[index].watch.watchesRoot { awaitReturn(of: index) }
            let due = takeDue()
            if due.isWhole || ContinuousClock.now >= next {
                try pass(roots.map(\.root), isWhole: true)
                next = ContinuousClock.now + rescan
            } else if !due.roots.isEmpty {
                try pass(due.roots, isWhole: false)
            }
        }
    }

    private func pass(_ roots: [Root], isWhole: Bool) throws {
        var setup = setup
        setup.roots = roots
        setup.progress = RunProgress()
        try run(setup, isWhole)
    }

    /// Watches a root again that was gone and is back.
    private func awaitReturn(of index: Int) {
        roots[index].watch.renew()
        if roots[index].watch.watchesRoot { roots[index].queue.noteLoss() }
    }

    private func listen(to index: Int, until next: ContinuousClock.Instant) {
        let now = ContinuousClock.now
        let due = min(next, roots.compactMap(\.queue.nextDue).min() ?? next)
        let wait = max(0, min(Int64((due - now).seconds * 1_000) + 1, Self.longestWait)) / Int64(roots.count)
        roots[index].watch.wait(timeout: Int32(wait)) { event in
            switch event {
            case .file(let path): roots[index].queue.note(path, isDirectory: false, at: .now)
            case .directory(let path): roots[index].queue.note(path, isDirectory: true, at: .now)
            case .loss: roots[index].queue.noteLoss()
            }
        }
    }

    /// What has settled, as roots of a run.
    private func takeDue() -> (roots: [Root], isWhole: Bool) {
        var found: [Root] = []
        for index in roots.indices {
            let (root, store) = (roots[index].root, roots[index].store)
            let due = roots[index].queue.takeDue(at: .now) { isFresh($0, in: store) }
            if due.isEverything { return ([], true) }
            let directories = due.directories.filter { store.kind(at: $0) == .directory }
            // What is no directory any more is looked at by itself: it is found to be gone.
            let files = due.files + due.directories.filter { !directories.contains($0) }
            if !files.isEmpty, let chosen = store.choosing(files) { found.append(Root(name: root.name, store: chosen)) }
            found += directories.map { path in
                Root(
                    name: root.name,
                    store: DirectoryStore(path: store.path, base: path, filter: store.filter))
            }
        }
        return (found, false)
    }

    /// Whether a file was written to so short a time ago that more may follow.
    private func isFresh(_ path: StorePath, in store: DirectoryStore) -> Bool {
        guard case .other(let stamp)? = store.kind(at: path) else { return false }
        return stamp.isModified(within: settle)
    }

    private func warn() {
        for root in roots where root.watch.isIncomplete {
            Output.error(
                "trawl: only \(root.watch.count) directories of \(root.root.name) can be watched; changes in the others "
                    + "are seen by the walk every \(Int(rescan.seconds)) s. To watch all, raise "
                    + "fs.inotify.max_user_watches (sysctl)\n")
        }
    }
}
