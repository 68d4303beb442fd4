import Glibc
import Synchronization

/// Standard output and standard error.
enum Output {
    private static let blockSize = 64 << 10
    private static let waiting = Mutex<[UInt8]>([])
    /// Why something printed to standard output is not there, as an error number.
    private static let fault = Mutex<Int32?>(nil)

    /// Whether a person watches standard error.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

    /// Prints to standard output, in blocks.
    static func print(_ text: String) {
        waiting.withLock { waiting in
            waiting.append(contentsOf: text.utf8)
            if waiting.count >= blockSize { send(&waiting) }
        }
    }

    /// Prints to standard error, at once.
    static func error(_ text: String) {
        var bytes = Array(text.utf8)
        send(&bytes, to: STDERR_FILENO)
    }

    /// Hands everything printed to the system.
    static func flush() { waiting.withLock { send(&$0) } }

    /// Hands everything printed to the system.
    ///
    /// - Throws: ``OutputError`` where not everything that was ever printed could be written.
    static func finish() throws(OutputError) {
        flush()
        guard let number = fault.withLock({ $0 }) else { return }
        throw OutputError(description: "the output could not be written: \(String(cString: strerror(number)))")
    }

    private static func send(_ bytes: inout [UInt8], to descriptor: Int32 = STDOUT_FILENO) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done) }
            if count < 0, errno != EINTR {
                let number = errno
                if descriptor == STDOUT_FILENO { fault.withLock { $0 = $0 ?? number } }
                break
            }
            done += max(0, count)
        }
        bytes.removeAll(keepingCapacity: true)
    }
}

/// Why what was printed is not all there.
struct OutputError: Error, CustomStringConvertible {
    let description: String
}
