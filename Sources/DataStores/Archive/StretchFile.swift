import Glibc
import HandlerAPI
import Orchestration

/// Where a reader puts what a stretch unpacks to, until its turn comes: memory, or where that is more than a member may
/// have in memory, a file without a name.
final class StretchFile: Sendable {
    let stretch: ContainerStretch
    let descriptor: Int32

    /// Makes an empty one for `stretch`.
    init(_ stretch: ContainerStretch) throws(SystemError) {
        self.stretch = stretch
        let isSmall = stretch.size <= Int64(MemberSpool.memoryLimit)
        descriptor = isSmall ? try MemberSpool.openMemory() : try MemberSpool.openFile()
    }

    deinit { close(descriptor) }

    /// Calls `take` with all bytes and where in the stretch they belong, until it returns `false`.
    ///
    /// - Returns: Whether it wanted all.
    /// - Throws: Where there are fewer bytes than the stretch has.
    func forEachChunk(
        _ buffer: UnsafeMutableRawBufferPointer, _ take: (UnsafeRawBufferPointer, Int64) -> Bool
    ) throws(SystemError) -> Bool {
        var offset: Int64 = 0
        while offset < stretch.size {
            let room = Int(min(Int64(buffer.count), stretch.size - offset))
            let count = pread(descriptor, buffer.baseAddress, room, off_t(offset))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw count < 0 ? .current : SystemError(EIO) }
            guard take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), offset) else { return false }
            offset += Int64(count)
        }
        return true
    }
}
