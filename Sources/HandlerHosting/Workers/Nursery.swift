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
            do throws(SystemError) { started = try Mother(launcher) } catch { throw StartError(starting: error) }
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
            let answer = try awaitAnswer()
            guard answer > 0 else { throw StartError(starting: SystemError(-answer)) }
            return ChildProcess(adopting: answer)
        }

        /// The number of the process that was made; less than zero, an error number.
        private func awaitAnswer() throws(StartError) -> Int32 {
            var event = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            var ready: Int32
            repeat { ready = poll(&event, 1, Nursery.patience) } while ready < 0 && errno == EINTR
            guard ready > 0 else { throw StartError("no worker process was made within 20 seconds") }
            var answer: Int32 = 0
            var count: Int
            repeat {
                count = recv(socket, &answer, MemoryLayout<Int32>.size, Int32(MSG_WAITALL))
            } while count < 0 && errno == EINTR
            guard count == MemoryLayout<Int32>.size else { throw loss() }
            return Int32(littleEndian: answer)
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
