import CMicroHTTPD
import Glibc

/// A server that hands requests to a function, on threads of its own.
final class HTTPServer: @unchecked Sendable {
    // `@unchecked`: the settings are written before the server's threads begin, and freed after they have ended.
    /// How it is set up.
    struct Limits {
        /// Threads that answer.
        var threads: UInt32 = 4
        /// Connections at one time.
        var connections: UInt32 = 256
        /// Seconds after which a silent connection is closed.
        var timeout: UInt32 = 30
        /// Bytes of a request's line and headers.
        var headerBytes = 32 << 10
    }

    /// The most bytes of a body.
    static let bodyBytes = 256 << 10

    private let settings: UnsafeMutablePointer<http_library_settings>
    private var daemon: OpaquePointer?
    fileprivate let answer: @Sendable (HTTPRequest) -> HTTPResponse

    /// Starts a server on a socket that listens, which it owns from now on.
    ///
    /// - Throws: ``ServingError`` where the library is missing, or key and certificate are none.
    init(
        on socket: Int32, tls: TLSFiles?, limits: Limits = Limits(),
        answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) throws(ServingError) {
        self.answer = answer
        settings = .allocate(capacity: 1)
        settings.initialize(to: http_library_settings())
        if let reason = http_library_open() {
            throw ServingError(
                "libmicrohttpd cannot be used: \(String(cString: reason)); install it (Debian: libmicrohttpd12)")
        }
        if tls != nil, !http_library_has_tls() { throw ServingError("this libmicrohttpd was built without TLS") }
        settings.pointee.socket = socket
        settings.pointee.threads = limits.threads
        settings.pointee.connections = limits.connections
        settings.pointee.timeout = limits.timeout
        settings.pointee.header_bytes = limits.headerBytes
        settings.pointee.key = tls.flatMap { UnsafePointer(strdup($0.key)) }
        settings.pointee.certificate = tls.flatMap { UnsafePointer(strdup($0.certificate)) }
        settings.pointee.begin = beginRequest
        settings.pointee.receive = receivePart
        settings.pointee.end = endRequest
        settings.pointee.context = Unmanaged.passUnretained(self).toOpaque()
        daemon = http_library_start(settings)
        guard daemon != nil else {
            throw ServingError(
                tls == nil
                    ? "the server cannot be started"
                    : "the server cannot be started: see that --certificate and --key are PEM and belong together")
        }
    }

    deinit {
        stop()
        free(UnsafeMutableRawPointer(mutating: settings.pointee.key))
        free(UnsafeMutableRawPointer(mutating: settings.pointee.certificate))
        settings.deallocate()
    }

    /// Ends the server; its streams must have been closed.
    func stop() {
        guard let daemon else { return }
        http_library_stop(daemon)
        self.daemon = nil
    }
}

/// Key and certificate of a server, in PEM.
public struct TLSFiles: Sendable {
    /// The certificate, with those that it rests on.
    public var certificate: String
    /// Its key.
    public var key: String

    /// Makes a pair.
    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

/// A request that comes in piece by piece.
private final class IncomingRequest {
    let target: [UInt8]
    var body: [UInt8] = []
    var isBegun = false
    var isTooLarge = false

    init(target: [UInt8]) { self.target = target }
}

private let beginRequest: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> UnsafeMutableRawPointer? =
    {
        _, target in
        let bytes = target.map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
        return Unmanaged.passRetained(IncomingRequest(target: bytes)).toOpaque()
    }

private let endRequest: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> Void = { _, request in
    if let request { Unmanaged<IncomingRequest>.fromOpaque(request).release() }
}

private let receivePart:
    @convention(c) (
        UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?,
        UnsafePointer<CChar>?, Int
    ) -> Bool = { context, request, connection, method, bytes, count in
        guard let context, let request, let connection, let method else { return false }
        let incoming = Unmanaged<IncomingRequest>.fromOpaque(request).takeUnretainedValue()
        let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
        guard incoming.isBegun else {
            incoming.isBegun = true
            let length = http_library_header(connection, "Content-Length").flatMap { Int(String(cString: $0)) } ?? 0
            guard length <= HTTPServer.bodyBytes else {
                return server.send(.refusal(413, "the body is larger than it may be"), to: connection)
            }
            return true
        }
        if count > 0, let bytes {
            incoming.isTooLarge = incoming.isTooLarge || incoming.body.count + count > HTTPServer.bodyBytes
            if !incoming.isTooLarge { incoming.body += UnsafeRawBufferPointer(start: bytes, count: count) }
            return true
        }
        let response = server.respond(to: incoming, method: String(cString: method), connection)
        return server.send(response, to: connection)
    }

extension HTTPServer {
    fileprivate func respond(
        to incoming: IncomingRequest, method: String, _ connection: OpaquePointer
    ) -> HTTPResponse {
        if incoming.isTooLarge { return .refusal(413, "the body is larger than it may be") }
        guard let target = RequestTarget(incoming.target) else {
            return .refusal(400, "the target of the request cannot be read")
        }
        var request = HTTPRequest(method: method, path: target.path, query: target.query, body: incoming.body)
        for name in HTTPRequest.headerNames {
            if let value = http_library_header(connection, name) { request.headers[name] = String(cString: value) }
        }
        return answer(request)
    }

    fileprivate func send(_ response: HTTPResponse, to connection: OpaquePointer) -> Bool {
        guard let made = make(response.body, for: connection) else { return false }
        for (name, value) in response.headers { _ = http_library_add_header(made, name, value) }
        return http_library_answer(connection, UInt32(response.status), made)
    }

    private func make(_ body: HTTPResponse.Body, for connection: OpaquePointer) -> OpaquePointer? {
        switch body {
        case .bytes(let bytes): return http_library_make_response(bytes, bytes.count)
        case .stream(let stream):
            stream.attach(to: connection)
            let box = Unmanaged.passRetained(StreamBox(stream)).toOpaque()
            return http_library_make_stream(readStream, endStream, box)
        }
    }
}

private let readStream: @convention(c) (UnsafeMutableRawPointer?, UInt64, UnsafeMutablePointer<CChar>?, Int) -> Int = {
    context, _, buffer, room in
    guard let context else { return http_library_end_of_stream() }
    return Unmanaged<StreamBox>.fromOpaque(context).takeUnretainedValue()
        .stream.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: room))
}

private let endStream: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
    guard let context else { return }
    let box = Unmanaged<StreamBox>.fromOpaque(context)
    box.takeUnretainedValue().stream.end()
    box.release()
}
