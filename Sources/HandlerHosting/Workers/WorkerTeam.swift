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
    /// How often a job whose worker was ended from outside is tried again.
    private static let attemptsAgainstStrangers = 100

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
                    if idleLosses >= Self.attemptsAgainstStrangers { suspect = (next, loss) }
                }
            case .failure(let failure):
                failed(failure)
                next += 1
            }
        }
    }

    /// Tries a job once more, alone, after it was at work when a worker was lost.
    private func settle(
        _ errand: Errand, _ job: Int, after first: WorkerLoss,
        answered: (inout WireReader) throws(WireError) -> Void, failed: (Failure) -> Void
    ) {
        var last = first
        if first.excess == .interruption { return failed(first.failure(errand.stage)) }
        for attempt in 2...Self.attemptsAgainstStrangers {
            worker = nil
            let limits = last.isByStranger ? errand.limits : errand.limits.tightened
            switch exchange(errand, job..<job + 1, limits, answered: answered) {
            case .success(.finished): return
            case .failure(let failure): return failed(failure)
            case .success(.lost(let loss)):
                if loss.excess == .interruption { return failed(loss.failure(errand.stage)) }
                if !last.isByStranger, !loss.isByStranger {
                    return failed(Self.quarantine(last, loss, errand.stage, attempt: attempt))
                }
                last = loss
            }
        }
        var failure = last.failure(errand.stage)
        failure.attempt = Self.attemptsAgainstStrangers
        failed(failure)
    }

    static func quarantine(
        _ first: WorkerLoss, _ second: WorkerLoss, _ stage: Stage, attempt: Int
    ) -> Failure {
        let (one, two) = (first.failure(stage), second.failure(stage))
        var failure = Failure(
            stage, .quarantined,
            "\(one.code): \(one.message). Again alone under tighter limits, \(two.code): \(two.message)")
        failure.attempt = attempt
        return failure
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
        if case .lost = end { worker = nil }
        return .success(end)
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
