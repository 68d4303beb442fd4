extension FileContent {
    /// The first `count` bytes, fewer where the file is shorter, however few a read returns.
    ///
    /// - Throws: `unreadable`.
    public func prefix(_ count: Int) throws(HandlerError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, count), alignment: 1)
        defer { buffer.deallocate() }
        var filled = 0
        while filled < count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<count])
            let step = try read(into: rest, at: Int64(filled))
            if step == 0 { break }
            filled += step
        }
        return Array(buffer[..<filled])
    }
}
