import CLinux
import Glibc
import HandlerAPI
import Orchestration

/// Bytes in memory without a name, which one process writes and another reads.
final class MemoryFile: Sendable {
    /// The most bytes that are written to one.
    static let limit = ByteCount.mebibytes(128)

    let descriptor: Int32

    /// Makes an empty one.
    init() throws(SystemError) {
        descriptor = memfd_create("trawl-part", linux_memfd_close_on_exec)
        guard descriptor >= 0 else { throw .current }
    }

    /// Takes over the `descriptor` of one made elsewhere.
    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// How many bytes it has.
    var size: Int64 {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Writes all of `bytes` at its beginning.
    ///
    /// - Throws: `EFBIG` where they are more than ``limit``.
    func write(_ bytes: [UInt8]) throws(SystemError) {
        guard bytes.count <= Self.limit.bytes else { throw SystemError(EFBIG) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(done))
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw .current
            }
            done += count
        }
    }

    /// All bytes.
    func read() throws(SystemError) -> [UInt8] {
        let size = Int(size)
        var trouble: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while filled < size {
                let count = pread(descriptor, buffer.baseAddress.map { $0 + filled }, size - filled, off_t(filled))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    trouble = .current
                    return
                }
                filled += count
            }
        }
        if let trouble { throw trouble }
        return bytes
    }
}
