import Foundation
import HandlerTesting

/// `trawl serve` on a port of its own; it ends with the object.
final class DashboardProcess {
    private let running: TrawlProcess.Running
    let port: UInt16
    /// The address that it printed.
    let address: String

    /// Serves the store of a workbench, and waits until it listens.
    init(_ bench: Workbench, _ options: String..., listen: String = "127.0.0.1:0") throws {
        let arguments = ["serve", "--store", bench.store.path, "--listen", listen] + options
        let started = try TrawlProcess.start(arguments, in: bench.folder)
        running = started
        var line: String?
        _ = try eventually {
            line = try started.printed.first
            return line != nil || !started.process.isRunning
        }
        let found = line.flatMap { $0.split(separator: " ").last.map(String.init) } ?? ""
        guard let port = found.split(separator: ":").last.flatMap({ UInt16($0.dropLast()) }) else {
            throw TrawlProcess.Unexpected("the dashboard does not listen: \(try started.complaint)")
        }
        self.port = port
        address = found
    }

    deinit { running.signal(SIGKILL) }

    /// Asks it to end, as Ctrl-C does.
    func end() throws -> TrawlProcess.Ended {
        running.signal(SIGINT)
        return try running.wait()
    }

    var complaint: String { get throws { try running.complaint } }

    /// The answer to `GET`.
    func get(_ target: String, _ headers: String...) throws -> RawAnswer {
        try ask("GET", target, headers)
    }

    /// The answer to `POST` with a form.
    func post(_ target: String, _ form: String, _ headers: String...) throws -> RawAnswer {
        let type = "Content-Type: application/x-www-form-urlencoded"
        return try ask("POST", target, headers + [type, "Content-Length: \(form.utf8.count)"], body: form)
    }

    /// The answer to a request with these headers; `Host` is added where there is none.
    func ask(_ method: String, _ target: String, _ headers: [String], body: String = "") throws -> RawAnswer {
        let host = headers.contains { $0.hasPrefix("Host:") } ? [] : ["Host: 127.0.0.1:\(port)"]
        let lines = ["\(method) \(target) HTTP/1.1"] + host + headers + ["Connection: close", "", body]
        return try exchange(Array(lines.joined(separator: "\r\n").utf8))
    }

    /// Sends bytes, and reads until the server closes the connection.
    func exchange(_ bytes: [UInt8]) throws -> RawAnswer {
        let connection = try RawConnection(port)
        connection.send(bytes)
        return RawAnswer(connection.readAll())
    }

    /// A value of the JSON at `target`.
    func json(_ target: String) throws -> JSONValue { try JSONValue(parsing: Data(get(target).body.utf8)) }

    /// What changes are to be sent with.
    var csrf: String { get throws { try json("/api/v1/session").text("csrf") } }
}

/// A connection to a port of this machine.
final class RawConnection {
    private let descriptor: Int32

    init(_ port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(
                    descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// The next bytes; none at the end.
    func read() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return Array(buffer.prefix(max(0, count)))
    }

    func readAll() -> [UInt8] {
        var bytes: [UInt8] = []
        while case let part = read(), !part.isEmpty { bytes += part }
        return bytes
    }

    /// Reads until the text has come; `false` where the connection ends before.
    func read(until text: String) -> Bool {
        var bytes: [UInt8] = []
        while !String(decoding: bytes, as: UTF8.self).contains(text) {
            let part = read()
            if part.isEmpty { return false }
            bytes += part
        }
        return true
    }
}

/// An answer of HTTP, taken apart.
struct RawAnswer {
    let status: Int
    let head: String
    let body: String

    init(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let end = text.range(of: "\r\n\r\n")
        head = end.map { String(text[..<$0.lowerBound]) } ?? text
        body = end.map { String(text[$0.upperBound...]) } ?? ""
        status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    /// The value of a header; `nil` where there is none.
    func header(_ name: String) -> String? {
        let lines = head.components(separatedBy: "\r\n").dropFirst()
        let line = lines.first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
        return line.map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
    }
}
