import Queueing

/// The lanes of a run, shared by the threads that fill and empty them.
final class Lanes<Job: Sendable>: Sendable {
    /// Small files a thread takes at once: a round trip to a worker process is then paid once for all of them.
    private static var batchCount: Int { 32 }
    static var batchBytes: Int64 { 1 << 20 }

    private let monitor: Monitor<LaneSchedule<Job>>

    init(_ bounds: [LaneSchedule<Job>.Bounds], memory: Int64 = .max) {
        monitor = Monitor(LaneSchedule(bounds, memory: memory))
    }

    /// Adds a job, waiting for room.
    ///
    /// - Parameter next: The lane it may move on to.
    func submit(_ job: Job, to lane: Int, bytes: Int64, next: Int?) {
        monitor.wait { $0.submit(job, to: lane, bytes: bytes, next: next) ? () : nil }
    }

    /// Moves a running job on to another lane, without waiting.
    ///
    /// - Parameter next: The lane it may move on to from there.
    func pass(_ job: Job, to lane: Int, bytes: Int64, next: Int?) {
        monitor.change { $0.pass(job, to: lane, bytes: bytes, next: next) }
    }

    /// Takes a few jobs of one lane, waiting for the first; `nil` once all work is done.
    ///
    /// - Parameter finished: The lane whose jobs the calling thread has just ended.
    func take(finished: Int?) -> (jobs: [Job], lane: Int)? {
        if let finished { monitor.change { $0.finish(lane: finished) } }
        let next: (jobs: [Job], lane: Int)?? = monitor.wait { schedule in
            switch schedule.next() {
            case .run(let job, let lane, let bytes):
                .some(
                    ([job] + schedule.more(of: lane, upTo: Self.batchCount - 1, bytes: Self.batchBytes - bytes), lane))
            case .finished: .some(nil)
            case .wait: nil
            }
        }
        return next ?? nil
    }

    /// Lets the threads end once the lanes are empty.
    func close() {
        monitor.change { $0.close() }
    }

    /// Whether one of so many threads has nothing to do.
    func isIdle(of threads: Int) -> Bool { monitor.withLock { $0.isIdle(of: threads) } }

    /// How many jobs wait in each lane.
    var depths: [Int] { monitor.withLock { $0.depths } }

    /// What waits and runs in each lane.
    var states: [(waiting: Int, bytes: Int64, running: Int)] { monitor.withLock { $0.states } }
}
