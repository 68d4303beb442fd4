import CLinux
import Glibc
import Orchestration
import Synchronization

/// How a process ended.
enum ProcessEnd: Sendable, Equatable {
    /// It called `exit` with this status.
    case exited(Int32)
    /// A signal ended it.
    case signalled(Int32)

    /// The end as `wait4(2)` reports it.
    init(status: Int32) {
        let signal = status & 0x7f
        self = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }

    /// What happened, for a person.
    var description: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .signalled(let number): "was ended by signal \(number) (\(Self.signalNames[number] ?? "unknown"))"
        }
    }

    private static let signalNames: [Int32: String] = [
        SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGHUP: "SIGHUP", SIGILL: "SIGILL", SIGINT: "SIGINT",
        SIGKILL: "SIGKILL", SIGPIPE: "SIGPIPE", SIGSEGV: "SIGSEGV", SIGSYS: "SIGSYS", SIGTERM: "SIGTERM",
        SIGTRAP: "SIGTRAP", SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ",
    ]
}

/// A process started by this one, the first of a process group of its own.
final class ChildProcess: Sendable {
    /// What to start.
    struct Command {
        /// The program's path.
        var program: String
        /// Its arguments, the name it is called by among them.
        var arguments: [String]
        /// All of its environment, as `NAME=value`.
        var environment: [String]
        /// Where it starts; `nil` where this process is.
        var directory: String?
        /// The descriptors it gets, numbered from 0 in this order; it gets no others.
        var descriptors: [Int32]
    }

    /// Its number, valid until it was waited for.
    let pid: pid_t
    /// Readable once the process has ended; -1 where the kernel has no such descriptors (before Linux 5.3).
    let endDescriptor: Int32
    private let end = Mutex<ProcessEnd?>(nil)

    /// Starts a process.
    init(_ command: Command) throws(SystemError) {
        pid = try Self.spawn(command)
        endDescriptor = linux_pidfd_open(pid)
    }

    /// Takes over a child of this process that another process made.
    init(adopting process: pid_t) {
        pid = process
        setpgid(process, process)
        endDescriptor = linux_pidfd_open(process)
    }

    deinit {
        kill()
        _ = wait()
        if endDescriptor >= 0 { close(endDescriptor) }
    }

    /// Whether it has ended, and is yet to be waited for.
    var isOver: Bool {
        var information = siginfo_t()
        return waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT) < 0
            || information.si_signo == SIGCHLD
    }

    /// Ends the process and all of its group, at once.
    func kill() {
        // The number may be another process's once this one was waited for.
        end.withLock { end in
            guard end == nil else { return }
            Glibc.kill(-pid, SIGKILL)
            Glibc.kill(pid, SIGKILL)
        }
    }

    /// Waits until the process has ended, and ends what is left of its group.
    func wait() -> ProcessEnd {
        awaitEnd()
        return end.withLock { end in
            if let end { return end }
            // The group's number is taken as long as the process was not waited for.
            Glibc.kill(-pid, SIGKILL)
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            let ended = ProcessEnd(status: status)
            end = ended
            return ended
        }
    }

    /// Waits for the end without the lock, so that the process can still be killed meanwhile.
    private func awaitEnd() {
        guard end.withLock({ $0 == nil }) else { return }
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    }

    private static func spawn(_ command: Command) throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // Above all targets first, so that no target is overwritten before it was copied.
        var copies: [Int32] = []
        defer { copies.forEach { close($0) } }
        for descriptor in command.descriptors {
            let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, Int32(command.descriptors.count) + 16)
            guard copy >= 0 else { throw .current }
            copies.append(copy)
        }
        for (target, copy) in copies.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, copy, Int32(target))
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, Int32(copies.count))
        if let directory = command.directory { posix_spawn_file_actions_addchdir_np(&actions, directory) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var pid: pid_t = 0
        let status = withCStrings(command.arguments) { arguments in
            withCStrings(command.environment) { environment in
                posix_spawn(&pid, command.program, &actions, &attributes, arguments, environment)
            }
        }
        guard status == 0 else { throw SystemError(status) }
        return pid
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        return body(pointers)
    }
}
