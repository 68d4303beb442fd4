import Glibc
import HandlerAPI
import Orchestration

/// How an exchange with a program ended.
enum ProgramExchangeEnd {
    /// All answers came.
    case finished
    /// The program is gone, or was ended for this reason.
    case lost(WorkerLoss)
    /// The program was ended as it went on about a file that it had answered. That answer stands, and no file is to blame.
    case late(String)
}

/// Hands files to a running program and takes its answers, within limits.
///
/// A file's clocks start when it is the oldest one unanswered: a program that works one by one is not blamed for the time
/// that a file waits. Whenever something goes wrong the oldest is the suspect, unless the program itself named another.
struct ProgramExchange {
    /// How often the limits are looked at.
    static let period = Duration.milliseconds(20)
    /// How long a process may outlive its standard output.
    private static let grace = Duration.milliseconds(250)

    /// A file on its way.
    struct Parcel {
        let message: [UInt8]
        /// Goes beside the message.
        let file: FileDescriptor?
        /// Lasts until the file is answered.
        let delivery: AnyObject?
    }

    private let process: ProgramProcess
    private let limits: WorkLimits
    private let stop: StopSignal
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var flight: Flight
    private var watch: LimitWatch
    private var sampledAt: Duration
    private var silentSince: Duration?

    init(_ process: ProgramProcess, _ handler: RegisteredHandler, limits: WorkLimits, stop: StopSignal) {
        self.process = process
        self.limits = limits
        self.stop = stop
        start = clock.now
        flight = Flight(handler, output: limits.output, firstID: process.nextID)
        sampledAt = .zero
        let first = LimitWatch.Sample(now: .zero, job: 0, progress: 0, cpuTime: process.usage().cpu, memory: 0)
        watch = LimitWatch(limits, idleMemory: 0, first: first)
        process.forgetWords()
    }

    /// Runs jobs in a program that takes many files.
    ///
    /// - Parameters:
    ///   - window: How many files it may have unanswered, and how far one may be ahead of the oldest.
    ///   - parcel: Makes a job's file ready under the given number; throws where that file cannot be handed over.
    ///   - settled: Takes the results as they come, in any order.
    mutating func run(
        _ jobs: [Int], window: Int, parcel: (Int, Int64) throws(Failure) -> Parcel,
        settled: (Int, HandlerResult) -> Void
    ) -> ProgramExchangeEnd {
        var next = 0
        while true {
            while next < jobs.count, next - (jobs.firstIndex { $0 == flight.oldest } ?? next) < window {
                let id = process.takeID()
                do throws(Failure) {
                    let made = try parcel(jobs[next], id)
                    process.post(made.message, made.file)
                    flight.add(jobs[next], id: id, delivery: made.delivery)
                } catch {
                    settled(jobs[next], HandlerResult(.fault(error)))
                }
                next += 1
            }
            if flight.isEmpty { return .finished }
            let (answers, breach) = step()
            for answer in answers { settled(answer.job, answer.result) }
            if let breach { return lost(breach) }
            if !flight.isEmpty, let loss = endOfProgram() { return loss }
        }
    }

    /// Runs the only job of a program that is started once for each file: its answer counts once it has ended well.
    mutating func runOnce(_ job: Int, delivery: AnyObject?, settled: (Int, HandlerResult) -> Void) -> ProgramExchangeEnd
    {
        flight.add(job, id: process.takeID(), delivery: delivery)
        var answer: Flight.Answer?
        while true {
            let hadEnded = process.hasEnded
            if hadEnded { process.takeLeftovers() }
            let (answers, breach) = step()
            answer = answers.first ?? answer
            if let breach { return lost(breach, suspect: job) }
            guard hadEnded else { continue }
            let end = process.end()
            guard end == .exited(0) else { return lost(end, nil, job) }
            guard let answer else {
                return lost(end, Excess(code: .protocolError, message: "it exited without an answer"), job)
            }
            settled(job, answer.result)
            return .finished
        }
    }

    /// Moves bytes for a moment; returns the answers that came, and what went wrong.
    private mutating func step() -> ([Flight.Answer], Flight.Breach?) {
        var answers: [Flight.Answer] = []
        process.pump(atMost: process.hasEnded ? .zero : Self.period)
        do throws(Flight.Breach) {
            while let line = process.nextLine() {
                if let answer = try flight.take(line) { answers.append(answer) }
            }
            if process.isSilent, process.unfinished > 0, let answer = try flight.take(process.takeRest()) {
                answers.append(answer)
            }
        } catch {
            return (answers, error)
        }
        if let breach = flight.endlessLine(of: process.unfinished) { return (answers, breach) }
        return (answers, look())
    }

    /// Looks at the clocks, and at what the process takes.
    private mutating func look() -> Flight.Breach? {
        if stop.isSet { return Flight.Breach(excess: .interruption, job: nil) }
        let now = clock.now - start
        guard now - sampledAt >= Self.period else { return nil }
        sampledAt = now
        let usage = process.usage()
        let sample = LimitWatch.Sample(
            now: now, job: flight.turn, progress: flight.messages, cpuTime: usage.cpu, memory: usage.memory)
        return watch.excess(sample).map { Flight.Breach(excess: $0, job: flight.oldest) }
    }

    /// The loss, where nothing more can come of the program.
    private mutating func endOfProgram() -> ProgramExchangeEnd? {
        if process.hasEnded {
            if process.isSilent { return lost(process.end(), nil, flight.oldest) }
            // What it wrote before its end counts.
            process.takeLeftovers()
            return nil
        }
        guard process.isSilent else { return nil }
        let now = clock.now - start
        let since = silentSince ?? now
        silentSince = since
        guard now - since > Self.grace else { return nil }
        let excess = Excess(
            code: .protocolError, message: "it closed its standard output with \(flight.count) files unanswered")
        return lost(process.end(), excess, flight.oldest)
    }

    private func lost(_ breach: Flight.Breach, suspect: Int? = nil) -> ProgramExchangeEnd {
        if breach.isLate, suspect == nil {
            process.end()
            return .late(breach.excess.message)
        }
        return lost(process.end(), breach.excess, suspect ?? breach.job ?? flight.oldest)
    }

    private func lost(_ end: ProcessEnd, _ excess: Excess?, _ job: Int?) -> ProgramExchangeEnd {
        .lost(WorkerLoss(end: end, excess: excess, job: job, lastWords: process.lastWords))
    }
}
