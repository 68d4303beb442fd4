import Glibc

/// Standard output and standard error.
enum Output {
    /// Whether a person watches standard error.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

    /// Prints to standard output, in blocks.
    static func print(_ text: String) {
        var text = text
        text.withUTF8 { bytes in _ = fwrite(bytes.baseAddress, 1, bytes.count, stdout) }
    }

    /// Prints to standard error, at once.
    static func error(_ text: String) {
        var text = text
        text.withUTF8 { bytes in _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
    }

    /// Hands everything printed to the system.
    static func flush() { fflush(stdout) }
}
