import HandlerAPI
import Orchestration

/// What a job may take before its process is ended.
struct WorkLimits: Sendable, Equatable {
    var wallTime: Duration
    var cpuTime: Duration
    var stallTime: Duration
    var memory: ByteCount
    var output: ByteCount

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
    static var detection: WorkLimits {
        WorkLimits(
            HandlerLimits(
                wallTime: .seconds(60), cpuTime: .seconds(60), stallTime: .seconds(60), memory: .mebibytes(256),
                output: .mebibytes(1)))
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

/// How a job went beyond a limit.
struct Excess: Sendable, Equatable {
    let code: FailureCode
    /// Which limit, and by how much.
    let message: String

    /// The run is to stop.
    static let interruption = Excess(code: FailureCode("interrupted"), message: "the run was interrupted")
}

/// Watches one exchange against the limits of its jobs, without clocks or processes: it is told what was seen and when.
struct LimitWatch {
    /// What was seen of a worker at one moment.
    struct Sample {
        /// Time since some fixed moment.
        var now: Duration
        /// Which job is at work, from 1; 0 before the first.
        var job: Int
        /// Changes whenever the job gets on.
        var progress: UInt64
        /// The processor time the process has used.
        var cpuTime: Duration
        /// The memory the process takes up.
        var memory: ByteCount
    }

    private let limits: WorkLimits
    /// What the process takes up without a job.
    private let idleMemory: ByteCount
    private var began: Sample
    private var lastProgress: UInt64
    private var lastProgressAt: Duration

    init(_ limits: WorkLimits, idleMemory: ByteCount, first: Sample) {
        self.limits = limits
        self.idleMemory = idleMemory
        began = first
        lastProgress = first.progress
        lastProgressAt = first.now
    }

    /// Takes a sample in; returns how the job is beyond a limit, if it is.
    mutating func excess(_ sample: Sample) -> Excess? {
        // A worker goes through its jobs in order; one that says otherwise gains nothing by it.
        if sample.job > began.job { began = sample }
        if sample.progress != lastProgress || began.now == sample.now {
            lastProgress = sample.progress
            lastProgressAt = sample.now
        }
        let wall = sample.now - began.now
        let cpu = sample.cpuTime - began.cpuTime
        let stalled = sample.now - lastProgressAt
        let memory = ByteCount(max(0, sample.memory.bytes - idleMemory.bytes))
        if memory > limits.memory {
            return Excess(
                code: .memoryExceeded, message: "it took \(memory) of memory; its limit is \(limits.memory)")
        }
        if wall > limits.wallTime { return Self.tooLong(.timeExceeded, "it took", wall, limits.wallTime) }
        if cpu > limits.cpuTime {
            return Self.tooLong(.cpuExceeded, "it took processor time of", cpu, limits.cpuTime)
        }
        if stalled > limits.stallTime {
            return Self.tooLong(.stalled, "it made no progress for", stalled, limits.stallTime)
        }
        return nil
    }

    private static func tooLong(_ code: FailureCode, _ what: String, _ time: Duration, _ limit: Duration) -> Excess {
        Excess(code: code, message: "\(what) \(time.inSeconds) s; its limit is \(limit.inSeconds) s")
    }
}

extension Duration {
    /// The length in seconds, to a hundredth, as text.
    var inSeconds: String {
        let hundredths = (seconds * 100).rounded() / 100
        return hundredths == hundredths.rounded() ? String(Int(hundredths)) : String(hundredths)
    }
}
