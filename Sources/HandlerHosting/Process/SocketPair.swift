import CLinux
import Glibc
import Orchestration

/// Two ends of a connected UNIX stream socket, closed on exec.
struct SocketPair {
    let host: Int32
    let worker: Int32

    init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .current }
        (host, worker) = (ends[0], ends[1])
    }
}
