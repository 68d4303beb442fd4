import Glibc
import HandlerAPI
import Orchestration
import Synchronization

/// What all programs of a run share.
final class ProgramService: Sendable {
    /// What the programs are, by name.
    let programs: [String: HandlerProgram]
    let settings: ProgramSettings
    let outOfMemory = OutOfMemoryWatch()
    private let refusals = Mutex<[String: Failure]>([:])

    init(_ programs: [HandlerProgram], _ settings: ProgramSettings) {
        self.programs = Dictionary(programs.map { ($0.descriptor.name, $0) }) { first, _ in first }
        self.settings = settings
    }

    /// Why the handler cannot be started in this run, if that was found out.
    func refusal(of handler: String) -> Failure? { refusals.withLock { $0[handler] } }

    /// Remembers that the handler cannot be started.
    func refuse(_ handler: String, because failure: Failure) {
        refusals.withLock { if $0[handler] == nil { $0[handler] = failure } }
    }
}

/// How programs are run.
public struct ProgramSettings: Sendable {
    /// Starts them.
    public var launcher: ProgramLauncher
    /// Whether they are locked in.
    public var isLocked = true
    /// Directories below which a file may be given by its path.
    public var roots: [String] = []
    /// What all running handlers share of memory; none may have more.
    public var memory = ByteCount(.max)
    /// Once set, what is at work is ended.
    public var stop = StopSignal()
    /// Takes the lines of their logs.
    public var log: ProgramLog = { _, _, _ in }
    /// How long a program may take to answer the first message.
    public var timeToGreet = Duration.seconds(10)
    /// How long it may take to end once nothing more is to come.
    public var timeToEnd = Duration.seconds(5)

    /// Describes how to run programs by `launcher`, with defaults for the rest.
    public init(launcher: ProgramLauncher) { self.launcher = launcher }
}

/// Runs handlers that are programs, one process for each thread and handler, started with its first file.
public struct ProgramRunner: HandlerRunner {
    private let service: ProgramService

    /// Makes a runner of `programs`.
    public init(_ programs: [HandlerProgram], _ settings: ProgramSettings) {
        service = ProgramService(programs, settings)
    }

    /// A session with processes of its own, which end with it.
    public func makeSession() -> any HandlerSession { Session(service) }

    private final class Session: HandlerSession {
        private let service: ProgramService
        private var teams: [String: ProgramTeam] = [:]

        init(_ service: ProgramService) { self.service = service }

        func run(_ requests: [HandlerRequest], finish: (HandlerResult) -> Void) {
            guard let handler = requests.first?.handler else { return }
            guard let team = team(handler) else {
                let failure = Failure(.handle, .notStarted, "there is no program of the handler \(handler.name)")
                return requests.forEach { _ in finish(HandlerResult(.fault(failure))) }
            }
            team.run(requests, finish: finish)
        }

        private func team(_ handler: RegisteredHandler) -> ProgramTeam? {
            if let team = teams[handler.name] { return team }
            let team = service.programs[handler.name].map { ProgramTeam($0, handler, service) }
            teams[handler.name] = team
            return team
        }
    }
}

/// Runs handlers where they belong: programs by one runner, those that are compiled in by another.
public struct CombinedRunner: HandlerRunner {
    private let programs: ProgramRunner
    private let compiledIn: any HandlerRunner

    /// Combines two runners.
    public init(programs: ProgramRunner, compiledIn: any HandlerRunner) {
        self.programs = programs
        self.compiledIn = compiledIn
    }

    /// A session of both.
    public func makeSession() -> any HandlerSession {
        Session(programs: programs.makeSession(), compiledIn: compiledIn.makeSession())
    }

    private final class Session: HandlerSession {
        private let programs: any HandlerSession
        private let compiledIn: any HandlerSession

        init(programs: any HandlerSession, compiledIn: any HandlerSession) {
            self.programs = programs
            self.compiledIn = compiledIn
        }

        func run(_ requests: [HandlerRequest], finish: (HandlerResult) -> Void) {
            guard let handler = requests.first?.handler else { return }
            (handler.isCompiledIn ? compiledIn : programs).run(requests, finish: finish)
        }

        func open(_ request: HandlerRequest) throws(RangeTrouble) -> any RangeSession {
            try compiledIn.open(request)
        }

        func run(_ request: HandlerRequest, after trouble: RangeTrouble, finish: (HandlerResult) -> Void) {
            compiledIn.run(request, after: trouble, finish: finish)
        }
    }
}
