import Glibc
import HandlerAPI

/// A file or an unpacked member, open for reading; closed when nothing refers to it any more.
public final class OpenFile: ContentSource {
    /// The open descriptor.
    public let descriptor: Int32
    /// The number of bytes when it was opened.
    public let size: ByteCount
    /// The stamp when it was opened; `nil` for a member of an archive.
    public let stamp: FileStamp?
    /// How much is there of a file that is still being written; `nil` where all is.
    public let arrival: Arrival?
    private let stop: StopSignal?
    private let onRead: (@Sendable () -> Void)?

    /// Takes over `descriptor`, which is closed with the object.
    ///
    /// - Parameters:
    ///   - stamp: Of a file that lies in a directory.
    ///   - stop: Once set, reads fail, so that a handler in the middle of a large file ends soon.
    ///   - arrival: How much is there, where more is to come. Reads beyond fail: the end of what is there is not the
    ///     file's.
    ///   - onRead: Told of each read.
    public init(
        descriptor: Int32, size: ByteCount, stamp: FileStamp? = nil, stop: StopSignal? = nil,
        arrival: Arrival? = nil, onRead: (@Sendable () -> Void)? = nil
    ) {
        self.descriptor = descriptor
        self.size = size
        self.stamp = stamp
        self.stop = stop
        self.arrival = arrival
        self.onRead = onRead
    }

    deinit { close(descriptor) }

    /// Whether size and time of change are still those of when it was opened. A member of an archive stays as it is.
    public var holdsStill: Bool {
        guard let stamp else { return true }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return false }
        let present = FileStamp(status)
        return present.size == stamp.size && present.modified == stamp.modified
    }

    /// Copies bytes from `offset` into `buffer`; returns how many, 0 at the end.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(HandlerError) -> Int {
        if let stop, stop.isSet { throw .unreadable("the run was interrupted", at: offset) }
        if let arrival, !arrival.covers(buffer.count, at: offset, of: size) {
            throw .unreadable("it is not there yet", at: offset)
        }
        onRead?()
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            if errno != EINTR { throw .unreadable(SystemError.current.description, at: offset) }
        }
    }
}
