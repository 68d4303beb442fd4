import HandlerAPI
import Queueing
import Synchronization

/// One file waiting for one handler of its chain, or for a companion.
struct Job: Sendable {
    let task: FileTask
    let file: OpenFile
    /// The handlers to try; those before `position` said `wrongFormat`.
    let chain: [RegisteredHandler]
    let position: Int
    /// What was read of the file while it was being unpacked.
    var ahead: ReadAhead?

    var handler: RegisteredHandler { chain[position] }

    /// The job for the next handler of the chain.
    var next: Job? {
        position + 1 < chain.count ? Job(task: task, file: file, chain: chain, position: position + 1) : nil
    }

    /// What is handed to a runner.
    var request: HandlerRequest {
        HandlerRequest(handler: handler, path: task.path, verdict: task.subject.verdict, file: file)
    }
}

/// What waits in a lane.
enum LaneWork: Sendable {
    /// A file for a handler.
    case handle(Job)
    /// The ranges of a file with which another thread is to be helped.
    case help(RangeShare)
    /// The ranges of a file that is being unpacked, as far as they are there.
    case readAhead(ReadAhead)

    /// The bytes that work has which no thread is to take beside other work.
    static let unsharedBytes = Lanes<LaneWork>.batchBytes + 1

    /// The file for a handler, if it is that.
    var job: Job? { if case .handle(let job) = self { job } else { nil } }
}

/// What the threads of a run share.
final class RunContext: Sendable {
    let setup: RunSetup
    let run: RunNumber
    let lanes: Lanes<LaneWork>
    let writer: OutcomeWriter
    let handlerVersions: [String: String]
    let reviewer: Reviewer
    let tally = RunTally()
    /// What failed for causes that may pass, to be tried once more in this run.
    let secondTries: SecondTries
    let suspects: Suspects
    let duplicates = Duplicates()
    private let flight: any FlightLog

    init(_ setup: RunSetup, run: RunNumber, writer: OutcomeWriter, reviewer: Reviewer) throws {
        self.setup = setup
        suspects = Suspects(try setup.records.suspects())
        flight = try setup.records.flightLog(slots: 2 * setup.jobs)
        self.run = run
        self.writer = writer
        self.reviewer = reviewer
        secondTries = SecondTries(mostAttempts: reviewer.attempts)
        let handlers = setup.registry.handlers
        handlerVersions = Dictionary(uniqueKeysWithValues: handlers.map { ($0.name, $0.descriptor.version) })
        lanes = Lanes(
            handlers.map {
                .init(
                    count: $0.settings.queueCount, bytes: $0.settings.queueBytes.bytes,
                    concurrency: $0.concurrency(of: setup.jobs), memory: $0.descriptor.limits.memory.bytes)
            }, memory: setup.memory.bytes)
        setup.progress.begin(run, workers: setup.jobs) { [lanes] in
            zip(handlers, lanes.states).map { handler, lane in
                RunStatus.Lane(handler: handler.name, waiting: lane.waiting, bytes: lane.bytes, running: lane.running)
            }
        }
    }

    var identity: SetupIdentity { reviewer.identity }

    /// Notes what a thread that detects is at work on.
    func beginDetecting(_ items: [WalkItem], on thread: Int) {
        flight.begin(
            thread, items.map { ($0.place.root, $0.element.path) }, isAlone: suspects.isTakenAlone)
    }

    /// Notes that it is done with it.
    func endDetecting(on thread: Int) { flight.end(thread) }

    /// Notes what a thread that handles is at work on.
    func beginHandling(_ job: Job, on thread: Int) {
        let subject = job.task.subject
        flight.begin(
            setup.jobs + thread, [(subject.root, subject.path.outermost)], isAlone: suspects.isTakenAlone)
        setup.progress.begin(subject.path, job.handler.name, on: thread)
    }

    /// Notes that it is done with it.
    func endHandling(on thread: Int) {
        flight.end(setup.jobs + thread)
        setup.progress.end(on: thread)
    }

    /// Counts an entry that was found.
    func countFound(at place: Place) {
        guard !place.isSecondTry else { return }
        tally.find()
        setup.progress.find()
    }

    /// Keeps how an entry ended, and tells the archive around it.
    func finish(_ file: FileOutcome, at place: Place, sums: [String: FileTask.Sum] = [:]) {
        var file = file
        file.setup = identity.number
        file.detector = identity.detector
        let size = file.size ?? 0
        secondTries.consider(file)
        writer.put(.handled(file))
        if place.container == nil { tally.finish(bytes: size) }
        if !place.isSecondTry {
            setup.progress.finish(file.outcome, bytes: place.container == nil ? size : 0)
        }
        let member = MemberTotals.Member(
            outcome: file.outcome, mediaType: file.verdict?.mediaType, bytes: size.bytes, sums: sums,
            attempts: file.attempts)
        place.container?.finish(member, at: place.index)
    }

    /// Ends an entry that the program itself came to grief on.
    func convict(_ suspect: Suspect, _ entry: Entry, at place: Place) {
        countFound(at: place)
        let failure = suspect.verdict
        var file = FileOutcome(root: suspect.root, path: suspect.path, outcome: .failed, reason: failure.message)
        file.size = entry.size
        file.stamp = entry.stamp
        file.failures = [failure]
        finish(file, at: place)
    }

    /// Counts an entry of which nothing is written: what is known of it stands, or it was left out.
    func pass(_ outcome: Outcome, standing: Outcome?) {
        tally.find()
        tally.pass(outcome, standing: standing)
        setup.progress.find()
        setup.progress.finish(outcome, bytes: 0)
    }

    /// Ends an entry that was found already and that stands.
    func stand(_ outcome: Outcome) {
        tally.pass(.unchanged, standing: outcome)
        tally.finish(bytes: 0)
        setup.progress.finish(.unchanged, bytes: 0)
    }

    /// Leaves an entry for a later run, because this one is to stop.
    func abandon(at place: Place) {
        tally.abandon(isTop: place.container == nil)
        place.container?.finish(.init(outcome: nil, mediaType: nil, bytes: 0, sums: [:]), at: place.index)
    }
}
