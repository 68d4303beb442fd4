import Glibc
import HandlerAPI
import Orchestration

/// Chosen files below a directory, in the order of their paths.
public struct ListedStore: DataStore {
    private let root: [UInt8]
    private let files: [[UInt8]]
    private let follows: Bool

    /// Makes the store of the files at `paths` below the directory `root`. Of a member of an archive, the archive is taken.
    ///
    /// - Parameters:
    ///   - root: The bytes of the directory's path.
    ///   - follows: Whether symbolic links are opened.
    public init(root: [UInt8], paths: some Sequence<StorePath>, follows: Bool) {
        self.root = root
        files = Set(paths.map(\.fileSystemBytes)).sorted { $0.lexicographicallyPrecedes($1) }
        self.follows = follows
    }

    /// The store of some of the files.
    public func choosing(_ paths: [StorePath]) -> (any DataStore)? {
        ListedStore(root: root, paths: paths, follows: follows)
    }

    /// Calls `visit` for every file, for one that is gone, and for one that cannot be reached, with the failure.
    public func walk(_ visit: (WalkElement) -> Bool) {
        for file in files {
            if !visit(element(file)) { return }
        }
    }

    private func element(_ file: [UInt8]) -> WalkElement {
        let components = file.split(separator: UInt8(ascii: "/")).map(Array.init)
        let path = components.reduce(StorePath.root) { $0.appending(name: $1) }
        guard let name = components.last else {
            return .failed(path, Failure(.walk, .unreadable, "a directory as a whole: walk it again with trawl run"))
        }
        let above = components.dropLast().joined(separator: [UInt8(ascii: "/")])
        do throws(SystemError) {
            let directory = try DirectoryHandle.open(at: root + [UInt8(ascii: "/")] + above, follows: follows)
            _ = try directory.status(of: name, resolving: false)
            let kind = directory.kind(of: name)
            if kind == S_IFDIR {
                return .failed(
                    path, Failure(.walk, .unreadable, "a directory as a whole: walk it again with trawl run"))
            }
            return directory.element(name, at: path, kind: kind)
        } catch {
            if error.number == ENOENT || error.number == ENOTDIR { return .gone(path) }
            return .failed(path, Failure(.walk, opening: error))
        }
    }
}
