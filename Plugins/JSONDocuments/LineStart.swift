import CTextIndex
import HandlerAPI

/// Finds where the first line of a range begins.
enum LineStart {
    /// The offset behind the first line end at or behind the byte before `range`; the end of `range` where there is
    /// none in it.
    static func find(_ range: Range<Int64>, in file: borrowing FileContent) throws(HandlerError) -> Int64 {
        let size = 16 << 10
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size + 16, alignment: 64)
        defer { buffer.deallocate() }
        var position = range.lowerBound - 1
        while position < range.upperBound {
            let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<size]), at: position)
            guard count > 0, let base = buffer.baseAddress else { break }
            let found = text_index_first(base.assumingMemoryBound(to: UInt8.self), count, UInt8(ascii: "\n"))
            if found < count { return min(position + Int64(found) + 1, range.upperBound) }
            position += Int64(count)
        }
        return range.upperBound
    }
}
