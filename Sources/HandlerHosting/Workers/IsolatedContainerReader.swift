import HandlerAPI
import Orchestration
import Queueing

/// Reads archives in worker processes: libarchive and zlib read bytes that anybody may have written.
///
/// Archives in archives are open at one time, so the workers are not bound to threads: one that is free is taken, or one
/// more is started.
public final class IsolatedContainerReader: ContainerReader {
    /// What may be read and unpacked between two messages. The memory is for the largest dictionaries of xz and 7z.
    public static let limits = HandlerLimits(
        wallTime: .seconds(60), cpuTime: .seconds(60), stallTime: .seconds(60), memory: .gibibytes(1),
        output: .mebibytes(16))

    let service: WorkerService
    let limits: WorkLimits
    let idle = Monitor<[WorkerProcess]>([])

    /// Makes a reader whose workers may take `limits` between two messages.
    public init(_ service: WorkerService, limits: HandlerLimits = limits) {
        self.service = service
        self.limits = WorkLimits(limits, memory: service.memory)
    }

    /// Reads `content` from `place` to its end, or until `take` returns `false`.
    ///
    /// When a worker is lost, another reads the archive once more from there, and what came before is left away. If that
    /// is lost too, the archive has the fault `quarantined`, and what came before stays.
    public func read(
        _ content: OpenFile, as mediaType: MediaType, from place: ContainerPlace?, _ take: (ContainerEvent) -> Bool
    ) {
        var replay = ContainerReplay()
        var policy = RetryPolicy(.expand, limits)
        var reading = Reading(place: place, limits: limits, withCare: false)
        while true {
            let before = replay.progress
            let end: StreamEnd
            do throws(Failure) { end = try stream(content, mediaType, reading, &replay, take) } catch {
                _ = take(.fault(error))
                return
            }
            guard case .lost(let loss) = end else { return }
            let lost = loss.explained(by: service.outOfMemory)
            switch policy.next(after: lost, gotFurther: replay.progress != before) {
            case .tryAgain(let limits): reading = Reading(place: place, limits: limits, withCare: true)
            case .giveUp(let failure):
                if loss.excess != .interruption { _ = take(.fault(failure)) }
                return
            }
            replay.startAgain()
        }
    }

    /// One reading of an archive.
    private struct Reading {
        let place: ContainerPlace?
        let limits: WorkLimits
        /// Whether each event is said at once, so that a crash takes none along.
        let withCare: Bool
    }

    private func stream(
        _ content: OpenFile, _ mediaType: MediaType, _ reading: Reading, _ replay: inout ContainerReplay,
        _ take: (ContainerEvent) -> Bool
    ) throws(Failure) -> StreamEnd {
        let worker = try readyWorker()
        var order = WireWriter()
        order.putMessage {
            let task = ArchiveOrder.Task.read(from: reading.place, withCare: reading.withCare)
            WorkOrder.archive(ArchiveOrder(content, mediaType, task)).write(to: &$0)
        }
        let end = worker.stream(order.bytes, [content.descriptor], limits: reading.limits) {
            (message) throws(WireError) in
            var next = StreamStep.goOn
            try ContainerMessage.read(from: &message) { message in
                guard case .event(let event) = message else {
                    next = .finish
                    return
                }
                if let news = replay.news(in: event), !take(news) { next = .leave }
            }
            return next
        }
        if case .finished = end { idle.withLock { $0.append(worker) } }
        return end
    }

    func readyWorker() throws(Failure) -> WorkerProcess {
        if let worker = idle.withLock({ $0.popLast() }) { return worker }
        do throws(StartError) {
            return try service.startWorker(.expander)
        } catch {
            var failure = error.failure
            failure.stage = .expand
            throw failure
        }
    }
}
