import CLinux
import Glibc
import Orchestration

/// What a process writes to its standard error, kept in memory without a name.
final class ErrorFile: Sendable {
    /// As many bytes are shown: the first, as what ends a process is said before the addresses of where.
    private static let shown = 400

    let descriptor: Int32

    init() throws(SystemError) {
        descriptor = memfd_create("trawl-errors", linux_memfd_close_on_exec)
        guard descriptor >= 0 else { throw .current }
        // Every writer adds at the end.
        guard fcntl(descriptor, F_SETFL, O_APPEND) == 0 else { throw .current }
    }

    deinit { close(descriptor) }

    /// How much was written.
    var size: Int64 {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// What was written since the file had `mark` bytes, on one line and without a list of addresses.
    func text(since mark: Int64) -> String {
        var bytes = [UInt8](repeating: 0, count: Self.shown)
        let count = pread(descriptor, &bytes, bytes.count, off_t(mark))
        guard count > 0 else { return "" }
        let lines = String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isNewline)
        let telling = lines.prefix { !$0.contains("stack trace") && !$0.contains("Backtrac") }
        return telling.joined(separator: "; ").filter { !$0.unicodeScalars.contains { $0.value < 32 } }
    }
}
