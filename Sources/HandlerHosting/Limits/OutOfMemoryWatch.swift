import Glibc
import Synchronization

/// Tells whether the kernel has ended a process for want of memory: what it ends looks as if a person had killed it.
final class OutOfMemoryWatch: Sendable {
    private let known: Mutex<Int>

    init() { known = Mutex(Self.count) }

    /// Whether it has since the last call.
    func hasStruck() -> Bool {
        let count = Self.count
        return known.withLock { known in
            defer { known = count }
            return count > known
        }
    }

    /// How many processes the kernel has ended since the machine started; 0 where it does not count (before Linux 4.13).
    private static var count: Int {
        let descriptor = open("/proc/vmstat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 16 << 10)
        while case let size = read(descriptor, &block, block.count), size > 0 { text += block[..<size] }
        let line = text.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: "oom_kill ".utf8) }
        return line.flatMap { Int(String(decoding: $0.dropFirst("oom_kill ".utf8.count), as: UTF8.self)) } ?? 0
    }
}
