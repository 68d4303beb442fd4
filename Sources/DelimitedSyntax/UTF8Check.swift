import CTextIndex

/// Finds the first byte that is not UTF-8 in a text fed piece by piece (The Unicode Standard, table 3-7).
public struct UTF8Check: Sendable {
    /// The offset of the first byte that breaks the encoding, `nil` while there is none.
    public private(set) var firstFault: Int64?
    /// Whether any whole character beyond ASCII was seen before a fault.
    public private(set) var sawBeyondASCII = false
    private var position: Int64 = 0
    private var awaited = 0
    private var allowed: ClosedRange<UInt8> = 0x80...0xbf

    /// Makes a check that has seen nothing.
    public init() {}

    /// Takes the next piece. After a fault nothing more is looked at.
    public mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        guard firstFault == nil else { return }
        var index = 0
        while index < bytes.count {
            if awaited == 0 {
                index = Self.skipASCII(bytes, from: index)
                if index == bytes.count { break }
            }
            guard take(bytes[index]) else {
                firstFault = position + Int64(index)
                return
            }
            index += 1
        }
        position += Int64(bytes.count)
    }

    /// Takes a piece of which all bytes are known to be ASCII, and which begins no character already begun.
    public mutating func skipASCII(_ count: Int) { position += Int64(count) }

    /// Says that nothing follows: a character begun is a fault.
    public mutating func finish() {
        if firstFault == nil, awaited > 0 { firstFault = position }
    }

    /// The first index from `start` that is not ASCII; characters beyond it often come one after the other.
    private static func skipASCII(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard bytes[start] < 0x80 else { return start }
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        return start + text_index_ascii(rest.baseAddress?.assumingMemoryBound(to: UInt8.self), rest.count)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard awaited > 0 else { return begin(byte) }
        guard allowed.contains(byte) else { return false }
        allowed = 0x80...0xbf
        awaited -= 1
        if awaited == 0 { sawBeyondASCII = true }
        return true
    }

    private mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xc2...0xdf: awaited = 1
        case 0xe0...0xef: awaited = 2
        case 0xf0...0xf4: awaited = 3
        default: return false
        }
        switch byte {
        case 0xe0: allowed = 0xa0...0xbf
        case 0xed: allowed = 0x80...0x9f
        case 0xf0: allowed = 0x90...0xbf
        case 0xf4: allowed = 0x80...0x8f
        default: allowed = 0x80...0xbf
        }
        return true
    }
}
