/// Cuts a stream of bytes into lines.
struct LineBuffer {
    private var bytes: [UInt8] = []
    private var start = 0
    private var searched = 0

    /// How many bytes wait for the end of their line, or to be taken.
    var waiting: Int { bytes.count - start }

    /// Adds bytes at the end.
    mutating func append(_ block: UnsafeRawBufferPointer) {
        if start > 0 {
            bytes.removeFirst(start)
            searched -= start
            start = 0
        }
        bytes.append(contentsOf: block)
    }

    /// The next whole line, without its end.
    mutating func next() -> ArraySlice<UInt8>? {
        guard let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
            searched = bytes.count
            return nil
        }
        defer {
            start = end + 1
            searched = start
        }
        return bytes[start..<end]
    }

    /// What is left without an end; the buffer is empty then.
    mutating func rest() -> ArraySlice<UInt8> {
        defer {
            bytes = []
            start = 0
            searched = 0
        }
        return bytes[start...]
    }
}
