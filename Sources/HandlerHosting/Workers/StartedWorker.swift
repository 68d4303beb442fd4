import Glibc
import Orchestration
import Synchronization

/// A worker process that was started and told what it is to be; whether it got ready shows where it is taken.
final class StartedWorker: Sendable {
    let child: ChildProcess
    let page: StatusPage
    let errors: ErrorFile
    /// What it was told.
    let setup: WorkerSetup
    /// The host's end of the worker's socket, until it is taken.
    private let socket: Mutex<Int32?>

    /// Starts a process; on a thread that lives as long as it may, see ``Spawner``.
    init(_ nursery: Nursery, _ setup: WorkerSetup) throws(StartError) {
        self.setup = setup
        let pair: SocketPair
        do throws(SystemError) {
            pair = try SocketPair()
            page = try StatusPage()
            errors = try ErrorFile()
        } catch {
            throw StartError(starting: error)
        }
        defer { close(pair.worker) }
        socket = Mutex(pair.host)
        child = try nursery.makeWorker(socket: pair.worker, page: page.descriptor, errors: errors.descriptor)
        var greeting = WireWriter()
        greeting.putMessage { setup.write(to: &$0) }
        // Where it is gone already, nothing will come from it.
        try? AnswerChannel.send(greeting.bytes, [], over: pair.host)
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
