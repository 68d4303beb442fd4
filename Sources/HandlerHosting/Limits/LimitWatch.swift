import HandlerAPI
import Orchestration

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
        let wall = limits.spentWallTime + (sample.now - began.now)
        let cpu = limits.spentCPUTime + (sample.cpuTime - began.cpuTime)
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
