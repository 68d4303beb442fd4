import Foundation
import Glibc
import HandlerAPI
@testable import HandlerHosting
import Orchestration
import RecordStores

/// The descriptor of the handler that the program `faulty-worker` has; it runs there only.
struct FaultyHandlerAtHome: Handler {
    static let descriptor = HandlerDescriptor(
        name: "faulty", version: "1.0.0", summary: "Does what the file says.", accepts: ["text/x-faulty"])

    init(options: HandlerOptions) {}

    func handle(_ file: borrowing FileContent, reporting findings: inout Findings) -> [String: Int] { [:] }
}

/// The same of the other handler of `faulty-worker`.
struct FaultySplitterAtHome: SplittableHandler {
    typealias Aggregate = [String]

    static let descriptor = HandlerDescriptor(
        name: "faulty-ranges", version: "1.0.0", summary: "Does what the words say.", accepts: ["text/x-faulty-ranges"])

    init(options: HandlerOptions) {}

    func plan(for file: borrowing FileContent) -> Int { 0 }
    func rangeCount(of plan: Int) -> Int { 1 }
    func range(_ number: Int, of file: borrowing FileContent, by plan: Int) -> Int { 0 }
    func join(_ part: Int, ofRange number: Int, to whole: inout Int, of file: borrowing FileContent, by plan: Int) {}
    func encoded(_ part: Int) -> [UInt8] { [] }
    func part(from state: [UInt8], by plan: Int) -> Int { 0 }
    func finish(
        _ whole: Int, of file: borrowing FileContent, by plan: Int, reporting findings: inout Findings
    ) -> [String] { [] }
}

/// Texts in memory as a store.
struct TextStore: DataStore {
    let files: [(name: String, text: String)]

    func walk(_ visit: (WalkElement) -> Bool) {
        for (name, text) in files {
            let bytes = Array(name.utf8)
            let entry = Entry(path: StorePath.root.appending(name: bytes), name: bytes, opener: Opener(text: text))
            if !visit(.entry(entry)) { return }
        }
    }

    /// A text as a file without a name.
    static func open(_ text: String) throws(Failure) -> OpenFile { try Opener(text: text).open([], stop: nil) }

    private struct Opener: EntryOpener {
        let text: String

        func size(of name: [UInt8]) -> ByteCount? { ByteCount(Int64(text.utf8.count)) }

        func open(_ name: [UInt8], stop: StopSignal?) throws(Failure) -> OpenFile {
            guard let file = tmpfile() else { throw Failure(.read, .unreadable, "no temporary file") }
            defer { fclose(file) }
            fputs(text, file)
            fflush(file)
            return OpenFile(
                descriptor: fcntl(fileno(file), F_DUPFD_CLOEXEC, 0), size: ByteCount(Int64(text.utf8.count)), stop: stop
            )
        }
    }
}

/// A run over texts whose handlers and types come from `faulty-worker`.
struct FaultyRun {
    let store = InMemoryRecordStore()
    let service: WorkerService
    let setup: RunSetup

    init(
        _ files: [(name: String, text: String)], isolation: Isolation = .sandbox,
        jobs: Int = 2, memory: ByteCount = .gibibytes(1), containers: [any ContainerOpener] = [],
        limits: (inout LimitSettings) -> Void = { _ in }
    ) throws {
        let stop = StopSignal()
        service = WorkerService(
            launcher: WorkerLauncher(program: Self.program, arguments: []), isolation: isolation,
            memory: memory, stop: stop)
        var settings = HandlerSettings()
        limits(&settings.limits)
        let registry = try HandlerRegistry(
            [FaultyHandlerAtHome.self, FaultySplitterAtHome.self],
            settings: ["faulty": settings, "faulty-ranges": settings])
        var setup = RunSetup(
            programVersion: "1", roots: [Root(name: "/texts", store: TextStore(files: files))],
            detector: IsolatedDetector(service, detector: Names()), registry: registry,
            router: try Router(registry), containers: containers, records: store, jobs: jobs,
            now: { "2024-01-01T00:00:00Z" })
        setup.runner = IsolatedRunner(service, registry: registry)
        setup.stop = stop
        setup.leastSplitSize = 0
        self.setup = setup
    }

    /// The program beside the tests.
    static var program: String {
        let places = [
            Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
        ]
        let programs = places.map { $0.appendingPathComponent("faulty-worker").path }
        return programs.first { FileManager.default.isExecutableFile(atPath: $0) } ?? programs[0]
    }

    /// Runs to the end.
    func execute() throws -> RunSummary { try Run(setup).execute() }

    /// Runs to the end while processes of the run are killed.
    ///
    /// - Parameters:
    ///   - most: How many are killed at most.
    ///   - pauses: How long it is until the next, in microseconds.
    func execute(killing most: Int, every pauses: ClosedRange<UInt32>) throws -> RunSummary {
        let (supervisor, ended) = (service.supervisor, StopSignal())
        let killing = try WorkerThread {
            var generator = SystemRandomNumberGenerator()
            var kills = 0
            while kills < most, !ended.isSet {
                usleep(UInt32.random(in: pauses, using: &generator))
                if let pid = supervisor.pids.randomElement(using: &generator), kill(pid, SIGKILL) == 0 { kills += 1 }
            }
        }
        defer {
            ended.set()
            killing.join()
        }
        return try execute()
    }

    /// Runs until it is interrupted after so many microseconds, or to the end.
    func execute(stoppingAfter pause: UInt32) throws -> RunSummary {
        let stop = setup.stop
        let stopping = try WorkerThread {
            usleep(pause)
            stop.set()
        }
        defer { stopping.join() }
        return try execute()
    }

    /// The failures, by path.
    func failures() throws -> [String: Failure] {
        var found: [String: Failure] = [:]
        try store.scanFailures(of: .all) { found[$0.path.description] = $0.failure }
        return found
    }

    /// The aggregates, by path.
    func aggregates() throws -> [String: String] {
        var found: [String: String] = [:]
        try store.scanRecords(of: .all) { found[$0.file.path.description] = $0.record.aggregate }
        return found
    }

    /// What the detector of the workers is, as the host knows it.
    private struct Names: TypeDetector {
        var identity: DetectorIdentity { DetectorIdentity(version: "faulty 1", databaseDigest: "0") }

        func makeSession() throws -> any DetectionSession { throw Failure(.detect, .internalError, "not here") }
    }
}
