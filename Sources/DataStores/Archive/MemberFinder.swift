import Glibc
import HandlerAPI
import Orchestration

/// Finds where the members of a gzip file end, without unpacking any: by what blocks say of their size (BGZF), else by
/// bytes that another member may begin with. It may be mistaken; unpacking tells.
struct MemberFinder: ~Copyable {
    /// A member as it seems to be.
    struct Member {
        /// Where it ends.
        let end: Int64
        /// How many bytes it says it unpacks to, modulo 2^32.
        let size: Int64
    }

    /// How far the next member is looked for. Looking costs a fiftieth of unpacking, and is in vain in most gzip files, as
    /// they have one member.
    private static let reach: Int64 = 64 << 20
    /// The bytes of a header that every member has.
    private static let headerLength = 10
    /// The fewest bytes a member has.
    private static let leastLength: Int64 = 18

    private let content: OpenFile
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
    /// What of the file is in the buffer.
    private var held: Range<Int64> = 0..<0
    /// Where the next member begins.
    private(set) var place: Int64 = 0

    /// Begins at the first byte of `content`, where a member must be.
    init(_ content: OpenFile) { self.content = content }

    deinit { buffer.deallocate() }

    /// The next member; `nil` where the file ends, or where none can be found.
    mutating func next() throws(HandlerError) -> Member? {
        guard place < content.size.bytes else { return nil }
        let end: Int64
        let block = try BlockHeader(content, at: place)
        if let block {
            end = place + block.size
        } else {
            guard let found = try endOfMember() else { return nil }
            end = found
        }
        guard end <= content.size.bytes, let size = try content.statedSize(ofMemberBefore: end),
            block == nil || size <= BlockHeader.largestContent
        else { return nil }
        place = end
        return Member(end: end, size: size)
    }

    /// Where the member that does not say it ends: before the next header, or with the file.
    private mutating func endOfMember() throws(HandlerError) -> Int64? {
        guard try header(from: place, before: place + 1) != nil else { return nil }
        let end = min(content.size.bytes, place + Self.reach)
        let next = try header(from: place + Self.leastLength, before: end)
        return next ?? (end == content.size.bytes ? end : nil)
    }

    /// The first place from `start` on and before `end` that a member may begin at.
    private mutating func header(from start: Int64, before end: Int64) throws(HandlerError) -> Int64? {
        var start = start
        while start < end {
            let bytes = try bytes(from: start)
            let starts = bytes.count - Self.headerLength + 1
            guard starts > 0 else { return nil }
            let found = Self.header(in: bytes, upTo: starts).map { start + Int64($0) }
            if let found { return found < end ? found : nil }
            start += Int64(starts)
        }
        return nil
    }

    private static func header(in bytes: UnsafeRawBufferPointer, upTo end: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var start = 0
        while start < end, let found = memchr(base + start, 0x1f, end - start) {
            let place = UnsafeRawPointer(found) - base
            if isHeader(UnsafeRawBufferPointer(start: found, count: headerLength)) { return place }
            start = place + 1
        }
        return nil
    }

    /// Whether these may be the first bytes of a member (RFC 1952, 2.3): packers use no other flags, and of the two bytes
    /// behind the time, a level of 0, 2 or 4 and a system up to 13, or 255. One in 10^11 places of packed bytes is taken
    /// for a header that is none.
    private static func isHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes[1] == 0x8b && bytes[2] == 8 && bytes[3] & 0xe0 == 0 && [0, 2, 4].contains(bytes[8])
            && (bytes[9] <= 13 || bytes[9] == 255)
    }

    /// Some bytes of the file from `start` on, as many as there are of a header at least; fewer at its end.
    private mutating func bytes(from start: Int64) throws(HandlerError) -> UnsafeRawBufferPointer {
        if !held.contains(start) || held.upperBound - start < Self.headerLength {
            held = start..<start + Int64(try content.fill(buffer, at: start))
        }
        return UnsafeRawBufferPointer(rebasing: buffer[Int(start - held.lowerBound)..<held.count])
    }
}
