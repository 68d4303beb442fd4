import CLinux
import Glibc
import Orchestration

/// The two ends of a pipe; reading from the near one does not wait.
struct Pipe {
    let near: FileDescriptor
    let far: FileDescriptor

    init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw .current }
        (near, far) = (FileDescriptor(ends[0]), FileDescriptor(ends[1]))
        try near.makeNonblocking()
    }
}
