import Queueing

/// The rules of the lanes, without locks or threads: which job waits where and which runs next.
///
/// Every handler has a lane, bounded by count and bytes, and a limit of jobs running at once. Jobs enter a full lane
/// only by moving on from another (`pass`), so a job that runs never waits for a lane.
///
/// A job that may move on to an overfull lane is not started, or a fast handler that declines would flood a slow one.
/// Jobs of an overfull lane are always started, so lanes that move on to each other cannot wait for each other.
struct LaneSchedule<Job> {
    /// The bounds of one lane.
    struct Bounds {
        /// How many jobs may wait.
        var count: Int
        /// How many bytes of files may wait.
        var bytes: Int64
        /// How many jobs run at once.
        var concurrency: Int
    }

    /// What a thread that asks for work is told.
    enum Next {
        /// Run this job of this lane.
        case run(Job, lane: Int)
        /// Ask again once something changed.
        case wait
        /// Nothing waits or runs, and nothing will come.
        case finished
    }

    private struct Waiting {
        let job: Job
        /// The lane the job moves on to where its handler declines.
        let next: Int?
    }

    private var waiting: [BoundedQueueState<Waiting>]
    private var running: [Int]
    private let concurrency: [Int]
    private var turn = 0
    private var isClosed = false

    init(_ bounds: [Bounds]) {
        waiting = bounds.map { BoundedQueueState(capacity: $0.count, allowance: $0.bytes) }
        running = bounds.map { _ in 0 }
        concurrency = bounds.map { max(1, $0.concurrency) }
    }

    /// How many jobs wait in each lane.
    var depths: [Int] { waiting.map(\.count) }

    /// How many jobs run in each lane.
    var active: [Int] { running }

    /// Lets a job wait in `lane`; `false` while there is no room.
    ///
    /// - Parameter next: The lane it may move on to.
    mutating func submit(_ job: Job, to lane: Int, bytes: Int64, next: Int? = nil) -> Bool {
        waiting[lane].offer(Waiting(job: job, next: next), weight: bytes) == .accepted
    }

    /// Lets a running job go on to `lane` whatever its bounds.
    ///
    /// - Parameter next: The lane it may move on to from there.
    mutating func pass(_ job: Job, to lane: Int, bytes: Int64, next: Int? = nil) {
        waiting[lane].insert(Waiting(job: job, next: next), weight: bytes)
    }

    /// Chooses a job, taking the lanes in turn.
    mutating func next() -> Next {
        for step in 0..<waiting.count {
            let lane = (turn + step) % waiting.count
            guard mayStart(lane), case .element(let waiting) = waiting[lane].take() else { continue }
            running[lane] += 1
            turn = lane + 1
            return .run(waiting.job, lane: lane)
        }
        let isIdle = running.allSatisfy { $0 == 0 } && waiting.allSatisfy { $0.count == 0 }
        return isClosed && isIdle ? .finished : .wait
    }

    private func mayStart(_ lane: Int) -> Bool {
        guard running[lane] < concurrency[lane], let job = waiting[lane].first else { return false }
        return job.next.map { !waiting[$0].isOverfull } ?? true || waiting[lane].isOverfull
    }

    /// Notes that a job of `lane` has ended.
    mutating func finish(lane: Int) { running[lane] -= 1 }

    /// No job is submitted any more.
    mutating func close() { isClosed = true }
}
