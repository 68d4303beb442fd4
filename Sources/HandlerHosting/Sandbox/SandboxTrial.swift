import CLinux
import FoundationEssentials
import Glibc
import Orchestration

/// Tries a sandbox out: a process of this program enters it, tries what is forbidden, and says what came of it.
public struct SandboxTrial: Sendable {
    /// What such a process says.
    public struct Findings: Sendable, Equatable, Codable {
        /// The name of the profile.
        public let profile: String
        /// The parts in force.
        public let report: SandboxReport
        /// What was tried.
        public let attempts: [SandboxAttempt]

        /// Gathers findings.
        public init(profile: String, report: SandboxReport, attempts: [SandboxAttempt]) {
            self.profile = profile
            self.report = report
            self.attempts = attempts
        }

        /// What must be refused and was not.
        public var leaks: [SandboxAttempt] { attempts.filter(\.gotThrough) }
    }

    /// A sandbox could not be tried.
    public struct TrialError: Error, CustomStringConvertible {
        /// What happened, for a person.
        public let description: String
    }

    /// The words of the command line that has this program try things: `--profile NAME --sibling PID --port PORT --socket
    /// NAME` follow.
    public let probe: [String]
    /// The words that have it do nothing until its standard input ends.
    public let idle: [String]

    /// Names the command lines.
    public init(probe: [String], idle: [String]) {
        self.probe = probe
        self.idle = idle
    }

    /// Tries the profile of this name.
    public func run(_ profile: String) throws(TrialError) -> Findings {
        do {
            let sibling = try TrialProcess(idle)
            defer { sibling.end() }
            let target = try LocalTarget()
            let arguments = [
                "--profile", profile, "--sibling", "\(sibling.process)", "--port", "\(target.port)", "--socket",
                target.abstractName,
            ]
            let child = try TrialProcess(probe + arguments)
            let output = child.readAll()
            let end = child.wait()
            guard end == .exited(0) else {
                throw TrialError(description: "the process in the sandbox '\(profile)' \(end.description)")
            }
            return try JSONDecoder().decode(Findings.self, from: Data(output))
        } catch let error as TrialError {
            throw error
        } catch {
            throw TrialError(description: "the sandbox '\(profile)' could not be tried: \(error)")
        }
    }
}

/// A port of 127.0.0.1 and an abstract UNIX socket to connect to, for as long as this lives.
private final class LocalTarget {
    let port: UInt16
    let abstractName = "trawl-doctor-\(getpid())"
    private let descriptors: [Int32]

    init() throws(SystemError) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let internet = try withUnsafeBytes(of: address) { bytes throws(SystemError) in
            try Self.listening(AF_INET, bytes)
        }
        do throws(SystemError) {
            let local = try LocalAddress.withAbstract(abstractName) { bytes throws(SystemError) in
                try Self.listening(AF_UNIX, bytes)
            }
            descriptors = [internet, local]
        } catch {
            close(internet)
            throw error
        }
        port = Self.port(of: internet)
    }

    deinit { for descriptor in descriptors { close(descriptor) } }

    private static func listening(_ family: Int32, _ address: UnsafeRawBufferPointer) throws(SystemError) -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | 0o2000000 /* SOCK_CLOEXEC */, 0)
        guard descriptor >= 0 else { throw .current }
        guard let start = address.baseAddress,
            // Every kind of address begins as `sockaddr` does.
            bind(descriptor, start.assumingMemoryBound(to: sockaddr.self), socklen_t(address.count)) == 0,
            listen(descriptor, 4) == 0
        else {
            let error = SystemError.current
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func port(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutableBytes(of: &address) { bytes in
            guard let start = bytes.baseAddress else { return }
            _ = getsockname(descriptor, start.assumingMemoryBound(to: sockaddr.self), &size)
        }
        return UInt16(bigEndian: address.sin_port)
    }
}
