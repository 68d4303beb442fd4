import Orchestration

/// How a job went beyond a limit.
struct Excess: Sendable, Equatable {
    let code: FailureCode
    /// Which limit, and by how much.
    let message: String

    /// The run is to stop.
    static let interruption = Excess(code: FailureCode("interrupted"), message: "the run was interrupted")
}
