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

    var handler: RegisteredHandler { chain[position] }

    /// The job for the next handler of the chain.
    var next: Job? {
        position + 1 < chain.count ? Job(task: task, file: file, chain: chain, position: position + 1) : nil
    }
}

/// What the threads of a run share.
final class RunContext: Sendable {
    let setup: RunSetup
    let lanes: Lanes<Job>
    let writer: OutcomeWriter
    let handlerVersions: [String: String]
    let quarantine: Quarantine
    /// The digest of the databases that types are named by.
    let detectorDigest: String
    private let found = Atomic<Int>(0)
    private let abandoned = Atomic<Int>(0)
    private let bytes = Atomic<Int64>(0)

    init(_ setup: RunSetup, writer: OutcomeWriter, quarantine: Quarantine, detectorDigest: String) {
        self.setup = setup
        self.quarantine = quarantine
        self.detectorDigest = detectorDigest
        self.writer = writer
        let handlers = setup.registry.handlers
        handlerVersions = Dictionary(uniqueKeysWithValues: handlers.map { ($0.name, $0.descriptor.version) })
        lanes = Lanes(
            handlers.map {
                .init(
                    count: $0.settings.queueCount, bytes: $0.settings.queueBytes.bytes,
                    concurrency: $0.concurrency(of: setup.jobs), memory: $0.descriptor.limits.memory.bytes)
            }, memory: setup.memory.bytes)
    }

    /// Counts an entry that was found.
    func countFound() {
        found.wrappingAdd(1, ordering: .relaxed)
        setup.progress.find()
    }

    /// Keeps how an entry ended, and tells the archive around it.
    func finish(_ file: FileOutcome, at place: Place, sums: [String: FileTask.Sum] = [:]) {
        let size = file.size ?? 0
        writer.put(file)
        let ownBytes = place.container == nil ? size : 0
        bytes.wrappingAdd(ownBytes.bytes, ordering: .relaxed)
        setup.progress.finish(file.outcome, bytes: ownBytes)
        let member = MemberTotals.Member(
            outcome: file.outcome, mediaType: file.verdict?.mediaType, bytes: size.bytes, sums: sums)
        place.container?.finish(member, at: place.index)
    }

    /// Leaves an entry for a later run, because this one is to stop.
    func abandon(at place: Place) {
        abandoned.wrappingAdd(1, ordering: .relaxed)
        place.container?.finish(.init(outcome: nil, mediaType: nil, bytes: 0, sums: [:]), at: place.index)
    }

    /// Adds what only the context knows to what was committed.
    func complete(_ summary: inout RunSummary) {
        summary.abandoned = abandoned.load(ordering: .relaxed)
        summary.found = found.load(ordering: .relaxed) - summary.abandoned
        summary.bytes = ByteCount(bytes.load(ordering: .relaxed))
        summary.isInterrupted = setup.stop.isSet
    }
}

/// Where an entry lies: under which root, and in which archive.
struct Place: Sendable {
    let root: String
    /// The archive around the entry.
    var container: ContainerTask?
    /// The entry's number among the members of that archive, from 0.
    var index = 0
    /// The stamp of the outermost archive.
    var stamp: FileStamp?
    /// The account of the outermost archive.
    var budget: ExpansionBudget?
    /// How many archives lie around the entry.
    var depth = 0
}
