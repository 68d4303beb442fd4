import Orchestration
import Queueing

/// Keeps an index of the files of a store, and makes it anew, beside all else, where the store has changed.
///
/// A small index is as fresh as the store. That of a large store, which takes seconds to make, is made anew no more often
/// than that it takes a tenth of the time; until then it is as old as it says.
final class FileIndexKeeper: Sendable {
    /// Beyond so many bytes of paths, and eight a file, there is no index: searches then go through the store.
    static let mostBytes = 96 << 20
    /// What takes longer to make is not made while somebody waits.
    private static let longestWait = Duration.milliseconds(60)
    /// How long is waited for the first index, in nanoseconds.
    private static let firstWait = 150_000_000

    private struct State {
        var index: FileIndex?
        var version: Int64?
        var madeAt: ContinuousClock.Instant?
        var took = Duration.zero
        var isMaking = false
        var isTooLarge = false
    }

    private let state = Monitor(State())
    private let store: any StoreBrowser

    /// Keeps an index of a store, which it reads on a connection of its own.
    init(_ store: any StoreBrowser) { self.store = store }

    /// The index as of `version` of the store, or the latest there is; `nil` where there is none yet.
    func index(of version: Int64) -> FileIndex? {
        if begin(version) {
            let isQuick = state.withLock { $0.madeAt != nil && $0.took < Self.longestWait }
            if isQuick {
                make(version)
            } else if (try? WorkerThread { self.make(version) }) == nil {
                state.change { $0.isMaking = false }
            }
        }
        if let index = state.withLock({ $0.index }) { return index }
        return state.wait(atMost: Self.firstWait) { $0.index } ?? nil
    }

    /// Whether the index is to be made by the caller.
    private func begin(_ version: Int64) -> Bool {
        state.withLock { state in
            guard !state.isMaking, !state.isTooLarge, state.version != version else { return false }
            if let madeAt = state.madeAt, .now - madeAt < state.took * 9, state.took >= Self.longestWait {
                return false
            }
            state.isMaking = true
            return true
        }
    }

    private func make(_ version: Int64) {
        let began = ContinuousClock.now
        var index = FileIndex()
        let isWhole =
            (try? store.forEachFile { traits in
                index.append(traits)
                if index.bytes + 8 * index.count > Self.mostBytes { throw IndexError.tooLarge }
            }) != nil
        let isTooLarge = index.bytes + 8 * index.count > Self.mostBytes
        state.change { [index] state in
            state.isMaking = false
            state.isTooLarge = isTooLarge
            state.madeAt = .now
            state.took = .now - began
            if isTooLarge { state.index = nil }
            guard isWhole else { return }
            state.index = index
            state.version = version
        }
    }

    private enum IndexError: Error {
        case tooLarge
    }
}
