import CLinux
import Glibc

/// Something forbidden that was tried from within a sandbox.
public struct SandboxAttempt: Sendable, Equatable, Codable {
    /// Its name, for programs.
    public let name: String
    /// What was done, for people.
    public let tried: String
    /// Whether the sandbox is to prevent it; what it need not is tried to be shown.
    public let mustBeRefused: Bool
    /// The error number that came of it; 0 where it could be done.
    public let error: Int32

    /// Records an attempt.
    public init(_ name: String, tried: String, mustBeRefused: Bool, error: Int32) {
        self.name = name
        self.tried = tried
        self.mustBeRefused = mustBeRefused
        self.error = error
    }

    /// Whether the kernel refused it for want of a right.
    ///
    /// Any other error comes of an attempt that the kernel went into: nobody listened, or no such address.
    public var isRefused: Bool { [EPERM, EACCES].contains(error) }

    /// Whether something got through that must not.
    public var gotThrough: Bool { mustBeRefused && !isRefused }

    /// The name of the error, such as `EPERM`; `nil` where there is none.
    public var errorName: String? { error == 0 ? nil : strerrorname_np(error).map { String(cString: $0) } }

    private enum CodingKeys: String, CodingKey {
        case name, tried, error
        case mustBeRefused = "must_be_refused"
    }
}
