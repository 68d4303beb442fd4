import Glibc

/// An error number of the operating system.
public struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The value of `errno`.
    public let number: Int32

    /// Wraps an error number.
    public init(_ number: Int32) { self.number = number }

    /// The error of the last system call on this thread.
    public static var current: SystemError { SystemError(errno) }

    /// The system's own words.
    public var description: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
