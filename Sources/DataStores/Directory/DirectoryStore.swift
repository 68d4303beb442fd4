import Glibc
import HandlerAPI
import Orchestration

/// The files under a directory, or one file, in the order of their paths.
public struct DirectoryStore: DataStore {
    /// The bytes of the root's path.
    public let path: [UInt8]
    private let onlyName: [UInt8]?
    private let base: StorePath
    /// What is taken.
    public let filter: WalkFilter
    private let windowCapacity: Int

    /// Makes the store of the directory at `path`, or of the directory `base` below it.
    ///
    /// - Parameters:
    ///   - path: The bytes of its path.
    ///   - onlyName: Where given, the one file of the directory that is walked.
    ///   - base: Where given, the directory below it that is walked.
    ///   - filter: What is taken.
    ///   - windowCapacity: How many names of one directory are held at a time.
    public init(
        path: [UInt8], onlyName: [UInt8]? = nil, base: StorePath = .root, filter: WalkFilter = WalkFilter(),
        windowCapacity: Int? = nil
    ) {
        self.path = path
        self.base = base
        self.onlyName = onlyName
        self.filter = filter
        self.windowCapacity = windowCapacity ?? NameWindow.defaultCapacity
    }

    /// Everything below the directory; of a single file, that file.
    public var coverage: Coverage { onlyName == nil ? .everything(prefix: base.asDirectory.description) : .chosen }

    /// What lies at `path` below the root; `nil` where nothing does.
    public func kind(at path: StorePath) -> Kind? {
        var status = stat()
        guard
            lstat((path == .root ? self.path : self.path + [UInt8(ascii: "/")] + path.unescapedBytes).cString, &status)
                == 0
        else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR ? .directory : .other(FileStamp(status))
    }

    /// What may lie in a directory.
    public enum Kind: Sendable, Equatable {
        /// A directory.
        case directory
        /// A file, or something else that is no directory.
        case other(FileStamp)
    }

    /// The store of chosen files of it.
    public func choosing(_ paths: [StorePath]) -> (any DataStore)? {
        ListedStore(root: path, paths: paths, follows: filter.followsLinks)
    }

    /// Calls `visit` for every file, and for everything that is left or cannot be read.
    public func walk(_ visit: (WalkElement) -> Bool) {
        do throws(SystemError) {
            let below = base == .root ? [] : [UInt8(ascii: "/")] + base.unescapedBytes
            let directory = try DirectoryHandle.open(at: path + below, follows: filter.followsLinks)
            if let onlyName {
                let entry = Entry(path: base.appending(name: onlyName), name: onlyName, opener: directory)
                _ = visit(.entry(entry))
                return
            }
            var walk = DirectoryWalk(filter: filter, windowCapacity: windowCapacity)
            try walk.begin(directory, at: base)
            while let element = walk.next() {
                if !visit(element) { return }
            }
        } catch {
            _ = visit(.failed(base.asDirectory, Failure(.walk, opening: error)))
        }
    }
}
