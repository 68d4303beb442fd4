import Orchestration
import Synchronization

/// A thread that is started when it is first needed, and lives until it is told to end.
final class ServiceThread: Sendable {
    private let thread = Mutex<WorkerThread?>(nil)

    init() {}

    /// Starts the thread with `body`, unless it runs already.
    func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        try thread.withLock { (thread) throws(SystemError) in
            if thread == nil { thread = try WorkerThread(body) }
        }
    }

    /// Waits for the end of the thread, which must have been told.
    func join() {
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }
}
