import HandlerAPI

/// Zeros without end but for a size, which take up no memory: a file as large as one likes.
final class SparseContent: ContentSource {
    let size: ByteCount

    init(size: ByteCount) { self.size = size }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(HandlerError) -> Int {
        let count = Int(max(0, min(Int64(buffer.count), size.bytes - offset)))
        buffer.prefix(count).initializeMemory(as: UInt8.self, repeating: 0)
        return count
    }
}
