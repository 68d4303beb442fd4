import Orchestration

/// Why a worker did not get ready.
struct StartError: Error {
    let failure: Failure
    /// Whether it was ended from outside before it was.
    let isByStranger: Bool
    /// Whether the run is to stop.
    let isInterruption: Bool

    /// The system lets no process be made.
    init(starting error: SystemError) { self.init("a worker process cannot be started: \(error)") }

    init(_ message: String, isByStranger: Bool = false, isInterruption: Bool = false) {
        failure = Failure(.handle, .notStarted, message)
        self.isByStranger = isByStranger
        self.isInterruption = isInterruption
    }
}
