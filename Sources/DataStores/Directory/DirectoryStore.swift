import Glibc
import HandlerAPI
import Orchestration

/// The files under a directory, or one file, in bytewise order of their names.
public struct DirectoryStore: DataStore {
    private let path: [UInt8]
    private let onlyName: [UInt8]?
    private let filter: WalkFilter
    private let windowCapacity: Int

    /// Makes the store of the directory at `path`.
    ///
    /// - Parameters:
    ///   - path: The bytes of its path.
    ///   - onlyName: Where given, the one file of the directory that is walked.
    ///   - filter: What is taken.
    ///   - windowCapacity: How many names of one directory are held at a time.
    public init(
        path: [UInt8], onlyName: [UInt8]? = nil, filter: WalkFilter = WalkFilter(), windowCapacity: Int? = nil
    ) {
        self.path = path
        self.onlyName = onlyName
        self.filter = filter
        self.windowCapacity = windowCapacity ?? NameWindow.defaultCapacity
    }

    /// Calls `visit` for every file, and for everything that is left or cannot be read.
    public func walk(_ visit: (WalkElement) -> Bool) {
        do throws(SystemError) {
            let directory = try DirectoryHandle.open(at: path, follows: filter.followsLinks)
            if let onlyName {
                let entry = Entry(path: .root.appending(name: onlyName), name: onlyName, opener: directory)
                _ = visit(.entry(entry))
                return
            }
            var walk = DirectoryWalk(filter: filter, windowCapacity: windowCapacity)
            try walk.begin(directory)
            while let element = walk.next() {
                if !visit(element) { return }
            }
        } catch {
            _ = visit(.failed(.root, Failure(.walk, opening: error)))
        }
    }
}
