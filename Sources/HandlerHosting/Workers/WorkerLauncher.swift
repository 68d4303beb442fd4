import Glibc
import Orchestration

/// Starts the process that workers are forked from: this program once more, with other arguments.
public struct WorkerLauncher: Sendable {
    private let program: String
    private let arguments: [String]

    /// Makes a launcher.
    ///
    /// - Parameters:
    ///   - program: The path of a program that serves as a worker when called with `arguments`.
    ///   - arguments: Its arguments, its name not among them.
    public init(program: String = "/proc/self/exe", arguments: [String]) {
        self.program = program
        self.arguments = arguments
    }

    /// Starts a process whose standard input and output lead nowhere.
    func start(socket: Int32, errors: Int32) throws(SystemError) -> ChildProcess {
        let nowhere = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard nowhere >= 0 else { throw .current }
        defer { close(nowhere) }
        let command = ChildProcess.Command(
            program: program, arguments: ["trawl"] + arguments,
            environment: Self.environment, directory: nil, descriptors: [nowhere, nowhere, errors, socket])
        return try ChildProcess(command)
    }

    /// What a worker needs of the environment: where libraries and libmagic's database lie.
    private static var environment: [String] {
        let names = ["LD_LIBRARY_PATH", "MAGIC", "LANG", "LC_ALL", "PATH"]
        let kept = names.compactMap { (name: String) in getenv(name).map { "\(name)=\(String(cString: $0))" } }
        // A locked process cannot start the program that would print a backtrace.
        return kept + ["SWIFT_BACKTRACE=enable=no"]
    }
}
