import Glibc
import Orchestration

/// Why a worker is gone.
struct WorkerLoss: Sendable {
    /// How its process ended.
    let end: ProcessEnd
    /// The limit it went beyond, or the rule it broke.
    let excess: Excess?
    /// Which job of the exchange was at work, from 0; `nil` where none was.
    let job: Int?
    /// The last it wrote to its standard error.
    let lastWords: String

    /// Whether it was ended from outside, for a reason that is not known.
    var isByStranger: Bool { excess == nil && end == .signalled(SIGKILL) }

    /// The failure of the file that was at work.
    func failure(_ stage: Stage) -> Failure {
        if let excess { return Failure(stage, excess.code, excess.message) }
        let said = lastWords.isEmpty ? "" : ": \(lastWords)"
        return Failure(stage, .crashed, "its process \(end.description)\(said)")
    }

    /// The same loss, with the reason why the kernel ended the process, if it did.
    func explained(by watch: OutOfMemoryWatch) -> WorkerLoss {
        guard isByStranger, watch.hasStruck() else { return self }
        let excess = Excess(
            code: .memoryExceeded, message: "the kernel ended it when the machine ran out of memory")
        return WorkerLoss(end: end, excess: excess, job: job, lastWords: lastWords)
    }
}
