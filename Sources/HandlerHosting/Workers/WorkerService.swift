import HandlerAPI
import Orchestration
import Synchronization

/// What all workers of a run share.
public final class WorkerService: Sendable {
    /// How often in a row a worker may fail to start.
    private static let startAttempts = 3
    /// How often it may be ended from outside before it is ready.
    private static let startsAgainstStrangers = 1_000

    private let nursery: Nursery
    let isolation: Isolation
    let memory: ByteCount
    let supervisor: Supervisor
    let outOfMemory = OutOfMemoryWatch()
    private let spawner = Spawner()
    /// Processes that were started before somebody needs them.
    private let spares = Spares()
    private let onSandbox: @Sendable (SandboxReport) -> Void
    private let reports = Atomic<Int>(0)

    /// Describes the workers of a run; none is started before it is needed, or ``startAhead(_:options:upTo:)`` is called.
    ///
    /// - Parameters:
    ///   - memory: What all running handlers share; none may have more.
    ///   - stop: Once set, what is at work is ended.
    ///   - onSandbox: Told once what locks the workers in.
    public init(
        launcher: WorkerLauncher, isolation: Isolation, memory: ByteCount, stop: StopSignal,
        onSandbox: @escaping @Sendable (SandboxReport) -> Void = { _ in }
    ) {
        nursery = Nursery(launcher)
        self.isolation = isolation
        self.memory = memory
        self.onSandbox = onSandbox
        supervisor = Supervisor(stop: stop)
    }

    deinit {
        supervisor.close()
        spawner.close()
    }

    /// Starts processes while something else is done, so that those who need workers next find them ready.
    ///
    /// What goes wrong is met again, and told, where a worker is needed.
    ///
    /// - Parameter count: How many of the role are to be started over the whole run, those that are needed now among them.
    func startAhead(_ role: WorkerSetup.Role, options: [String: [String: OptionValue]] = [:], upTo count: Int) {
        guard spares.startedCount(of: role) < count else { return }
        let setup = WorkerSetup(role: role, isolation: isolation, options: options)
        let (nursery, spares) = (nursery, spares)
        try? spawner.schedule {
            while spares.startedCount(of: role) < count {
                spares.noteStart(of: role)
                guard let spare = try? StartedWorker(nursery, setup) else { return }
                spares.add(spare)
            }
        }
    }

    /// Starts a worker for nothing but what it says of its sandbox.
    ///
    /// - Throws: ``Failure`` of code `not-started`.
    public func trial() throws(Failure) -> SandboxReport {
        do throws(StartError) {
            return try startWorker(.handler).sandbox
        } catch {
            throw error.failure
        }
    }

    /// The time that one exchange with a worker takes in which nothing is done: the median of many.
    ///
    /// - Throws: ``Failure`` of code `not-started`.
    public func roundTrip(of count: Int = 1_001) throws(Failure) -> Duration {
        var order = WireWriter()
        order.putMessage { WorkOrder.nothing.write(to: &$0) }
        let clock = ContinuousClock()
        var times: [Duration] = []
        do throws(StartError) {
            let worker = try startWorker(.handler)
            for _ in 0..<count {
                let time = clock.measure {
                    _ = worker.exchange(order.bytes, [], count: 1, limits: .detection(memory: memory)) { _ in }
                }
                times.append(time)
            }
        } catch {
            throw error.failure
        }
        return times.sorted()[times.count / 2]
    }

    /// Starts a worker and waits until it is ready, several times if need be.
    func startWorker(
        _ role: WorkerSetup.Role, options: [String: [String: OptionValue]] = [:]
    ) throws(StartError) -> WorkerProcess {
        let setup = WorkerSetup(role: role, isolation: isolation, options: options)
        let (nursery, spares, spawner) = (nursery, spares, spawner)
        let onLoss = { @Sendable () -> Void in
            try? spawner.schedule {
                // Those that come then do not lie in memory as the one that was lost did.
                nursery.renew()
                spares.removeAll()
            }
        }
        var attempts = 0
        var endedByStrangers = 0
        while true {
            do throws(StartError) {
                let worker = try WorkerProcess(try startedWorker(setup), supervisor, onLoss: onLoss)
                if reports.add(1, ordering: .relaxed).oldValue == 0 { onSandbox(worker.sandbox) }
                return worker
            } catch {
                if error.isByStranger { endedByStrangers += 1 } else { attempts += 1 }
                let isEnough = attempts == Self.startAttempts || endedByStrangers == Self.startsAgainstStrangers
                if error.isInterruption || isEnough { throw error }
            }
        }
    }

    /// A process that was started ahead, or one that is started now.
    private func startedWorker(_ setup: WorkerSetup) throws(StartError) -> StartedWorker {
        let (nursery, spares) = (nursery, spares)
        let started: Result<StartedWorker, StartError>
        do throws(SystemError) {
            try supervisor.start()
            started = try spawner.perform {
                Result { () throws(StartError) in
                    if let spare = spares.take(setup) { return spare }
                    spares.noteStart(of: setup.role)
                    return try StartedWorker(nursery, setup)
                }
            }
        } catch {
            throw StartError(starting: error)
        }
        return try started.get()
    }

    func team(_ role: WorkerSetup.Role, options: [String: [String: OptionValue]] = [:]) -> WorkerTeam {
        WorkerTeam(self, role, options: options)
    }
}

/// Processes that nobody has taken yet, and how many were started.
private final class Spares: Sendable {
    private struct State {
        var workers: [StartedWorker] = []
        var started: [WorkerSetup.Role: Int] = [:]
    }

    private let state = Mutex(State())

    func startedCount(of role: WorkerSetup.Role) -> Int { state.withLock { $0.started[role, default: 0] } }

    func noteStart(of role: WorkerSetup.Role) { state.withLock { $0.started[role, default: 0] += 1 } }

    func add(_ worker: StartedWorker) { state.withLock { $0.workers.append(worker) } }

    /// Ends them all.
    func removeAll() {
        _ = state.withLock { state in
            defer { state.workers = [] }
            return state.workers
        }
    }

    /// One that was told the same.
    func take(_ setup: WorkerSetup) -> StartedWorker? {
        state.withLock { state in
            state.workers.firstIndex { $0.setup == setup }.map { state.workers.remove(at: $0) }
        }
    }
}
