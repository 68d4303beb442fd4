import DelimitedSyntax
import HandlerAPI

/// UTF-8 text in memory that can be read some bytes beyond its ends.
struct TextBuffer: ~Copyable {
    /// The most bytes of a record, so that a quote never closed cannot fill the memory.
    static let largestRecord = 16 << 20

    private var memory: UnsafeMutableRawBufferPointer
    /// How many bytes of text there are.
    private(set) var count = 0

    /// Makes an empty buffer for `capacity` bytes.
    init(capacity: Int) { memory = Self.allocate(capacity) }

    deinit { memory.deallocate() }

    /// How many bytes there is room for.
    var capacity: Int { memory.count - 2 * FieldIndex.padding - 1 }
    /// The text.
    var text: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: memory[FieldIndex.padding..<FieldIndex.padding + count])
    }
    /// The memory behind the text.
    var room: UnsafeMutableRawBufferPointer {
        // A line feed added at the end may be one byte beyond.
        let used = min(count, capacity)
        return UnsafeMutableRawBufferPointer(
            rebasing: memory[FieldIndex.padding + used..<FieldIndex.padding + capacity])
    }

    /// Counts `size` bytes that were written to ``room``.
    mutating func extend(by size: Int) { count += size }

    /// Adds `bytes`, making room if need be.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        while room.count < bytes.count { grow() }
        room.copyMemory(from: bytes)
        count += bytes.count
    }

    /// Adds a line feed, for which there is always room.
    mutating func appendLineFeed() {
        memory[FieldIndex.padding + count] = UInt8(ascii: "\n")
        count += 1
    }

    /// Takes bytes off the front.
    mutating func removeFirst(_ size: Int) {
        guard size > 0, let base = memory.baseAddress else { return }
        let start = base + FieldIndex.padding
        start.copyMemory(from: start + size, byteCount: count - size)
        count -= size
    }

    /// Takes all bytes away.
    mutating func removeAll() { count = 0 }

    /// Doubles the room.
    mutating func grow() {
        let larger = Self.allocate(2 * capacity)
        UnsafeMutableRawBufferPointer(rebasing: larger[FieldIndex.padding...]).copyMemory(from: text)
        memory.deallocate()
        memory = larger
    }

    private static func allocate(_ capacity: Int) -> UnsafeMutableRawBufferPointer {
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(1, capacity) + 2 * FieldIndex.padding + 1, alignment: 64)
        // What is read beyond the ends does not matter, but must be something.
        for index in 0..<FieldIndex.padding { memory[index] = 0 }
        return memory
    }
}

/// Reads a file from some offset on as UTF-8.
struct TextSource {
    private let encoding: TextEncoding
    private var transcoder: Transcoder?
    /// Where the next byte is read, in bytes of the file.
    private var position: Int64
    private var isFinished = false
    /// How many bytes the byte order mark has, once the first bytes were read.
    private(set) var markLength: Int64 = 0

    /// Prepares to read from `start`, which is the beginning of a character.
    init(encoding: TextEncoding, start: Int64) {
        self.encoding = encoding
        position = start
        transcoder =
            encoding == .utf8 || start > 0 && encoding.isUTF8
            ? nil : Transcoder(from: encoding, isAtStart: start == 0)
    }

    /// Reads until the buffer is full or the file ends.
    ///
    /// - Parameter limit: The most bytes to read.
    /// - Returns: Whether there may be more.
    mutating func fill(
        _ buffer: inout TextBuffer, from file: borrowing FileContent, limit: Int = .max
    ) throws(HandlerError) -> Bool {
        if transcoder != nil { return try fillTranscoded(&buffer, from: file) }
        var rest = min(limit, buffer.room.count)
        while rest > 0, position < file.size.bytes {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer.room.prefix(rest))
            let count = try file.read(into: room, at: position)
            if count == 0 { return false }
            buffer.extend(by: count)
            position += Int64(count)
            rest -= count
        }
        return position < file.size.bytes
    }

    private mutating func fillTranscoded(
        _ buffer: inout TextBuffer, from file: borrowing FileContent
    ) throws(HandlerError) -> Bool {
        let size = 64 << 10
        let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
        defer { raw.deallocate() }
        var filled = 0
        while filled < size {
            let room = UnsafeMutableRawBufferPointer(rebasing: raw[filled...])
            let count = try file.read(into: room, at: position)
            if count == 0 { break }
            filled += count
            position += Int64(count)
        }
        var pieces: [UInt8] = []
        transcoder?.transcode(UnsafeRawBufferPointer(rebasing: raw[..<filled])) { text, _ in pieces += text }
        if filled < size, !isFinished {
            isFinished = true
            transcoder?.finish { text, _ in pieces += text }
        }
        markLength = transcoder?.markLength ?? 0
        pieces.withUnsafeBytes { buffer.append($0) }
        return filled == size
    }
}
