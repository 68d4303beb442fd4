import Glibc
import Orchestration

/// Where a server is reached: `127.0.0.1:8420`, `[::1]:0`, `localhost:8420`.
public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// The address or name of the machine, without brackets.
    public let host: String
    /// The port; 0 lets the system choose.
    public let port: UInt16

    /// Reads an address; `nil` where `text` is none.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.init(host: host, port: port)
    }

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// The address as it stands in a URL.
    public var description: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    /// Whether only this machine reaches it.
    public var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

/// A socket that listens.
struct Listener {
    /// The socket.
    let socket: Int32
    /// Where it listens, with the port that the system chose.
    let address: ListenAddress

    /// Listens at `address`.
    ///
    /// - Throws: ``ServingError`` where the address is none of this machine's, or taken.
    init(at address: ListenAddress) throws(ServingError) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        // A name of both families would listen on one of them alone, and not always the same.
        if address.host == "localhost" { hints.ai_family = AF_INET }
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(address.host, "\(address.port)", &hints, &found)
        guard status == 0, let place = found else {
            throw ServingError(
                "\(address.host) is no address of this machine: \(String(cString: gai_strerror(status)))")
        }
        defer { freeaddrinfo(found) }
        let descriptor = Glibc.socket(
            place.pointee.ai_family, place.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        guard descriptor >= 0, bind(descriptor, place.pointee.ai_addr, place.pointee.ai_addrlen) == 0,
            listen(descriptor, 128) == 0
        else {
            let error = SystemError.current
            if descriptor >= 0 { close(descriptor) }
            throw ServingError("cannot listen at \(address): \(error); choose another with --listen")
        }
        socket = descriptor
        self.address = ListenAddress(host: address.host, port: Self.port(of: descriptor) ?? address.port)
    }

    private static func port(of descriptor: Int32) -> UInt16? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                guard getsockname(descriptor, name, &size) == 0 else { return nil }
                // Both families have the port in the same place.
                return name.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    UInt16(bigEndian: $0.pointee.sin_port)
                }
            }
        }
    }
}

/// Why nothing can be served: what happened, and what to do.
public struct ServingError: Error, Sendable, CustomStringConvertible {
    /// A sentence for a person.
    public let description: String

    init(_ description: String) { self.description = description }
}
