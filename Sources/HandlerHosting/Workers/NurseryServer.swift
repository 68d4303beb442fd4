import CLinux
import Glibc
import Orchestration

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
