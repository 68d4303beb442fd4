import CJSONIndex
import HandlerAPI

/// A piece of a file in memory, and as much room for strings whose escapes are read.
///
/// A class, as it owns the memory; it is used by one thread at a time.
final class TextWindow {
    private static let padding = Int(JSON_INDEX_PADDING)

    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    /// Where the next byte is read, in bytes of the file.
    private var position: Int64
    /// How many bytes of text there are.
    private(set) var count = 0
    /// How many bytes of strings were written behind the text.
    var decodedCount = 0

    /// Makes an empty window that begins at `position` of a file.
    init(capacity: Int, position: Int64) {
        self.capacity = capacity
        self.position = position
        memory = Self.allocate(capacity)
    }

    deinit { memory.deallocate() }

    /// The first byte of the text, to which offsets are relative; those of decoded strings begin at ``decodedStart``.
    var base: UnsafeMutableRawPointer { memory + Self.padding }
    /// Where decoded strings begin. There is always room for those of the text, as none is longer than it was.
    var decodedStart: Int { capacity + Self.padding }
    /// The text.
    var text: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }
    /// The offset of the text's first byte in the file.
    var start: Int64 { position - Int64(count) }

    /// Reads until there are `wanted` bytes of text or the file ends.
    ///
    /// - Returns: Whether there may be more.
    func fill(_ wanted: Int, from file: borrowing FileContent) throws(HandlerError) -> Bool {
        if wanted > capacity { grow(to: wanted) }
        while count < wanted, position < file.size.bytes {
            let room = UnsafeMutableRawBufferPointer(start: base + count, count: wanted - count)
            let read = try file.read(into: room, at: position)
            if read == 0 { break }
            count += read
            position += Int64(read)
        }
        // What is behind the end is no part of any token.
        base.storeBytes(of: 0, toByteOffset: count, as: UInt64.self)
        return count == wanted && position < file.size.bytes
    }

    /// Takes bytes off the front.
    func removeFirst(_ size: Int) {
        guard size > 0 else { return }
        count -= size
        base.copyMemory(from: base + size, byteCount: count)
    }

    private func grow(to wanted: Int) {
        let larger = Self.allocate(wanted)
        (larger + Self.padding).copyMemory(from: base, byteCount: count)
        memory.deallocate()
        memory = larger
        capacity = wanted
    }

    private static func allocate(_ capacity: Int) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 2 * capacity + 4 * padding, alignment: 64)
        // What is read before the beginning does not matter, but must be something.
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: padding)
        return memory
    }
}
