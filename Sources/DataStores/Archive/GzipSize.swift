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
        guard let size = try content.statedSize(ofMemberBefore: packed) else { return nil }
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
            guard offset <= content.size.bytes, let size = try content.statedSize(ofMemberBefore: offset) else {
                return nil
            }
            sum += size
            if offset == content.size.bytes { return sum }
            guard let next = try BlockHeader(content, at: offset) else { return nil }
            block = next
        }
        return nil
    }
}
