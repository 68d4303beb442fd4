import Foundation
import HandlerTesting

/// A server of `Tests/Servers` on a port of its own; it ends with the object.
final class TestServer {
    /// Debian's interpreter, for which its packages are.
    private static let python = URL(fileURLWithPath: "/usr/bin/python3")

    private let process: TrawlProcess.Running
    let port: Int

    /// Whether the mail server can be had, and certificates for it.
    static let canServeMail: Bool = {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl") else { return false }
        let process = Process()
        process.executableURL = python
        process.arguments = ["-c", "import aiosmtpd"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// Starts a server and waits until it listens.
    init(_ script: String, _ arguments: String..., in folder: URL) throws {
        let path = TestData.projectRoot().appendingPathComponent("Tests/Servers/\(script).py").path
        let started = try TrawlProcess.start([path] + arguments, in: folder, program: Self.python)
        process = started
        var found: Int?
        _ = try eventually {
            found = try started.printed.first.flatMap { Int($0) }
            return found != nil || !started.process.isRunning
        }
        guard let found else { throw TrawlProcess.Unexpected("\(script).py does not listen: \(try started.complaint)") }
        port = found
    }

    deinit { process.signal(SIGKILL) }

    /// What it got so far, one JSON value each.
    var received: [JSONValue] {
        get throws { try process.printed.dropFirst().map { try JSONValue(parsing: Data($0.utf8)) } }
    }
}
