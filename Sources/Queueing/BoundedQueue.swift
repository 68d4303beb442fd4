/// A first-in, first-out queue between threads that makes the faster side wait.
///
/// It is not a `Sequence`: several threads take from it at once, and each element goes to one of them.
public final class BoundedQueue<Element: Sendable>: Sendable {
    @usableFromInline
    let monitor: Monitor<BoundedQueueState<Element>>

    /// Makes a queue that holds at most `capacity` elements of at most `allowance` weight together.
    @inlinable
    public init(capacity: Int, allowance: Int64 = .max) {
        monitor = Monitor(BoundedQueueState(capacity: capacity, allowance: allowance))
    }

    /// Adds an element, waiting for room; `false` if the queue was closed instead.
    @inlinable
    public func put(_ element: Element, weight: Int64 = 0) -> Bool {
        monitor.wait { state in
            switch state.offer(element, weight: weight) {
            case .accepted: true
            case .closed: false
            case .full: nil
            }
        }
    }

    /// Takes the oldest element, waiting for one; `nil` once the queue is closed and empty.
    @inlinable
    public func take() -> Element? {
        let taken: Element?? = monitor.wait(isWorthWaking: \.hasAmpleRoom) { state in
            switch state.take() {
            case .element(let element): .some(.some(element))
            case .finished: .some(.none)
            case .empty: .none
            }
        }
        return taken ?? nil
    }

    /// Takes up to `limit` elements at once, waiting for the first; empty once the queue is closed and empty.
    @inlinable
    public func takeBatch(upTo limit: Int) -> [Element] {
        guard let first = take() else { return [] }
        var batch = [first]
        return monitor.change { state in
            while batch.count < limit, case .element(let element) = state.take() { batch.append(element) }
            return batch
        }
    }

    /// Takes one element and half of what a thread of `threads` has a share in, waiting for the first, so that no thread
    /// is left without work near the end; empty once the queue is closed and empty.
    @inlinable
    public func takeShare(of threads: Int, upTo limit: Int) -> [Element] {
        monitor.wait(isWorthWaking: \.hasAmpleRoom) { state in
            var batch: [Element] = []
            let share = min(limit, 1 + state.count / (2 * threads))
            while batch.count < share {
                switch state.take() {
                case .element(let element): batch.append(element)
                case .finished: return batch
                case .empty: return batch.isEmpty ? nil : batch
                }
            }
            return batch
        }
    }

    /// Takes nothing more; what waits can still be taken.
    @inlinable
    public func close() {
        monitor.change { $0.close() }
    }
}
