import Glibc

/// What tells whether a file is still the one that was seen: it changes with every change of content.
public struct FileStamp: Sendable, Hashable, CustomStringConvertible {
    /// The size in bytes.
    public let size: Int64
    /// When the content changed last, in nanoseconds since 1970.
    public let modified: Int64
    /// When the content or the state changed last, in nanoseconds since 1970.
    public let changed: Int64
    /// The inode.
    public let inode: UInt64

    /// Makes a stamp.
    public init(size: Int64, modified: Int64, changed: Int64, inode: UInt64) {
        self.size = size
        self.modified = modified
        self.changed = changed
        self.inode = inode
    }

    /// The stamp of a file in this state.
    public init(_ status: stat) {
        size = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
        inode = UInt64(status.st_ino)
    }

    /// Reads a stamp as it is kept; `nil` where `text` is none.
    public init?(_ text: String) {
        let numbers =
            text.utf8.withContiguousStorageIfAvailable(Self.numbers)
            ?? Array(text.utf8).withUnsafeBufferPointer(Self.numbers)
        guard let (size, modified, changed, inode) = numbers else { return nil }
        self.init(size: size, modified: modified, changed: changed, inode: UInt64(bitPattern: inode))
    }

    /// Size, times and inode, joined by colons.
    public var description: String { "\(size):\(modified):\(changed):\(Int64(bitPattern: inode))" }

    /// Whether the content changed within so long a time before now: more may follow.
    public func isModified(within time: Duration) -> Bool {
        let age = SystemClock.nanoseconds - modified
        return age >= 0 && Double(age) * 1e-9 < time.seconds
    }

    /// What differs in `later`, as a person reads it: `size, mtime`; empty where nothing does.
    public func difference(to later: FileStamp) -> String {
        var parts: [String] = []
        if size != later.size { parts.append("size") }
        if modified != later.modified { parts.append("mtime") }
        if changed != later.changed { parts.append("ctime") }
        if inode != later.inode { parts.append("inode") }
        return parts.joined(separator: ", ")
    }

    /// Four whole numbers with colons between them.
    private static func numbers(_ text: UnsafeBufferPointer<UInt8>) -> (Int64, Int64, Int64, Int64)? {
        var position = 0
        guard let first = number(text, &position), let second = number(text, &position),
            let third = number(text, &position), let fourth = number(text, &position), position > text.count
        else { return nil }
        return (first, second, third, fourth)
    }

    /// The number at `position`, which moves behind the colon that follows.
    private static func number(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Int64? {
        let isNegative = position < text.count && text[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let first = position
        var value: Int64 = 0
        while position < text.count, text[position] != UInt8(ascii: ":") {
            let digit = Int64(text[position]) - 48
            guard (0...9).contains(digit), position - first < 19 else { return nil }
            // At most 19 digits: more than the largest number wraps around, and is no stamp of any file.
            value = value &* 10 &+ digit
            position += 1
        }
        guard position > first else { return nil }
        position += 1
        return isNegative ? -value : value
    }
}
