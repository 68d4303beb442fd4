import Glibc
import Orchestration

/// Keeps a second run away from a store for as long as it lives.
///
/// The lock is the kernel's (flock), so it goes with the process, however that ends.
final class StoreLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock that stands beside the store at `path`.
    init(storeAt path: String) throws(StoreError) {
        let lockPath = path + ".lock"
        let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let error = SystemError.current
            throw StoreError(
                .readOnly, "cannot write beside the record store \(path): \(error); choose another with --store")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(descriptor)
            close(descriptor)
            throw StoreError(
                .busy,
                "another run\(holder) is writing to \(path); wait for it to end, or choose another with --store")
        }
        let text = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    private static func holder(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        let digits = buffer.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? "" : " (process " + String(decoding: digits, as: UTF8.self) + ")"
    }
}
