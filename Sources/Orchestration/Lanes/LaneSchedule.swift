import Queueing

/// The rules of the lanes, without locks or threads: which job waits where and which runs next.
///
/// Every handler has a lane, bounded by count and bytes, and a limit of jobs running at once. Jobs enter a full lane
/// only by moving on from another (`pass`), one for each running job at most, so the lanes stay bounded and a job that
/// runs never waits for a lane.
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

    private var waiting: [BoundedQueueState<Job>]
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
    mutating func submit(_ job: Job, to lane: Int, bytes: Int64) -> Bool {
        waiting[lane].offer(job, weight: bytes) == .accepted
    }

    /// Lets a running job go on to `lane` whatever its bounds.
    mutating func pass(_ job: Job, to lane: Int, bytes: Int64) {
        waiting[lane].insert(job, weight: bytes)
    }

    /// Chooses a job, taking the lanes in turn.
    mutating func next() -> Next {
        for step in 0..<waiting.count {
            let lane = (turn + step) % waiting.count
            guard running[lane] < concurrency[lane], case .element(let job) = waiting[lane].take() else { continue }
            running[lane] += 1
            turn = lane + 1
            return .run(job, lane: lane)
        }
        let isIdle = running.allSatisfy { $0 == 0 } && waiting.allSatisfy { $0.count == 0 }
        return isClosed && isIdle ? .finished : .wait
    }

    /// Notes that a job of `lane` has ended.
    mutating func finish(lane: Int) { running[lane] -= 1 }

    /// No job is submitted any more.
    mutating func close() { isClosed = true }
}
