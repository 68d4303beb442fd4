import HandlerAPI
import Orchestration

/// The header of a gzip member that states its packed size in its first extra field, as the Blocked GNU Zip Format has it
/// (SAM/BAM specification, 4.1).
struct BlockHeader {
    /// The most bytes that a block unpacks to.
    static let largestContent: Int64 = 64 << 10

    /// Magic number, method, and the flag of extra fields.
    private static let start: [UInt8] = [0x1f, 0x8b, 8, 4]
    /// The length of the extra fields, the name of the first, `BC`, and its length.
    private static let field: [UInt8] = [6, 0, 0x42, 0x43, 2, 0]
    private static let length = 18

    /// How many bytes the block has, its header and trailer among them.
    let size: Int64

    /// Reads the header at `offset`; `nil` where there is none.
    init?(_ content: OpenFile, at offset: Int64) throws(HandlerError) {
        guard let bytes = try content.bytes(Self.length, at: offset), bytes.starts(with: Self.start),
            bytes[10..<16].elementsEqual(Self.field)
        else { return nil }
        size = (Int64(bytes[16]) | Int64(bytes[17]) << 8) + 1
        // There are a block's end and a trailer at least.
        guard size >= Self.length + 2 + 8 else { return nil }
    }
}

extension OpenFile {
    /// How many bytes the gzip member that ends at `end` says it unpacks to, modulo 2^32; `nil` where none can end.
    func statedSize(ofMemberBefore end: Int64) throws(HandlerError) -> Int64? {
        guard end >= 18, let bytes = try bytes(4, at: end - 4) else { return nil }
        return bytes.reversed().reduce(0) { $0 << 8 | Int64($1) }
    }

    /// So many bytes at `offset`; `nil` where there are fewer.
    fileprivate func bytes(_ count: Int, at offset: Int64) throws(HandlerError) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let result = bytes.withUnsafeMutableBytes { buffer in
            Result { () throws(HandlerError) in try fill(buffer, at: offset) }
        }
        return try result.get() == count ? bytes : nil
    }

    /// Copies bytes from `offset` into `buffer` until it is full; returns how many, fewer at the end.
    func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(HandlerError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let step = try read(into: rest, at: offset + Int64(filled))
            if step == 0 { break }
            filled += step
        }
        return filled
    }
}
