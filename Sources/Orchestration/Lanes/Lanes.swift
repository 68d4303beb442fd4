import Queueing

/// The lanes of a run, shared by the threads that fill and empty them.
final class Lanes<Job: Sendable>: Sendable {
    private let monitor: Monitor<LaneSchedule<Job>>

    init(_ bounds: [LaneSchedule<Job>.Bounds]) {
        monitor = Monitor(LaneSchedule(bounds))
    }

    /// Adds a job, waiting for room.
    func submit(_ job: Job, to lane: Int, bytes: Int64) {
        monitor.wait { $0.submit(job, to: lane, bytes: bytes) ? () : nil }
    }

    /// Moves a running job on to another lane, without waiting.
    func pass(_ job: Job, to lane: Int, bytes: Int64) {
        monitor.change { $0.pass(job, to: lane, bytes: bytes) }
    }

    /// Takes a job, waiting for one; `nil` once all work is done.
    func take() -> (job: Job, lane: Int)? {
        let next: (job: Job, lane: Int)?? = monitor.wait { schedule in
            switch schedule.next() {
            case .run(let job, let lane): .some((job, lane))
            case .finished: .some(nil)
            case .wait: nil
            }
        }
        return next ?? nil
    }

    /// Notes that a job has ended.
    func finish(lane: Int) {
        monitor.change { $0.finish(lane: lane) }
    }

    /// Lets the threads end once the lanes are empty.
    func close() {
        monitor.change { $0.close() }
    }

    /// How many jobs wait in each lane.
    var depths: [Int] { monitor.withLock { $0.depths } }
}
