import Orchestration
import Queueing

/// Starts processes on a thread of its own, which lives as long as they may: a death signal is sent when the *thread* that
/// started a process ends (prctl(2)).
final class Spawner: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var isClosed = false
    }

    private let state = Monitor(State())
    private let thread = ServiceThread()

    init() {}

    /// Runs `body` on the thread and returns what it returns.
    func perform<Value: Sendable>(_ body: @escaping @Sendable () -> Value) throws(SystemError) -> Value {
        let result = Monitor<Value?>(nil)
        try schedule {
            let value = body()
            result.change { $0 = value }
        }
        return result.wait { $0 }
    }

    /// Runs `body` on the thread, after what was asked for before, and does not wait for it.
    func schedule(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let state = state
        try thread.start {
            while let work = Self.next(state) { work() }
        }
        state.change { $0.waiting.append(body) }
    }

    /// Ends the thread, and with it every process that it started.
    func close() {
        state.change { $0.isClosed = true }
        thread.join()
    }

    private static func next(_ state: Monitor<State>) -> (@Sendable () -> Void)? {
        let next: (@Sendable () -> Void)?? = state.wait { state in
            if !state.waiting.isEmpty { return .some(state.waiting.removeFirst()) }
            return state.isClosed ? .some(nil) : nil
        }
        return next ?? nil
    }
}
