/// Where the bytes of a file come from. The engine provides it; tests may bring their own.
public protocol ContentSource: AnyObject, Sendable {
    /// The number of bytes.
    var size: ByteCount { get }

    /// Copies bytes from `offset` into `buffer`; returns how many, 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(HandlerError) -> Int
}

/// An open file as a handler sees it.
public struct FileContent: ~Copyable {
    /// The path within the store, for messages; bytes that are not printable UTF-8 are escaped.
    public let path: String
    /// What the file was found to be.
    public let mediaType: MediaType
    /// The character set the detector saw (an IANA or libmagic name such as `utf-8`), if any.
    public let charset: String?
    private let source: any ContentSource

    /// Makes a file of `source`.
    public init(path: String, mediaType: MediaType, charset: String? = nil, source: any ContentSource) {
        self.path = path
        self.mediaType = mediaType
        self.charset = charset
        self.source = source
    }

    /// The number of bytes.
    public var size: ByteCount { source.size }

    /// Copies bytes from `offset` into `buffer`; returns how many, 0 at the end.
    ///
    /// - Throws: `unreadable` with the offset.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(HandlerError) -> Int {
        try source.read(into: buffer, at: offset)
    }

    /// Calls `body` with one piece of the file after another, in order, without holding more than one.
    ///
    /// - Parameters:
    ///   - capacity: The largest piece, in bytes. Pieces may be smaller.
    ///   - body: Takes a piece, valid only during the call, and its offset.
    /// - Throws: `unreadable`, or what `body` throws.
    public func forEachChunk(
        of capacity: Int = 256 << 10,
        _ body: (UnsafeRawBufferPointer, _ offset: Int64) throws(HandlerError) -> Void
    ) throws(HandlerError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, capacity), alignment: 64)
        defer { buffer.deallocate() }
        var offset: Int64 = 0
        while true {
            let count = try read(into: buffer, at: offset)
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]), offset)
            offset += Int64(count)
        }
    }

    /// Calls `body` with all bytes at once.
    ///
    /// - Throws: `limitExceeded` where the file is larger than `limit`; `unreadable`; or what `body` throws.
    public func withWholeContent<Result>(
        upTo limit: ByteCount, _ body: (UnsafeRawBufferPointer) throws(HandlerError) -> Result
    ) throws(HandlerError) -> Result {
        guard size <= limit else {
            throw .limitExceeded("the file has \(size); at most \(limit) are read at once")
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, Int(size.bytes)), alignment: 64)
        defer { buffer.deallocate() }
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try read(into: rest, at: Int64(filled))
            if count == 0 { break }
            filled += count
        }
        return try body(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    }
}
