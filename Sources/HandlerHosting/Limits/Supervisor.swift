import Glibc
import HandlerAPI
import Orchestration
import Queueing
import Synchronization

/// Watches all workers that have jobs, on one thread, and ends those that go beyond a limit.
final class Supervisor: Sendable {
    /// How often it looks.
    private static let periodNanoseconds = 20_000_000

    /// One exchange with one worker, for as long as it lasts.
    final class Exchange: Sendable {
        fileprivate let child: ChildProcess
        fileprivate let page: StatusPage
        private struct State {
            var watch: LimitWatch
            var excess: Excess?
        }
        private let state: Mutex<State>

        fileprivate init(_ child: ChildProcess, _ page: StatusPage, limits: WorkLimits, idleMemory: ByteCount) {
            self.child = child
            self.page = page
            let first = LimitWatch.Sample(
                now: Supervisor.now, job: 0, progress: page.progress,
                cpuTime: ProcessUsage.cpuTime(of: child.pid) ?? .zero, memory: idleMemory)
            state = Mutex(State(watch: LimitWatch(limits, idleMemory: idleMemory, first: first)))
        }

        /// Why the worker was ended, if it was.
        var excess: Excess? { state.withLock { $0.excess } }

        /// Ends the worker for a reason that was found elsewhere.
        func end(for excess: Excess) {
            state.withLock { if $0.excess == nil { $0.excess = excess } }
            child.kill()
        }

        fileprivate func look() {
            let sample = LimitWatch.Sample(
                now: Supervisor.now, job: page.job, progress: page.progress,
                cpuTime: ProcessUsage.cpuTime(of: child.pid) ?? .zero,
                memory: ProcessUsage.memory(of: child.pid) ?? 0)
            let isBeyond = state.withLock { state in
                guard state.excess == nil else { return false }
                state.excess = state.watch.excess(sample)
                return state.excess != nil
            }
            if isBeyond { child.kill() }
        }
    }

    private struct State {
        var exchanges: [ObjectIdentifier: Exchange] = [:]
        /// Processes that were ended and are yet to be waited for.
        var ended: [ChildProcess] = []
        /// Whether the thread sleeps until there is something to watch; else it looks by itself soon.
        var isIdle = true
        var isClosed = false
    }

    private let state = Monitor(State())
    private let thread = ServiceThread()
    private let stop: StopSignal

    /// Makes a supervisor with nothing to watch.
    ///
    /// - Parameter stop: Once set, every exchange is ended.
    init(stop: StopSignal) { self.stop = stop }

    /// Begins to watch; nothing is watched before.
    func start() throws(SystemError) {
        let (state, stop) = (state, stop)
        try thread.start { Self.work(state, stop) }
    }

    /// Ends the thread. What is watched then is watched no more.
    func close() {
        state.change { $0.isClosed = true }
        thread.join()
    }

    /// Watches `child` until ``end(_:)``.
    func begin(
        _ child: ChildProcess, _ page: StatusPage, limits: WorkLimits, idleMemory: ByteCount
    ) -> Exchange {
        let exchange = Exchange(child, page, limits: limits, idleMemory: idleMemory)
        let isIdle = state.withLock { state in
            state.exchanges[ObjectIdentifier(exchange)] = exchange
            return state.isIdle
        }
        if isIdle { state.change { $0.isIdle = false } }
        return exchange
    }

    /// Ends a process that nobody needs any more, and waits for that when there is time.
    func dismiss(_ child: ChildProcess) {
        child.kill()
        state.change { state in
            state.ended.append(child)
            state.isIdle = false
        }
    }

    /// The processes that have jobs.
    var pids: [pid_t] { state.withLock { $0.exchanges.values.map(\.child.pid) } }

    /// Watches an exchange no more.
    func end(_ exchange: Exchange) {
        state.withLock { _ = $0.exchanges.removeValue(forKey: ObjectIdentifier(exchange)) }
    }

    private static func work(_ state: Monitor<State>, _ stop: StopSignal) {
        while true {
            let isClosed: Bool = state.wait { state in
                state.isIdle = state.exchanges.isEmpty && state.ended.isEmpty
                return state.isClosed ? true : state.isIdle ? nil : false
            }
            if isClosed { return }
            _ = state.wait(atMost: periodNanoseconds) { $0.isClosed ? () : nil }
            // The last reference to a process waits for its end.
            _ = state.withLock { state in
                defer { state.ended = [] }
                return state.ended
            }
            for exchange in state.withLock({ Array($0.exchanges.values) }) {
                if stop.isSet { exchange.end(for: .interruption) } else { exchange.look() }
            }
        }
    }

    /// The time since the machine started.
    fileprivate static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
