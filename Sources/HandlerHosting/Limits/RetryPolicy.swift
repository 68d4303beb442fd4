import Orchestration

/// Decides what becomes of a job at which processes were lost, without clocks or processes: it is told of each loss.
///
/// A process that crashed or went beyond a limit is the job's fault: the job is tried once more, alone and under tighter
/// limits, and the second fault puts the file in quarantine. A process that was killed from outside is not, and the job is
/// tried again as it was, but not for ever.
struct RetryPolicy {
    /// How often in a row a process may be killed from outside without having got further.
    private static let attemptsAgainstStrangers = 100

    /// What is to be done.
    enum Next {
        /// Try the job again, alone.
        case tryAgain(WorkLimits)
        /// The job has failed.
        case giveUp(Failure)
    }

    private let stage: Stage
    private let limits: WorkLimits
    private var fault: WorkerLoss?
    private var fruitless = 0
    private var attempts = 0

    /// Makes the policy for one job.
    ///
    /// - Parameters:
    ///   - stage: Where on a file's way the job is.
    ///   - limits: What it may take at its first try.
    init(_ stage: Stage, _ limits: WorkLimits) {
        self.stage = stage
        self.limits = limits
    }

    /// Takes in that a process was lost at the job.
    ///
    /// - Parameter gotFurther: Whether the job got further than ever before.
    mutating func next(after loss: WorkerLoss, gotFurther: Bool = false) -> Next {
        attempts += 1
        if loss.excess == .interruption { return .giveUp(failure(loss)) }
        if loss.isByStranger {
            fruitless = gotFurther ? 0 : fruitless + 1
            return fruitless < Self.attemptsAgainstStrangers ? .tryAgain(limitsNow) : .giveUp(failure(loss))
        }
        if let fault { return .giveUp(quarantine(fault, loss)) }
        fault = loss
        return .tryAgain(limitsNow)
    }

    private var limitsNow: WorkLimits { fault == nil ? limits : limits.tightened }

    private func failure(_ loss: WorkerLoss) -> Failure {
        var failure = loss.failure(stage)
        failure.attempt = attempts
        return failure
    }

    private func quarantine(_ first: WorkerLoss, _ second: WorkerLoss) -> Failure {
        let (one, two) = (first.failure(stage), second.failure(stage))
        let message = "\(one.code): \(one.message). Again alone under tighter limits, \(two.code): \(two.message)"
        var failure = Failure(stage, .quarantined, message)
        failure.attempt = attempts
        return failure
    }
}
