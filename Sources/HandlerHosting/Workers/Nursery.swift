import CLinux
import Glibc
import HandlerAPI
import Orchestration
import Synchronization

/// Makes worker processes. One process of their program is started, loads all it needs, and forks each worker when one is
/// asked for, which takes a fraction of the time and shares the memory. It sees no file, and gets no signal of a worker's.
///
/// Workers are this process's own children. They lie in memory as the one they were forked from does, and this process
/// does not: what is learned by breaking one is worth nothing here, and ``renew()`` sees to it that it is worth nothing for
/// those who come next.
final class Nursery: Sendable {
    /// How long a worker may take to be made, in milliseconds.
    private static let patience: Int32 = 20_000

    private let launcher: WorkerLauncher
    private let mother = Mutex<Mother?>(nil)

    init(_ launcher: WorkerLauncher) { self.launcher = launcher }

    /// Starts a worker; on a thread that lives as long as it may, see ``Spawner``.
    ///
    /// - Parameters:
    ///   - socket: The worker's end of what it hears and answers.
    ///   - page: The page that it shares.
    ///   - errors: What it writes to its standard error.
    func makeWorker(socket: Int32, page: Int32, errors: Int32) throws(StartError) -> ChildProcess {
        try mother.withLock { (mother) throws(StartError) in
            // One that is there may have been ended by somebody.
            if let child = try? mother?.makeWorker([errors, socket, page]) { return child }
            mother = nil
            let started: Mother
            do throws(SystemError) { started = try Mother(launcher) } catch {
                throw StartError("a worker process cannot be started: \(error)")
            }
            let child = try started.makeWorker([errors, socket, page])
            mother = started
            return child
        }
    }

    /// The process that forks, where there is one.
    var process: pid_t? { mother.withLock { $0?.process } }

    /// Has workers made by a new process from now on, which lies in memory elsewhere.
    func renew() { mother.withLock { $0 = nil } }

    /// The process that forks.
    private final class Mother: Sendable {
        private let child: ChildProcess
        private let socket: Int32
        private let errors: ErrorFile

        init(_ launcher: WorkerLauncher) throws(SystemError) {
            let pair = try SocketPair()
            defer { close(pair.worker) }
            socket = pair.host
            do throws(SystemError) {
                errors = try ErrorFile()
                child = try launcher.start(socket: pair.worker, errors: errors.descriptor)
            } catch {
                close(pair.host)
                throw error
            }
        }

        deinit { close(socket) }

        var process: pid_t { child.pid }

        func makeWorker(_ descriptors: [Int32]) throws(StartError) -> ChildProcess {
            var order = WireWriter()
            order.putMessage { _ in }
            do throws(ChannelLoss) { try AnswerChannel.send(order.bytes, descriptors, over: socket) } catch {
                throw loss()
            }
            var answer: Int32 = 0
            var event = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            var count = 0
            repeat {
                guard poll(&event, 1, Nursery.patience) != 0 else { throw StartError("no worker process is made") }
                count = recv(socket, &answer, MemoryLayout<Int32>.size, Int32(MSG_WAITALL))
            } while count < 0 && errno == EINTR
            guard count == MemoryLayout<Int32>.size else { throw loss() }
            guard answer > 0 else {
                throw StartError("a worker process cannot be started: \(SystemError(-Int32(littleEndian: answer)))")
            }
            return ChildProcess(adopting: Int32(littleEndian: answer))
        }

        private func loss() -> StartError {
            child.kill()
            let (end, said) = (child.wait(), errors.text(since: 0))
            return StartError(
                "a worker process did not get ready: its process \(end.description)\(said.isEmpty ? "" : ": \(said)")",
                isByStranger: end == .signalled(SIGKILL))
        }
    }
}

/// What a process of the workers' program does first.
enum NurseryServer {
    /// What is beyond the descriptors that a worker has.
    private static let end = WorkerPlumbing.page + 1

    /// Forks whenever a worker is asked for.
    ///
    /// - Returns: `true` in each worker, whose descriptors are in their places; `false` once the host is done.
    /// - Precondition: The process has one thread.
    static func becomeWorker() throws -> Bool {
        let channel = MessageChannel(socket: WorkerPlumbing.socket)
        while try channel.receive() != nil {
            let descriptors = try channel.takeDescriptors(3)
            let process = linux_fork_sibling()
            if process == 0 {
                try place(descriptors)
                return true
            }
            descriptors.forEach { close($0) }
            var answer = WireWriter()
            answer.put(process)
            try channel.send(answer.bytes)
        }
        return false
    }

    /// Gives a worker its standard error, its socket and its page, and no other descriptors.
    private static func place(_ descriptors: [Int32]) throws(SystemError) {
        // Above all targets first, so that no target is overwritten before it was copied.
        let targets = [STDERR_FILENO, WorkerPlumbing.socket, WorkerPlumbing.page]
        for (target, descriptor) in zip(targets, try descriptors.map(raised)) {
            guard dup2(descriptor, target) >= 0 else { throw .current }
        }
        closefrom(end)
    }

    private static func raised(_ descriptor: Int32) throws(SystemError) -> Int32 {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, end + 16)
        guard copy >= 0 else { throw .current }
        return copy
    }
}
