import Glibc
import Orchestration
import Synchronization

/// A worker process that was started, and was not told yet what it is to be.
final class StartedWorker: Sendable {
    let child: ChildProcess
    let page: StatusPage
    let errors: ErrorFile
    /// The host's end of the worker's socket, until it is taken.
    private let socket: Mutex<Int32?>

    /// Starts a process; on a thread that lives as long as it may, see ``Spawner``.
    init(_ launcher: WorkerLauncher) throws(SystemError) {
        let pair = try SocketPair()
        defer { close(pair.worker) }
        socket = Mutex(pair.host)
        page = try StatusPage()
        errors = try ErrorFile()
        child = try launcher.start(socket: pair.worker, page: page.descriptor, errors: errors.descriptor)
    }

    deinit {
        if let socket = takeSocket() { close(socket) }
    }

    /// What is exchanged with it from now on, by one thread.
    ///
    /// - Precondition: It was not asked for before.
    func openChannel() -> AnswerChannel { AnswerChannel(socket: takeSocket() ?? -1) }

    private func takeSocket() -> Int32? {
        socket.withLock { socket in
            defer { socket = nil }
            return socket
        }
    }
}
