import CLinux
import Glibc
import HandlerAPI
import Orchestration

/// Takes the bytes of one member as they are unpacked and makes them an open file.
///
/// Small members stay in memory; larger ones go to a file without a name in the temporary directory, which the system
/// removes with the last descriptor, whatever ends the process. A member is never written under a name of its own.
struct MemberSpool: ~Copyable {
    /// The most bytes of a member held in memory.
    static let memoryLimit = 4 << 20

    private var descriptor: Int32
    private var isInMemory = true
    private(set) var size: Int64 = 0

    init() throws(SystemError) {
        descriptor = try Self.openMemory()
    }

    /// Memory, open as a file.
    static func openMemory() throws(SystemError) -> Int32 {
        let descriptor = memfd_create("trawl-member", linux_memfd_close_on_exec)
        guard descriptor >= 0 else { throw .current }
        return descriptor
    }

    /// An open file without a name in the temporary directory.
    static func openFile() throws(SystemError) -> Int32 {
        let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
        let descriptor = open(directory, linux_open_unnamed | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .current }
        return descriptor
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Adds bytes at the end.
    mutating func append(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        if isInMemory, size + Int64(bytes.count) > Int64(Self.memoryLimit) { try moveToDisk() }
        try bytes.write(to: descriptor, at: size)
        size += Int64(bytes.count)
    }

    /// Adds zeros up to `offset`, as sparse archives leave them out.
    mutating func pad(to offset: Int64) throws(SystemError) {
        guard offset > size else { return }
        if isInMemory, offset > Int64(Self.memoryLimit) { try moveToDisk() }
        guard ftruncate(descriptor, off_t(offset)) == 0 else { throw .current }
        size = offset
    }

    /// The bytes as an open file, for reading only: several handlers may get it, and none may change it for the others.
    /// The spool is used up.
    consuming func finish(stop: StopSignal?) -> OpenFile {
        let forReading = open("/proc/self/fd/\(descriptor)", O_RDONLY | O_CLOEXEC)
        if forReading >= 0 {
            close(descriptor)
            descriptor = forReading
        }
        let file = OpenFile(descriptor: descriptor, size: ByteCount(size), stop: stop)
        descriptor = -1
        return file
    }

    /// The bytes so far and those to come as an open file for reading only; `nil` where the system has no descriptor left,
    /// and while all are in memory, from where they may move yet.
    ///
    /// - Parameters:
    ///   - size: How many bytes there will be.
    ///   - stop: Once set, reads fail.
    func view(ofSize size: ByteCount, stop: StopSignal?) -> OpenFile? {
        guard !isInMemory else { return nil }
        let forReading = open("/proc/self/fd/\(descriptor)", O_RDONLY | O_CLOEXEC)
        guard forReading >= 0 else { return nil }
        return OpenFile(descriptor: forReading, size: size, stop: stop, arrival: Arrival(self.size))
    }

    private mutating func moveToDisk() throws(SystemError) {
        let file = try Self.openFile()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        var offset: Int64 = 0
        while offset < size {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            guard count > 0 else {
                close(file)
                throw .current
            }
            try UnsafeRawBufferPointer(rebasing: buffer[..<count]).write(to: file, at: offset)
            offset += Int64(count)
        }
        close(descriptor)
        descriptor = file
        isInMemory = false
    }
}

extension UnsafeRawBufferPointer {
    /// Writes all bytes to `file` from `offset` on.
    func write(to file: Int32, at offset: Int64) throws(SystemError) {
        var done = 0
        while done < count {
            let step = pwrite(file, baseAddress.map { $0 + done }, count - done, off_t(offset + Int64(done)))
            guard step > 0 else {
                if errno == EINTR { continue }
                throw .current
            }
            done += step
        }
    }
}
