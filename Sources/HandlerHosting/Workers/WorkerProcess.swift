import Glibc
import HandlerAPI
import Orchestration

/// The host's end of one worker process. Used by one thread.
final class WorkerProcess {
    /// What a worker may take until it is ready.
    private static let startLimits = WorkLimits(
        HandlerLimits(wallTime: .seconds(20), stallTime: .seconds(20), memory: .gibibytes(1), output: .mebibytes(1)))
    /// What an answer may have beside its aggregate: findings, and the frame around them.
    private static let overhead = ByteCount.mebibytes(4)

    /// What locks the worker in.
    private(set) var sandbox = SandboxReport()
    private let child: ChildProcess
    private let page: StatusPage
    private let channel: AnswerChannel
    private let errors: ErrorFile
    private let supervisor: Supervisor
    private let onLoss: @Sendable () -> Void
    private var idleMemory = ByteCount(0)

    /// Waits until a process is ready.
    ///
    /// - Parameter onLoss: Called when the process is lost.
    /// - Throws: ``StartError``.
    init(
        _ started: StartedWorker, _ supervisor: Supervisor, onLoss: @escaping @Sendable () -> Void
    ) throws(StartError) {
        child = started.child
        page = started.page
        channel = started.openChannel()
        errors = started.errors
        self.supervisor = supervisor
        self.onLoss = onLoss
        try awaitGreeting()
    }

    deinit { supervisor.dismiss(child) }

    /// The processor time it has used.
    var cpuTime: Duration { ProcessUsage.cpuTime(of: child.pid) ?? .zero }

    private func awaitGreeting() throws(StartError) {
        var report: SandboxReport?
        let end = exchange([], [], count: 1, limits: Self.startLimits) { (answer) throws(WireError) in
            report = try SandboxReport(from: &answer)
        }
        if case .lost(let loss) = end {
            let reason = loss.excess?.message ?? "its process \(loss.end.description)"
            let said = loss.lastWords.isEmpty ? "" : ": \(loss.lastWords)"
            throw StartError(
                "a worker process did not get ready: \(reason)\(said)", isByStranger: loss.isByStranger,
                isInterruption: loss.excess == .interruption)
        }
        guard let report else { throw StartError("a worker process did not say that it is ready") }
        sandbox = report
        idleMemory = ProcessUsage.memory(of: child.pid) ?? 0
    }

    /// Sends an order and takes its answers.
    ///
    /// - Parameters:
    ///   - descriptors: The files that go with it.
    ///   - count: How many answers are to come.
    ///   - limits: What each of its jobs may take.
    ///   - answered: Takes the answers in order.
    func exchange(
        _ order: [UInt8], _ descriptors: [Int32], count: Int, limits: WorkLimits,
        answered: (inout WireReader) throws(WireError) -> Void
    ) -> ExchangeEnd {
        page.job = 0
        let mark = errors.size
        let watch = supervisor.begin(child, page, limits: limits, idleMemory: idleMemory)
        defer { supervisor.end(watch) }
        let most = ByteCount(limits.output.bytes + Self.overhead.bytes)
        do throws(ChannelLoss) {
            try channel.send(order, descriptors)
            for _ in 0..<count {
                var answer = try channel.receive(upTo: most, orUntilEndOf: child)
                do throws(WireError) {
                    try answered(&answer)
                } catch {
                    throw .nonsense(error.description)
                }
            }
            return .finished
        } catch {
            return .lost(loss(error, watch, count: count, since: mark))
        }
    }

    /// Sends an order and takes messages for as long as the worker sends them. Only the time that the host waits for one
    /// counts against the limits.
    func stream(
        _ order: [UInt8], _ descriptors: [Int32], limits: WorkLimits,
        take: (inout WireReader) throws(WireError) -> StreamStep
    ) -> StreamEnd {
        page.job = 0
        let mark = errors.size
        let most = ByteCount(limits.output.bytes + Self.overhead.bytes)
        var watch = supervisor.begin(child, page, limits: limits, idleMemory: idleMemory)
        defer { supervisor.end(watch) }
        do throws(ChannelLoss) {
            try channel.send(order, descriptors)
            while true {
                var message = try channel.receive(upTo: most, orUntilEndOf: child)
                supervisor.end(watch)
                let step: StreamStep
                do throws(WireError) { step = try take(&message) } catch { throw .nonsense(error.description) }
                switch step {
                case .goOn: watch = supervisor.begin(child, page, limits: limits, idleMemory: idleMemory)
                case .finish: return .finished
                case .leave:
                    child.kill()
                    return .left
                }
            }
        } catch {
            return .lost(loss(error, watch, count: 1, since: mark))
        }
    }

    private func loss(
        _ reason: ChannelLoss, _ watch: Supervisor.Exchange, count: Int, since mark: Int64
    ) -> WorkerLoss {
        if let excess = reason.excess { watch.end(for: excess) }
        child.kill()
        onLoss()
        let end = child.wait()
        let job = min(page.job, count) - 1
        return WorkerLoss(
            end: end, excess: watch.excess, job: job < 0 ? nil : job,
            lastWords: errors.text(since: mark))
    }
}
