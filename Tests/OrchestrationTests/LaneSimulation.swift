import HandlerTesting

@testable import Orchestration

/// Drives the lanes' rules in place of threads: any thread that can go on may be the next to do so, as a seed decides.
///
/// Detectors submit jobs in order and wait for room, workers run them; a job passes on through its chain until the handler
/// that takes it. The members of an archive are submitted by the detector that walks it, which waits while too many are
/// done before an earlier one.
struct LaneSimulation {
    struct Job {
        let number: Int
        let chain: [Int]
        let takenAt: Int
        let bytes: Int64
        let member: (archive: Int, index: Int)?
        var position = 0

        var lane: Int { chain[position] }
        var next: Int? { position + 1 < chain.count ? chain[position + 1] : nil }
    }

    enum Worker {
        case idle
        case running([Job], lane: Int)
        /// It is done with its jobs and has not yet asked for another.
        case passed(lane: Int)
        case ended
    }

    /// The most jobs a worker takes at once.
    static let batch = 3
    /// What running jobs may need; a lane may be declared to need more.
    static let memory: Int64 = 10

    private var random: RepeatableGenerator
    let bounds: [LaneSchedule<Job>.Bounds]
    private var schedule: LaneSchedule<Job>
    private var toSubmit: [[Job]]
    private var archives: [MemberTotals]
    private let reorderWindow: Int
    private(set) var workers: [Worker]
    private(set) var jobCount = 0
    /// The lanes each job ran in, and those it must run in, in order.
    private(set) var runs: [[Int]] = []
    private(set) var expectedRuns: [[Int]] = []
    private(set) var faults: [String] = []

    init(seed: UInt64) {
        var random = RepeatableGenerator(seed: seed)
        let lanes = Int.random(in: 1...4, using: &random)
        bounds = (0..<lanes).map { _ in
            .init(
                count: .random(in: 1...3, using: &random), bytes: .random(in: 1...20, using: &random),
                concurrency: .random(in: 1...3, using: &random), memory: .random(in: 0...12, using: &random))
        }
        schedule = LaneSchedule(bounds, memory: Self.memory)
        workers = Array(repeating: .idle, count: .random(in: 1...4, using: &random))
        reorderWindow = .random(in: 1...3, using: &random)
        toSubmit = []
        archives = []
        self.random = random
        for _ in 0..<Int.random(in: 1...3, using: &self.random) { toSubmit.append(makeJobs(lanes: lanes)) }
        runs = Array(repeating: [], count: jobCount)
        expectedRuns = toSubmit.joined().map { Array($0.chain.prefix($0.takenAt + 1)) }
    }

    private mutating func makeJobs(lanes: Int) -> [Job] {
        var jobs: [Job] = []
        for _ in 0..<Int.random(in: 5...25, using: &random) {
            let members = Bool.random(using: &random) ? 1 : Int.random(in: 2...8, using: &random)
            if members > 1 { archives.append(MemberTotals()) }
            for index in 0..<members {
                let chain = Array((0..<lanes).shuffled(using: &random).prefix(.random(in: 1...lanes, using: &random)))
                jobs.append(
                    Job(
                        number: jobCount, chain: chain, takenAt: .random(in: 0..<chain.count, using: &random),
                        bytes: .random(in: 0...30, using: &random),
                        member: members > 1 ? (archives.count - 1, index) : nil))
                jobCount += 1
            }
        }
        return jobs
    }

    /// Goes on until every thread has ended; `false` where nobody can go on before.
    mutating func run() -> Bool {
        while true {
            if workers.allSatisfy({ if case .ended = $0 { true } else { false } }) { return true }
            let threads = (0..<(toSubmit.count + workers.count)).shuffled(using: &random)
            guard threads.contains(where: { advance($0) }) else { return false }
            check()
        }
    }

    /// Lets a thread make one step; `false` where it has to wait or has ended.
    private mutating func advance(_ thread: Int) -> Bool {
        thread < toSubmit.count ? submit(thread) : work(thread - toSubmit.count)
    }

    private mutating func submit(_ detector: Int) -> Bool {
        guard let job = toSubmit[detector].first else { return false }
        if let member = job.member, archives[member.archive].waiting >= reorderWindow { return false }
        guard schedule.submit(job, to: job.lane, bytes: job.bytes, next: job.next) else { return false }
        toSubmit[detector].removeFirst()
        if toSubmit.allSatisfy(\.isEmpty) { schedule.close() }
        return true
    }

    private mutating func work(_ worker: Int) -> Bool {
        switch workers[worker] {
        case .ended: return false
        case .idle: return takeJob(worker)
        case .running(let jobs, let lane):
            // A slow handler is one that seldom gets its turn.
            if Int.random(in: 0...lane * 3, using: &random) > 0 { return true }
            end(jobs[0], lane)
            workers[worker] = jobs.count > 1 ? .running(Array(jobs.dropFirst()), lane: lane) : .passed(lane: lane)
            return true
        case .passed(let lane):
            schedule.finish(lane: lane)
            workers[worker] = .idle
            return true
        }
    }

    private mutating func end(_ job: Job, _ lane: Int) {
        runs[job.number].append(lane)
        if job.position < job.takenAt {
            var job = job
            job.position += 1
            schedule.pass(job, to: job.lane, bytes: job.bytes, next: job.next)
        } else if let member = job.member {
            archives[member.archive].add(
                .init(outcome: .recorded, mediaType: nil, bytes: 0, sums: [:]), at: member.index)
        }
    }

    private mutating func takeJob(_ worker: Int) -> Bool {
        switch schedule.next() {
        case .wait: return false
        case .run(let job, let lane, let bytes):
            if job.lane != lane { faults.append("job \(job.number) of lane \(job.lane) ran in lane \(lane)") }
            let more = schedule.more(of: lane, upTo: Self.batch - 1, bytes: 40 - bytes)
            workers[worker] = .running([job] + more, lane: lane)
        case .finished: workers[worker] = .ended
        }
        return true
    }

    private mutating func check() {
        for lane in bounds.indices {
            // Each lane can be overfull by one batch a worker, and pass all of them on to the same lane.
            let most = bounds[lane].count + workers.count * bounds.count * Self.batch
            if schedule.depths[lane] > most {
                faults.append("\(schedule.depths[lane]) jobs wait in lane \(lane) of \(bounds[lane].count)")
            }
            if schedule.active[lane] > bounds[lane].concurrency {
                faults.append("\(schedule.active[lane]) batches run in lane \(lane) of \(bounds[lane].concurrency)")
            }
        }
        let needed = bounds.indices.reduce(0) { $0 + Int64(schedule.active[$1]) * min(bounds[$1].memory, Self.memory) }
        if needed > Self.memory { faults.append("running jobs need \(needed) of \(Self.memory)") }
    }
}
