import HandlerAPI
import Synchronization

/// How much of a file is there while it is still being written, from its first byte on.
public final class Arrival: Sendable {
    private let count: Atomic<Int64>
    private let hasMissed = Atomic<Bool>(false)

    /// Makes the account of a file of which `bytes` are there.
    public init(_ bytes: Int64) { count = Atomic(bytes) }

    /// How many bytes are there. They stay as they are, whatever comes.
    public var bytes: Int64 { count.load(ordering: .acquiring) }

    /// Notes that so many bytes are there.
    public func note(_ bytes: Int64) { count.store(bytes, ordering: .releasing) }

    /// Whether bytes that are yet to come were asked for since this was last looked at.
    public func takeMiss() -> Bool { hasMissed.exchange(false, ordering: .relaxed) }

    /// Whether all of `count` bytes at `offset` are there that a file of `size` has; a miss is noted.
    func covers(_ count: Int, at offset: Int64, of size: ByteCount) -> Bool {
        let end = offset < size.bytes - Int64(count) ? offset + Int64(count) : size.bytes
        if end <= bytes { return true }
        hasMissed.store(true, ordering: .relaxed)
        return false
    }
}

/// A member of an archive that is being unpacked, of which more and more is there.
///
/// Its size is what the archive says of it, which may prove wrong. When it is all there it comes as an entry, as every
/// member does; it never does where the archive turns out to be damaged before, or a limit says no.
public struct GrowingMember: Sendable {
    /// The member's path within the root.
    public let path: StorePath
    /// The bytes of its own name.
    public let name: [UInt8]
    /// The file as it will be. It has an ``OpenFile/arrival``.
    public let file: OpenFile

    /// Describes a member.
    public init(path: StorePath, name: [UInt8], file: OpenFile) {
        self.path = path
        self.name = name
        self.file = file
    }
}
