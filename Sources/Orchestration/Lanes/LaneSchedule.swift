import Queueing

/// The rules of the lanes, without locks or threads: which job waits where and which runs next.
///
/// Every handler has a lane, bounded by count and bytes, and a limit of batches running at once. A batch is a few small
/// jobs of one lane that one thread runs one after another. Jobs enter a full lane only by moving on from another
/// (`pass`), so a job that runs never waits for a lane.
///
/// What the running jobs may need of memory stays within an allowance. A lane whose turn it is and that does not fit
/// holds the others back until it does, or a needy handler would wait for ever beside busy modest ones.
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
        /// How many batches run at once.
        var concurrency: Int
        /// How many bytes of memory a job may need.
        var memory: Int64 = 0
    }

    /// What a thread that asks for work is told.
    enum Next {
        /// Run this job of this lane, whose file has so many bytes.
        case run(Job, lane: Int, bytes: Int64)
        /// Ask again once something changed.
        case wait
        /// Nothing waits or runs, and nothing will come.
        case finished
    }

    private struct Waiting {
        let job: Job
        let bytes: Int64
        /// The lane the job moves on to where its handler declines.
        let next: Int?
    }

    private var waiting: [BoundedQueueState<Waiting>]
    private var running: [Int]
    private let concurrency: [Int]
    private let memory: [Int64]
    private var freeMemory: Int64
    private var turn = 0
    private var isClosed = false

    /// Makes lanes without jobs.
    ///
    /// - Parameter allowance: The bytes of memory for all running jobs together. A lane that needs more counts as needing
    ///   all of it.
    init(_ bounds: [Bounds], memory allowance: Int64 = .max) {
        waiting = bounds.map { BoundedQueueState(capacity: $0.count, allowance: $0.bytes) }
        running = bounds.map { _ in 0 }
        concurrency = bounds.map { max(1, $0.concurrency) }
        memory = bounds.map { min($0.memory, allowance) }
        freeMemory = allowance
    }

    /// How many jobs wait in each lane.
    var depths: [Int] { waiting.map(\.count) }

    /// How many batches run in each lane.
    var active: [Int] { running }

    /// What waits and runs in each lane.
    var states: [(waiting: Int, bytes: Int64, running: Int)] {
        zip(waiting, running).map { ($0.count, $0.weight, $1) }
    }

    /// Whether no job waits, and fewer than `threads` batches run: a thread has nothing to do.
    func isIdle(of threads: Int) -> Bool { waiting.allSatisfy { $0.count == 0 } && running.reduce(0, +) < threads }

    /// Lets a job wait in `lane`; `false` while there is no room.
    ///
    /// - Parameter next: The lane it may move on to.
    mutating func submit(_ job: Job, to lane: Int, bytes: Int64, next: Int? = nil) -> Bool {
        waiting[lane].offer(Waiting(job: job, bytes: bytes, next: next), weight: bytes) == .accepted
    }

    /// Lets a running job go on to `lane` whatever its bounds.
    ///
    /// - Parameter next: The lane it may move on to from there.
    mutating func pass(_ job: Job, to lane: Int, bytes: Int64, next: Int? = nil) {
        waiting[lane].insert(Waiting(job: job, bytes: bytes, next: next), weight: bytes)
    }

    /// Chooses a job, taking the lanes in turn.
    mutating func next() -> Next {
        for step in 0..<waiting.count {
            let lane = (turn + step) % waiting.count
            guard running[lane] < concurrency[lane], mayStart(lane) else { continue }
            guard memory[lane] <= freeMemory else {
                turn = lane
                return .wait
            }
            guard case .element(let waiting) = waiting[lane].take() else { continue }
            running[lane] += 1
            freeMemory -= memory[lane]
            turn = lane + 1
            return .run(waiting.job, lane: lane, bytes: waiting.bytes)
        }
        let isIdle = running.allSatisfy { $0 == 0 } && waiting.allSatisfy { $0.count == 0 }
        return isClosed && isIdle ? .finished : .wait
    }

    /// Takes further jobs of a lane from which a job was just chosen, to be run after it by the same thread: half of this
    /// thread's share of what waits, so that no thread is left without work near the end.
    ///
    /// - Parameters:
    ///   - limit: The most jobs.
    ///   - bytes: The most bytes of files.
    mutating func more(of lane: Int, upTo limit: Int, bytes: Int64) -> [Job] {
        var jobs: [Job] = []
        var room = bytes
        let share = min(limit, waiting[lane].count / (2 * concurrency[lane]))
        while jobs.count < share, mayStart(lane), let first = waiting[lane].first, first.bytes <= room {
            guard case .element(let waiting) = waiting[lane].take() else { break }
            room -= waiting.bytes
            jobs.append(waiting.job)
        }
        return jobs
    }

    /// Whether the lane's next job may move on from here without flooding the lane after it.
    private func mayStart(_ lane: Int) -> Bool {
        guard let job = waiting[lane].first else { return false }
        return job.next.map { !waiting[$0].isOverfull } ?? true || waiting[lane].isOverfull
    }

    /// Notes that a batch of `lane` has ended.
    mutating func finish(lane: Int) {
        running[lane] -= 1
        freeMemory += memory[lane]
    }

    /// No job is submitted any more.
    mutating func close() { isClosed = true }
}
