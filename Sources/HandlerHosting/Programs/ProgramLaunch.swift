import CLinux
import FoundationEssentials
import Glibc
import Orchestration

/// What a program may reach beside the files that are handed to it.
public struct ProgramSandbox: Codable, Sendable, Equatable {
    /// Its own folder, to be read.
    public var folder: String
    /// What else it may read: directories, with everything below them.
    public var readable: [String]
    /// Whether it may use the network.
    public var network: Bool
    /// Whether it is locked in at all.
    public var isLocked: Bool
}

/// What is left to be done in the new process before it becomes the program: the argument of `trawl launch-program`.
public struct ProgramLaunch: Codable, Sendable {
    /// The status with which a process ends that did not become the program.
    public static let failureStatus: Int32 = 126
    /// What such a process says first on its standard error.
    public static let failurePrefix = "trawl cannot execute it: "

    /// What it may reach.
    public let sandbox: ProgramSandbox
    private let executable: String
    private let arguments: [String]
    private let host: pid_t

    /// Describes the start of `program` by this process.
    init(_ program: HandlerProgram, sandbox: ProgramSandbox) {
        self.sandbox = sandbox
        executable = program.executable
        arguments = program.arguments
        host = getpid()
    }

    /// Reads the argument of the subcommand.
    public init(json: String) throws {
        self = try JSONDecoder().decode(ProgramLaunch.self, from: Data(json.utf8))
    }

    /// The argument of the subcommand.
    func json() throws(SystemError) -> String {
        do {
            return String(decoding: try JSONText.encoder().encode(self), as: UTF8.self)
        } catch {
            throw SystemError(EINVAL)
        }
    }

    /// Binds this process to its host and locks it in.
    ///
    /// - Throws: ``Sandbox/ParentIsGone``.
    public func enter() throws(Sandbox.ParentIsGone) {
        // Children that the program leaves behind stay below it, where they are counted and ended with it.
        _ = linux_adopt_orphans()
        var profile = SandboxProfile.program(
            readable: [sandbox.folder] + sandbox.readable, network: sandbox.network,
            limits: SandboxLimits(openFiles: 4096))
        if !sandbox.isLocked { profile.parts = [.resourceLimits, .noNewPrivileges, .deathSignal] }
        _ = try Sandbox.enter(profile, parent: host)
    }

    /// Turns this process into the program; returns only where that fails.
    public func execute() -> SystemError {
        let pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        execv(executable, pointers)
        let error = SystemError.current
        pointers.forEach { free($0) }
        return error
    }
}

/// Starts programs: this program once more, which locks itself in and then becomes the other.
public struct ProgramLauncher: Sendable {
    private let program: String
    private let arguments: [String]

    /// Makes a launcher.
    ///
    /// - Parameters:
    ///   - program: The path of a program that takes a ``ProgramLaunch`` as its last argument.
    ///   - arguments: The arguments before that, its name not among them.
    public init(program: String = "/proc/self/exe", arguments: [String]) {
        self.program = program
        self.arguments = arguments
    }

    /// Starts `handler` with `descriptors` as its descriptors from 0 on.
    func start(
        _ handler: HandlerProgram, _ sandbox: ProgramSandbox, descriptors: [Int32]
    ) throws(SystemError) -> ChildProcess {
        let launch = try ProgramLaunch(handler, sandbox: sandbox).json()
        return try ChildProcess(
            ChildProcess.Command(
                program: program, arguments: ["trawl"] + arguments + [launch], environment: Self.environment,
                directory: handler.folder, descriptors: descriptors))
    }

    /// What programs see of the environment.
    private static var environment: [String] {
        let names = ["HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ"]
        let kept = names.compactMap { (name: String) in getenv(name).map { "\(name)=\(String(cString: $0))" } }
        // A folder is not changed by what runs in it.
        return kept + ["PYTHONDONTWRITEBYTECODE=1"]
    }
}
