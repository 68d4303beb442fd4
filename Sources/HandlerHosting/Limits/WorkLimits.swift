import HandlerAPI
import Orchestration

/// What a job may take before its process is ended.
struct WorkLimits: Sendable, Equatable {
    var wallTime: Duration
    var cpuTime: Duration
    var stallTime: Duration
    var memory: ByteCount
    var output: ByteCount
    /// What the job has taken before, in other exchanges.
    var spentWallTime = Duration.zero
    var spentCPUTime = Duration.zero

    /// The limits of a handler.
    ///
    /// - Parameter allowance: The memory that all running handlers share; none may have more.
    init(_ limits: HandlerLimits, memory allowance: ByteCount = ByteCount(.max)) {
        wallTime = limits.wallTime
        cpuTime = limits.cpuTime
        stallTime = limits.stallTime
        memory = min(limits.memory, allowance)
        output = limits.output
    }

    /// The limits of naming a file's type: it reads a few megabytes.
    ///
    /// - Parameter allowance: The memory that all workers share; none may have more.
    static func detection(memory allowance: ByteCount) -> WorkLimits {
        WorkLimits(
            HandlerLimits(
                wallTime: .seconds(60), cpuTime: .seconds(60), stallTime: .seconds(60), memory: .mebibytes(256),
                output: .mebibytes(1)),
            memory: allowance)
    }

    /// The limits for a second try at a file that went over the first ones, or crashed.
    var tightened: WorkLimits {
        var tight = self
        tight.wallTime = wallTime / 4
        tight.cpuTime = cpuTime / 4
        tight.stallTime = stallTime / 4
        tight.memory = ByteCount(memory.bytes / 2)
        return tight
    }
}
