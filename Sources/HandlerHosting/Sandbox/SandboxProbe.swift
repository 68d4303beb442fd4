import CLinux
import Glibc

/// Tries from within a sandbox what must not be possible.
///
/// Nothing here does harm where it succeeds: connections stay on this machine, signals are signal 0, and a file that could
/// be made is removed.
public struct SandboxProbe: Sendable {
    /// A process of the same user beside this one.
    public var sibling: Int32
    /// A port of 127.0.0.1 at which somebody listens.
    public var port: UInt16
    /// The name of an abstract UNIX socket at which somebody listens.
    public var abstractSocket: String

    /// Names what there is to try things on.
    public init(sibling: Int32, port: UInt16, abstractSocket: String) {
        self.sibling = sibling
        self.port = port
        self.abstractSocket = abstractSocket
    }

    /// Tries everything; `profile` says what must be refused, `nil` that nothing need be.
    public func attempts(under profile: SandboxProfile?) -> [SandboxAttempt] {
        let isWorker = profile?.calls == .onlyNeeded
        let isOffline = profile?.network == false
        return files(profile != nil) + connections(isOffline, profile != nil) + processes(isWorker, profile != nil)
    }

    private func files(_ must: Bool) -> [SandboxAttempt] {
        let scratch = "/tmp/trawl-sandbox-probe-\(getpid())"
        let written = Self.opening(scratch, O_WRONLY | O_CREAT | O_EXCL)
        if written == 0 { unlink(scratch) }
        return [
            SandboxAttempt(
                "read-file", tried: "open /etc/passwd", mustBeRefused: must,
                error: Self.opening("/etc/passwd", O_RDONLY)),
            SandboxAttempt("write-file", tried: "make a file in /tmp", mustBeRefused: must, error: written),
            SandboxAttempt(
                "list-root", tried: "list /", mustBeRefused: must, error: Self.opening("/", O_RDONLY | O_DIRECTORY)),
        ]
    }

    private func connections(_ isOffline: Bool, _ must: Bool) -> [SandboxAttempt] {
        [
            SandboxAttempt(
                "connect-tcp", tried: "connect to 127.0.0.1", mustBeRefused: isOffline, error: connectTCP()),
            SandboxAttempt(
                "connect-abstract", tried: "connect to an abstract UNIX socket", mustBeRefused: must,
                error: connectAbstract()),
        ]
    }

    /// A program may start others; a worker may not. Executing comes last, as it is the end where it works.
    private func processes(_ isWorker: Bool, _ must: Bool) -> [SandboxAttempt] {
        let fork = linux_try_child(nil)
        var attempts = [
            SandboxAttempt("fork", tried: "start a process", mustBeRefused: isWorker, error: fork),
            SandboxAttempt(
                "ptrace", tried: "trace another process", mustBeRefused: must, error: linux_try_trace(sibling)),
            SandboxAttempt(
                "signal", tried: "signal another process", mustBeRefused: must,
                error: kill(sibling, 0) == 0 ? 0 : errno),
            SandboxAttempt(
                "read-memory", tried: "read the memory of the process that started it", mustBeRefused: must,
                error: linux_try_read_memory(getppid())),
            SandboxAttempt(
                "io-uring", tried: "set up an io_uring, which passes filters by", mustBeRefused: must,
                error: linux_try_ring()),
            SandboxAttempt(
                "leave-group", tried: "leave the process group", mustBeRefused: must, error: linux_try_leaving_group()),
        ]
        let program = "/bin/true"
        attempts.append(
            SandboxAttempt(
                "execute", tried: "execute \(program)", mustBeRefused: isWorker,
                error: fork == 0 ? linux_try_child(program) : linux_try_execute(program)))
        return attempts
    }

    private static func opening(_ path: String, _ flags: Int32) -> Int32 {
        let descriptor = open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return errno }
        close(descriptor)
        return 0
    }

    private func connectTCP() -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafeBytes(of: address) { Self.connecting(AF_INET, $0) }
    }

    private func connectAbstract() -> Int32 {
        LocalAddress.withAbstract(abstractSocket) { Self.connecting(AF_UNIX, $0) }
    }

    private static func connecting(_ family: Int32, _ address: UnsafeRawBufferPointer) -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        guard let start = address.baseAddress else { return EINVAL }
        // Every kind of address begins as `sockaddr` does.
        let result = connect(descriptor, start.assumingMemoryBound(to: sockaddr.self), socklen_t(address.count))
        return result == 0 ? 0 : errno
    }
}

/// Addresses on this machine.
enum LocalAddress {
    /// Calls `body` with the address of the abstract UNIX socket `name` (unix(7)): a zero, then the name.
    static func withAbstract<Result, Failure: Error>(
        _ name: String, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let capacity = MemoryLayout<sockaddr_un>.size - start - 1
        let bytes = Array(name.utf8.prefix(capacity))
        withUnsafeMutableBytes(of: &address.sun_path) {
            UnsafeMutableRawBufferPointer(rebasing: $0.dropFirst()).copyBytes(from: bytes)
        }
        return try withUnsafeBytes(of: address) { whole throws(Failure) in
            try body(UnsafeRawBufferPointer(rebasing: whole[..<(start + 1 + bytes.count)]))
        }
    }
}
