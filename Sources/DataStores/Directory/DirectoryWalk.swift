import Glibc
import HandlerAPI
import Orchestration

/// A walk in progress: the directories from the root to the one at hand.
struct DirectoryWalk {
    private struct Level {
        let directory: DirectoryHandle
        let path: StorePath
        let identity: FileIdentity
        var names: NameWindow
    }

    private let filter: WalkFilter
    private let windowCapacity: Int
    private var levels: [Level] = []
    private var rootDevice: UInt64 = 0
    /// The directories entered through links. Each is so once: links that lead to each other would multiply without end.
    private var linked: Set<FileIdentity> = []

    init(filter: WalkFilter, windowCapacity: Int) {
        self.filter = filter
        self.windowCapacity = windowCapacity
    }

    /// Enters the directory at `path`, where the walk begins.
    mutating func begin(_ directory: DirectoryHandle, at path: StorePath) throws(SystemError) {
        let identity = FileIdentity(try directory.status())
        rootDevice = identity.device
        enter(directory, path, identity)
    }

    /// The next element; `nil` at the end.
    mutating func next() -> WalkElement? {
        while let level = levels.last {
            do throws(SystemError) {
                if let name = try levels[levels.count - 1].names.next() {
                    if let element = visit(name, in: level) { return element }
                } else {
                    levels.removeLast()
                }
            } catch {
                levels.removeLast()
                return .failed(level.path.asDirectory, Failure(.walk, opening: error))
            }
        }
        return nil
    }

    private mutating func enter(_ directory: DirectoryHandle, _ path: StorePath, _ identity: FileIdentity) {
        levels.append(
            Level(
                directory: directory, path: path, identity: identity,
                names: NameWindow(directory, capacity: windowCapacity)))
    }

    /// What the name stands for; `nil` where it is a directory that was entered.
    private mutating func visit(_ name: NameWindow.Name, in level: Level) -> WalkElement? {
        let path = level.path.appending(component: name.key)
        let isDirectory = name.kind == S_IFDIR
        let plainPath = isDirectory ? level.path.appending(name: name.bytes) : path
        if let reason = filter.reasonToSkip(plainPath, name: name.bytes, isDirectory: isDirectory) {
            return .leftOut(path, reason: isDirectory ? "directory: " + reason : reason)
        }
        if isDirectory { return enter(name, plainPath, in: level) }
        if isOwn(name.bytes, in: level) { return .skipped(path, reason: "the record store in use") }
        return level.directory.element(name.bytes, at: path, kind: name.kind)
    }

    /// Enters a directory; what keeps the walk out of it is the element.
    private mutating func enter(_ name: NameWindow.Name, _ path: StorePath, in level: Level) -> WalkElement? {
        do throws(SystemError) {
            let directory = try level.directory.openDirectory(name.bytes)
            let identity = FileIdentity(try directory.status())
            if filter.staysOnFileSystem, identity.device != rootDevice {
                return .leftOut(path.asDirectory, reason: "directory: on another file system (--one-file-system)")
            }
            if filter.followsLinks, levels.contains(where: { $0.identity == identity }) {
                return .skipped(path.asDirectory, reason: "directory: a link back to a directory around it")
            }
            if filter.followsLinks, name.mayBeLink, !linked.insert(identity).inserted {
                return .skipped(path.asDirectory, reason: "directory: walked already, by another link to it")
            }
            enter(directory, path, identity)
            return nil
        } catch {
            return .failed(path.asDirectory, Failure(.walk, opening: error))
        }
    }

    private func isOwn(_ name: [UInt8], in level: Level) -> Bool {
        guard let own = filter.own, own.directory == level.identity else { return false }
        return own.names.contains(name)
    }
}
