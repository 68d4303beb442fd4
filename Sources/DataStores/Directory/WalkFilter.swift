import Glibc
import Orchestration

/// What a walk takes and leaves.
public struct WalkFilter: Sendable, Equatable {
    /// Files must match one of these, unless there are none.
    public var include: [Glob] = []
    /// Files and directories that match one of these are left.
    public var exclude: [Glob] = []
    /// Whether names that begin with a dot are taken.
    public var takesHidden = false
    /// Whether symbolic links are followed.
    public var followsLinks = false
    /// Whether directories on other file systems are left.
    public var staysOnFileSystem = false
    /// The record store in use, which is never taken.
    public var own: OwnFiles?

    /// Takes everything that is not hidden.
    public init() {}

    /// Why `path` is left, by its name alone; `nil` where it is not.
    func reasonToSkip(_ path: StorePath, name: [UInt8], isDirectory: Bool) -> String? {
        if !takesHidden, name.first == UInt8(ascii: ".") { return "hidden (--hidden takes it)" }
        if let glob = exclude.first(where: { $0.matches(path.description) }) {
            return "excluded by '\(glob)'"
        }
        guard !isDirectory, !include.isEmpty else { return nil }
        return include.contains { $0.matches(path.description) } ? nil : "matches no --include pattern"
    }
}

/// Files that belong to the run itself.
public struct OwnFiles: Sendable, Equatable {
    /// The directory they lie in.
    public var directory: FileIdentity
    /// Their names.
    public var names: Set<[UInt8]>

    /// Describes files.
    public init(directory: FileIdentity, names: Set<[UInt8]>) {
        self.directory = directory
        self.names = names
    }
}

/// What tells one file from another, whatever it is called.
public struct FileIdentity: Sendable, Hashable {
    /// The device's number.
    public let device: UInt64
    /// The inode's number on the device.
    public let inode: UInt64

    /// Makes an identity.
    public init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }

    /// The identity of what lies at `path`; `nil` where nothing does.
    public init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init(_ status: stat) {
        self.init(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }
}
