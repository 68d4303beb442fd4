import Glibc

/// What tells whether a file is still the one that was seen: it changes with every change of content.
public struct FileStamp: Sendable, Hashable, CustomStringConvertible {
    /// Size in bytes, times of the last change of content and of state in nanoseconds since 1970, and inode, joined by
    /// colons.
    public let description: String

    /// Takes a stamp as it was kept.
    public init(_ text: String) { description = text }

    /// The stamp of a file in this state.
    public init(_ status: stat) {
        let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        let changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
        description = "\(status.st_size):\(modified):\(changed):\(status.st_ino)"
    }
}
