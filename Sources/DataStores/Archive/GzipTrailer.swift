import HandlerAPI
import Orchestration

/// The last eight bytes of a gzip member: CRC-32 and size of what is packed, the latter modulo 2^32 (RFC 1952).
enum GzipTrailer {
    /// How many bytes the file packed in `content` has, if it is packed as one member; `nil` where that
    /// cannot be read.
    ///
    /// Of the sizes that the trailer leaves open it is the least that is not below 99% of the packed size: deflate makes
    /// nothing longer by more than a few bytes in 16 KiB.
    static func statedSize(of content: OpenFile) -> Int64? {
        let packed = content.size.bytes
        guard packed >= 18 else { return nil }
        var bytes: UInt32 = 0
        do throws(HandlerError) {
            let count = try withUnsafeMutableBytes(of: &bytes) { bytes throws(HandlerError) in
                try content.read(into: bytes, at: packed - 4)
            }
            guard count == 4 else { return nil }
        } catch { return nil }
        let least = packed / 100 * 99
        let size = Int64(UInt32(littleEndian: bytes))
        let turns = max(0, least - size + 0xffff_ffff) >> 32
        return size + (turns << 32)
    }
}
