import HandlerAPI
import Orchestration
import Queueing

/// Reads archives in worker processes: libarchive and zlib read bytes that anybody may have written.
///
/// Archives in archives are open at one time, so the workers are not bound to threads: one that is free is taken, or one
/// more is started.
public final class IsolatedContainerReader: ContainerReader {
    /// How often a worker may be ended from outside without having got further than the one before.
    private static let attemptsAgainstStrangers = 100
    /// What may be read and unpacked between two messages. The memory is for the largest dictionaries of xz and 7z.
    public static let limits = HandlerLimits(
        wallTime: .seconds(60), cpuTime: .seconds(60), stallTime: .seconds(60), memory: .gibibytes(1),
        output: .mebibytes(16))

    private let service: WorkerService
    private let limits: WorkLimits
    private let idle = Monitor<[WorkerProcess]>([])

    /// Makes a reader whose workers may take `limits` between two messages.
    public init(_ service: WorkerService, limits: HandlerLimits = limits) {
        self.service = service
        self.limits = WorkLimits(limits)
    }

    /// Reads `content` to its end, or until `take` returns `false`.
    ///
    /// When a worker is lost, another reads the archive once more from its start, and what came before is left away. If
    /// that is lost too, the archive has the fault `quarantined`, and what came before stays.
    public func read(_ content: OpenFile, as mediaType: MediaType, _ take: (ContainerEvent) -> Bool) {
        var replay = ContainerReplay()
        var last: WorkerLoss?
        var fruitless = 0
        while fruitless < Self.attemptsAgainstStrangers {
            let before = replay.progress
            let end: StreamEnd
            do throws(Failure) { end = try stream(content, mediaType, after: last, &replay, take) } catch {
                _ = take(.fault(error))
                return
            }
            guard case .lost(let loss) = end else { return }
            if loss.excess == .interruption { return }
            if let last, !last.isByStranger, !loss.isByStranger {
                _ = take(.fault(WorkerTeam.quarantine(last, loss, .expand, attempt: 2)))
                return
            }
            last = loss
            fruitless = replay.progress == before ? fruitless + 1 : 0
            replay.startAgain()
        }
        if let last { _ = take(.fault(last.failure(.expand))) }
    }

    private func stream(
        _ content: OpenFile, _ mediaType: MediaType, after last: WorkerLoss?, _ replay: inout ContainerReplay,
        _ take: (ContainerEvent) -> Bool
    ) throws(Failure) -> StreamEnd {
        let worker = try readyWorker()
        let limits = last.map { !$0.isByStranger } ?? false ? limits.tightened : limits
        var order = WireWriter()
        order.putMessage {
            WorkOrder.expand(
                mediaType: mediaType.description, size: content.size.bytes, withCare: last != nil
            ).write(to: &$0)
        }
        let end = worker.stream(order.bytes, [content.descriptor], limits: limits) { (message) throws(WireError) in
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

    private func readyWorker() throws(Failure) -> WorkerProcess {
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
