import HandlerAPI
import Orchestration

/// How many bytes a gzip file says it has unpacked.
enum GzipSize {
    /// What the blocks of `content` say where it is made of such that state their size (BGZF), else what its trailer says,
    /// which is true of a file packed as one member; `nil` where neither can be read. It may prove wrong.
    static func stated(of content: OpenFile) -> Int64? {
        do throws(HandlerError) {
            if let block = try BlockHeader(content, at: 0) { return try size(ofBlocksFrom: block, in: content) }
            return try trailer(of: content)
        } catch {
            return nil
        }
    }

    /// The last four bytes are the size modulo 2^32 (RFC 1952). Of the sizes that this leaves open it is the least that is
    /// not below 99% of the packed size: deflate makes nothing longer by more than a few bytes in 16 KiB.
    private static func trailer(of content: OpenFile) throws(HandlerError) -> Int64? {
        let packed = content.size.bytes
        guard packed >= 18, let bytes = try content.bytes(4, at: packed - 4) else { return nil }
        let size = Int64(little(bytes))
        let turns = max(0, packed / 100 * 99 - size + 0xffff_ffff) >> 32
        return size + (turns << 32)
    }

    /// The sum of what all blocks say of themselves; `nil` where something else comes between or after them, and where
    /// there are more than a million.
    private static func size(
        ofBlocksFrom first: BlockHeader, in content: OpenFile
    ) throws(HandlerError) -> Int64? {
        var (block, offset, sum) = (first, Int64(0), Int64(0))
        for _ in 0..<1 << 20 {
            offset += block.size
            guard offset <= content.size.bytes, let bytes = try content.bytes(4, at: offset - 4) else { return nil }
            sum += Int64(little(bytes))
            if offset == content.size.bytes { return sum }
            guard let next = try BlockHeader(content, at: offset) else { return nil }
            block = next
        }
        return nil
    }

    private static func little(_ bytes: [UInt8]) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}

/// The header of a gzip member that states its packed size in its first extra field, as the Blocked GNU Zip Format has it
/// (SAM/BAM specification, 4.1).
private struct BlockHeader {
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
    /// So many bytes at `offset`; `nil` where there are fewer.
    fileprivate func bytes(_ count: Int, at offset: Int64) throws(HandlerError) -> [UInt8]? {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { buffer.deallocate() }
        var filled = 0
        while filled < count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let step = try read(into: rest, at: offset + Int64(filled))
            if step == 0 { return nil }
            filled += step
        }
        return Array(buffer)
    }
}
