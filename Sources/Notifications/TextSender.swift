import Glibc

/// Writes text at the end of a file, or to standard output.
enum TextSender {
    /// Appends `text` and waits until it is on the disk. A message that is there already, as its id tells, is not written
    /// again.
    ///
    /// - Throws: ``DeliveryError``.
    static func append(_ text: String, id: String, to path: String) throws(DeliveryError) {
        let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw error(path) }
        defer { close(descriptor) }
        if holds(descriptor, "Message \(id)\n") { return }
        try write(text, to: descriptor, path)
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw error(path) }
    }

    /// Prints `text`.
    ///
    /// - Throws: ``DeliveryError``.
    static func print(_ text: String) throws(DeliveryError) {
        try write(text, to: STDOUT_FILENO, "standard output")
    }

    private static func write(_ text: String, to descriptor: Int32, _ name: String) throws(DeliveryError) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw error(name) }
            rest = rest.dropFirst(count)
        }
    }

    /// Whether the last 64 KiB of a file have this text.
    private static func holds(_ descriptor: Int32, _ text: String) -> Bool {
        let size = lseek(descriptor, 0, SEEK_END)
        guard size > 0 else { return false }
        var bytes = [UInt8](repeating: 0, count: Int(min(size, 64 << 10)))
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, size - off_t($0.count)) }
        guard count > 0 else { return false }
        return String(decoding: bytes[..<count], as: UTF8.self).contains(text)
    }

    private static func error(_ name: String) -> DeliveryError {
        DeliveryError("\(name): \(String(cString: strerror(errno)))", isLasting: false)
    }
}
