import Glibc
import HandlerAPI
import Orchestration

/// Where a reader puts what a stretch unpacks to, until its turn comes: memory, or where that is more than a member may
/// have in memory, a file without a name.
final class StretchFile: Sendable {
    let descriptor: Int32
    /// Whether it may be used for another stretch: memory that was written once costs less to write again than new memory.
    let isReusable: Bool

    /// Makes an empty one for `size` bytes.
    init(size: Int64) throws(SystemError) {
        isReusable = Self.fitsMemory(size)
        descriptor = isReusable ? try MemberSpool.openMemory() : try MemberSpool.openFile()
    }

    deinit { close(descriptor) }

    /// Whether so many bytes are held in memory.
    static func fitsMemory(_ size: Int64) -> Bool { size <= Int64(MemberSpool.memoryLimit) }

    /// Calls `take` with the first `size` bytes and where they are, until it returns `false`.
    ///
    /// - Returns: Whether it wanted all.
    /// - Throws: Where there are fewer bytes.
    func forEachChunk(
        of size: Int64, through buffer: UnsafeMutableRawBufferPointer, _ take: (UnsafeRawBufferPointer, Int64) -> Bool
    ) throws(SystemError) -> Bool {
        var offset: Int64 = 0
        while offset < size {
            let room = Int(min(Int64(buffer.count), size - offset))
            let count = pread(descriptor, buffer.baseAddress, room, off_t(offset))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw count < 0 ? .current : SystemError(EIO) }
            guard take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), offset) else { return false }
            offset += Int64(count)
        }
        return true
    }
}
