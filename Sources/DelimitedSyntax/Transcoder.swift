/// Turns a text that arrives piece by piece into UTF-8 without its byte order mark.
///
/// UTF-8 passes through unchecked and without being copied. In UTF-16, half a surrogate pair becomes U+FFFD.
public struct Transcoder: Sendable {
    /// The encoding of what goes in.
    public let encoding: TextEncoding
    private var output: [UInt8] = []
    private var start: [UInt8]?
    private var oddByte: UInt8?
    private var highSurrogate: UInt32?
    private var fed: Int64 = 0
    /// How many bytes the byte order mark has, once it was seen.
    public private(set) var markLength: Int64 = 0

    /// Makes a transcoder of a text in `encoding`, which has no byte order mark if it does not begin at its start.
    public init(from encoding: TextEncoding, isAtStart: Bool = true) {
        self.encoding = encoding
        start = isAtStart ? [] : nil
    }

    /// Takes the next piece and calls `body` once with what it stands for.
    ///
    /// - Parameters:
    ///   - chunk: The bytes that follow those of the last call.
    ///   - body: Takes UTF-8, valid only during the call, and where in the text fed it begins.
    public mutating func transcode<Failure: Error>(
        _ chunk: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer, _ offset: Int64) throws(Failure) -> Void
    ) throws(Failure) {
        let pending = pendingBytes
        let rest = withoutMark(chunk)
        let begin = max(fed - pending, markLength)
        fed += Int64(chunk.count)
        if encoding.isUTF8, output.isEmpty { return try body(rest, begin) }
        convert(rest)
        try flush(from: begin, body)
    }

    /// Says that nothing follows and calls `body` with what is left of a text cut within a character.
    public mutating func finish<Failure: Error>(
        _ body: (UnsafeRawBufferPointer, _ offset: Int64) throws(Failure) -> Void
    ) throws(Failure) {
        let begin = max(fed - pendingBytes, markLength)
        if let held = start {
            start = nil
            held.withUnsafeBytes { convert($0) }
        }
        if oddByte != nil || highSurrogate != nil { append(0xfffd) }
        (oddByte, highSurrogate) = (nil, nil)
        try flush(from: begin, body)
    }

    /// Bytes taken in that have not come out yet.
    private var pendingBytes: Int64 {
        Int64(start?.count ?? 0) + (oddByte == nil ? 0 : 1) + (highSurrogate == nil ? 0 : 2)
    }

    private mutating func flush<Failure: Error>(
        from begin: Int64, _ body: (UnsafeRawBufferPointer, _ offset: Int64) throws(Failure) -> Void
    ) throws(Failure) {
        var ready: [UInt8] = []
        swap(&ready, &output)
        try ready.withUnsafeBufferPointer { (bytes) throws(Failure) in
            try body(UnsafeRawBufferPointer(bytes), begin)
        }
        swap(&ready, &output)
        output.removeAll(keepingCapacity: true)
    }

    private mutating func convert(_ bytes: UnsafeRawBufferPointer) {
        switch encoding {
        case .utf8, .utf8WithMark: output.append(contentsOf: bytes)
        case .latin1: for byte in bytes { append(UInt32(byte)) }
        case .utf16LittleEndian: convertUTF16(bytes) { UInt32($0) | UInt32($1) << 8 }
        case .utf16BigEndian: convertUTF16(bytes) { UInt32($0) << 8 | UInt32($1) }
        }
    }
}

// MARK: - UTF-16

extension Transcoder {
    private mutating func convertUTF16(_ bytes: UnsafeRawBufferPointer, _ unit: (UInt8, UInt8) -> UInt32) {
        var index = 0
        if let first = oddByte, let second = bytes.first {
            take(unit(first, second))
            oddByte = nil
            index = 1
        }
        while index + 1 < bytes.count {
            take(unit(bytes[index], bytes[index + 1]))
            index += 2
        }
        if index < bytes.count { oddByte = bytes[index] }
    }

    private mutating func take(_ unit: UInt32) {
        if let high = highSurrogate {
            highSurrogate = nil
            if (0xdc00...0xdfff).contains(unit) {
                return append(0x1_0000 + (high - 0xd800) << 10 + (unit - 0xdc00))
            }
            append(0xfffd)
        }
        switch unit {
        case 0xd800...0xdbff: highSurrogate = unit
        case 0xdc00...0xdfff: append(0xfffd)
        default: append(unit)
        }
    }

    private mutating func append(_ scalar: UInt32) {
        switch scalar {
        case ..<0x80: output.append(UInt8(scalar))
        case ..<0x800: output.append(UInt8(0xc0 | scalar >> 6))
        case ..<0x1_0000:
            output.append(UInt8(0xe0 | scalar >> 12))
            output.append(UInt8(0x80 | scalar >> 6 & 0x3f))
        default:
            output.append(UInt8(0xf0 | scalar >> 18))
            output.append(UInt8(0x80 | scalar >> 12 & 0x3f))
            output.append(UInt8(0x80 | scalar >> 6 & 0x3f))
        }
        if scalar >= 0x80 { output.append(UInt8(0x80 | scalar & 0x3f)) }
    }
}

// MARK: - The byte order mark

extension Transcoder {
    private var mark: [UInt8] {
        switch encoding {
        case .utf8, .utf8WithMark: [0xef, 0xbb, 0xbf]
        case .utf16LittleEndian: [0xff, 0xfe]
        case .utf16BigEndian: [0xfe, 0xff]
        case .latin1: []
        }
    }

    /// What of `chunk` follows the mark. A mark may arrive byte by byte, so bytes that could be one are held back.
    private mutating func withoutMark(_ chunk: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard var held = start else { return chunk }
        let mark = mark
        let taken = min(chunk.count, mark.count - held.count)
        held += chunk[..<taken]
        let rest = UnsafeRawBufferPointer(rebasing: chunk[taken...])
        if held.count < mark.count, mark.starts(with: held) {
            start = held
            return rest
        }
        start = nil
        guard held != mark else {
            markLength = Int64(mark.count)
            return rest
        }
        held.dropLast(taken).withUnsafeBytes { convert($0) }
        return chunk
    }
}
