import Glibc
import HandlerAPI
import Orchestration

/// A few jobs of one kind for a worker.
struct Errand {
    /// How many jobs.
    let count: Int
    /// Where on a file's way they are.
    let stage: Stage
    /// What each may take.
    let limits: WorkLimits
    /// The message for some of the jobs, and their files.
    let order: (Range<Int>) -> (order: WorkOrder, descriptors: [Int32])
}

/// Runs jobs in a worker process, and in another one where the first is lost: every job ends with an answer or a failure.
///
/// The job at which a worker was lost is tried once more, alone, in a fresh worker under tighter limits. If that is lost
/// too, the file is quarantined. The other jobs of the exchange run again as if nothing had been. Used by one thread.
final class WorkerTeam {
    /// How often in a row a worker may be lost that has no job at work.
    private static let idleLossesAtMost = 100

    private let service: WorkerService
    private let role: WorkerSetup.Role
    private let options: [String: [String: OptionValue]]
    private var worker: WorkerProcess?
    /// Why no worker can be had; there is no sense in trying for each file.
    private var hopelessness: Failure?

    init(_ service: WorkerService, _ role: WorkerSetup.Role, options: [String: [String: OptionValue]]) {
        self.service = service
        self.role = role
        self.options = options
    }

    /// Runs all jobs of an errand.
    ///
    /// - Parameters:
    ///   - answered: Takes the answers in the order of the jobs.
    ///   - failed: Takes the place of `answered` for a job that came to no end.
    func run(
        _ errand: Errand, answered: (inout WireReader) throws(WireError) -> Void, failed: (Failure) -> Void
    ) {
        var next = 0
        var suspect: (job: Int, loss: WorkerLoss)?
        var idleLosses = 0
        while next < errand.count {
            if let found = suspect, found.job <= next {
                suspect = nil
                settle(errand, next, after: found.loss, answered: answered, failed: failed)
                next += 1
                continue
            }
            // Jobs before the suspect whose answers were lost with the worker run again first.
            let first = next
            let end = exchange(errand, first..<(suspect?.job ?? errand.count), errand.limits) {
                (answer) throws(WireError) in
                try answered(&answer)
                next += 1
            }
            switch end {
            case .success(.finished): idleLosses = 0
            case .success(.lost(let loss)):
                if let job = loss.job.map({ $0 + first }), job >= next {
                    suspect = (job, loss)
                } else if loss.excess == .interruption {
                    suspect = (next, loss)
                } else {
                    idleLosses += 1
                    if idleLosses >= Self.idleLossesAtMost { suspect = (next, loss) }
                }
            case .failure(let failure):
                failed(failure)
                next += 1
            }
        }
    }

    /// Runs a job that comes to an end only together with others, without a second try.
    func attempt(
        _ errand: Errand, answered: (inout WireReader) throws(WireError) -> Void
    ) -> Result<ExchangeEnd, Failure> {
        exchange(errand, 0..<errand.count, errand.limits, answered: answered)
    }

    /// The processor time that the worker has used.
    var cpuTime: Duration { worker?.cpuTime ?? .zero }

    /// Runs the only job of an errand, at which a worker was lost before.
    func run(
        _ errand: Errand, after loss: WorkerLoss, answered: (inout WireReader) throws(WireError) -> Void,
        failed: (Failure) -> Void
    ) {
        settle(errand, 0, after: loss, answered: answered, failed: failed)
    }

    /// Tries a job again, alone, after it was at work when a worker was lost.
    private func settle(
        _ errand: Errand, _ job: Int, after first: WorkerLoss,
        answered: (inout WireReader) throws(WireError) -> Void, failed: (Failure) -> Void
    ) {
        var policy = RetryPolicy(errand.stage, errand.limits)
        var loss = first
        while true {
            let limits: WorkLimits
            switch policy.next(after: loss) {
            case .tryAgain(let allowed): limits = allowed
            case .giveUp(let failure): return failed(failure)
            }
            worker = nil
            switch exchange(errand, job..<job + 1, limits, answered: answered) {
            case .success(.finished): return
            case .success(.lost(let another)): loss = another
            case .failure(let failure): return failed(failure)
            }
        }
    }

    private func exchange(
        _ errand: Errand, _ jobs: Range<Int>, _ limits: WorkLimits,
        answered: (inout WireReader) throws(WireError) -> Void
    ) -> Result<ExchangeEnd, Failure> {
        let ready: WorkerProcess
        do throws(Failure) { ready = try readyWorker() } catch {
            var failure = error
            failure.stage = errand.stage
            return .failure(failure)
        }
        let (order, descriptors) = errand.order(jobs)
        var wire = WireWriter()
        wire.putMessage { order.write(to: &$0) }
        let end = ready.exchange(wire.bytes, descriptors, count: jobs.count, limits: limits, answered: answered)
        guard case .lost(let loss) = end else { return .success(end) }
        worker = nil
        return .success(.lost(loss.explained(by: service.outOfMemory)))
    }

    private func readyWorker() throws(Failure) -> WorkerProcess {
        if let worker { return worker }
        if let hopelessness { throw hopelessness }
        do throws(StartError) {
            let started = try service.startWorker(role, options: options)
            worker = started
            return started
        } catch {
            hopelessness = error.failure
            throw error.failure
        }
    }
}
