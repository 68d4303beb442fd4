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

    init(filter: WalkFilter, windowCapacity: Int) {
        self.filter = filter
        self.windowCapacity = windowCapacity
    }

    /// Enters the root.
    mutating func begin(_ directory: DirectoryHandle) throws(SystemError) {
        let identity = FileIdentity(try directory.status())
        rootDevice = identity.device
        enter(directory, .root, identity)
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
                return .failed(level.path, Failure(.walk, opening: error))
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
        let path = level.path.appending(name: name.bytes)
        do throws(SystemError) {
            switch try kind(of: name, in: level) {
            case .directory: return try visitDirectory(name.bytes, path, in: level)
            case .file:
                if let reason = filter.reasonToSkip(path, name: name.bytes, isDirectory: false) {
                    return .skipped(path, reason: reason)
                }
                if isOwn(name.bytes, in: level) { return .skipped(path, reason: "the record store in use") }
                return .entry(Entry(path: path, name: name.bytes, opener: level.directory))
            case .other(let what): return .skipped(path, reason: what)
            }
        } catch {
            return .failed(path, failure(error, of: name, in: level))
        }
    }

    private func failure(_ error: SystemError, of name: NameWindow.Name, in level: Level) -> Failure {
        guard error.number == ENOENT, let own = try? level.directory.status(of: name.bytes, resolving: false),
            own.st_mode & S_IFMT == S_IFLNK
        else { return Failure(.walk, opening: error) }
        return Failure(.walk, .unreadable, "a symbolic link to something that is not there: mend or remove it")
    }

    private mutating func visitDirectory(
        _ name: [UInt8], _ path: StorePath, in level: Level
    ) throws(SystemError) -> WalkElement? {
        if let reason = filter.reasonToSkip(path, name: name, isDirectory: true) {
            return .skipped(path, reason: "directory: " + reason)
        }
        let directory = try level.directory.openDirectory(name)
        let identity = FileIdentity(try directory.status())
        if filter.staysOnFileSystem, identity.device != rootDevice {
            return .skipped(path, reason: "directory: on another file system (--one-file-system)")
        }
        if filter.followsLinks, levels.contains(where: { $0.identity == identity }) {
            return .skipped(path, reason: "directory: a link back to a directory around it")
        }
        enter(directory, path, identity)
        return nil
    }

    private enum Kind {
        case file
        case directory
        case other(String)
    }

    private func kind(of name: NameWindow.Name, in level: Level) throws(SystemError) -> Kind {
        switch Int32(name.kind) {
        case Int32(DT_REG): return .file
        case Int32(DT_DIR): return .directory
        case Int32(DT_LNK) where !filter.followsLinks: return .other("symbolic link (--follow takes it)")
        default: break
        }
        let status = try level.directory.status(of: name.bytes, resolving: filter.followsLinks)
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .directory
        case S_IFLNK: return .other("symbolic link (--follow takes it)")
        case S_IFSOCK: return .other("socket")
        case S_IFIFO: return .other("FIFO")
        case S_IFBLK, S_IFCHR: return .other("device")
        default: return .other("neither file nor directory")
        }
    }

    private func isOwn(_ name: [UInt8], in level: Level) -> Bool {
        guard let own = filter.own, own.directory == level.identity else { return false }
        return own.names.contains(name)
    }
}
