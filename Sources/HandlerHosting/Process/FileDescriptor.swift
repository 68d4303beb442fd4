import Glibc
import Orchestration

/// An open descriptor, closed when nothing refers to it any more.
final class FileDescriptor {
    let number: Int32

    /// Takes `number` over.
    init(_ number: Int32) { self.number = number }

    deinit { close(number) }
}

extension FileDescriptor {
    /// Lets calls return where they would wait.
    func makeNonblocking() throws(SystemError) {
        guard fcntl(number, F_SETFL, O_NONBLOCK) == 0 else { throw .current }
    }
}
