import Glibc
import HandlerAPI
import Orchestration

/// Hears from the kernel (inotify) what happens in a directory and in all below it.
///
/// Directories that are made or moved in are watched from then on. The kernel may lose events, and bounds how many
/// directories can be watched; both are told, and a walk now and then makes up for them.
public final class DirectoryWatch {
    /// Something that happened.
    public enum Event: Sendable, Equatable {
        /// An entry was written, made, moved or removed.
        case file(StorePath)
        /// A directory was made, moved or removed, with all that lies in it.
        case directory(StorePath)
        /// Events were lost.
        case loss
    }

    private static let bufferSize = 64 << 10
    private static let header = MemoryLayout<inotify_event>.size
    private static let interest =
        UInt32(IN_CLOSE_WRITE) | UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO)
        | UInt32(IN_ATTRIB) | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF) | UInt32(IN_ONLYDIR)
        | UInt32(IN_EXCL_UNLINK)

    private struct Watched {
        var path: StorePath
        var isOwn: Bool
    }

    private let root: [UInt8]
    private let filter: WalkFilter
    private let descriptor: Int32
    private var watched: [Int32: Watched] = [:]
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 8)

    /// Whether the kernel's bound kept directories from being watched.
    public private(set) var isIncomplete = false

    /// How many directories are watched.
    public var count: Int { watched.count }

    /// Watches the directory at `root`.
    ///
    /// - Parameters:
    ///   - root: The bytes of its path.
    ///   - filter: What is taken; what is not is not watched either.
    public init(root: [UInt8], filter: WalkFilter) throws(SystemError) {
        self.root = root
        self.filter = filter
        descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard descriptor >= 0 else { throw .current }
        watchAll(below: .root)
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// Whether the root itself is watched: not where it is gone.
    public var watchesRoot: Bool { watched.values.contains { $0.path == .root } }

    /// Watches the root and all below it once more, where the root was gone.
    public func renew() { watchAll(below: .root) }

    /// Waits until something happens, at most so long, and hands out all that happened.
    ///
    /// - Parameter timeout: In milliseconds.
    public func wait(timeout: Int32, _ body: (Event) -> Void) {
        var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&poller, 1, timeout) > 0 else { return }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            guard count > 0 else { return }
            var offset = 0
            while offset + Self.header <= count {
                let event = buffer.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                let first = offset + Self.header
                let name = Array(buffer[first..<min(count, first + Int(event.len))].prefix { $0 != 0 })
                take(event, name, body)
                offset = first + Int(event.len)
            }
        }
    }

    private func take(_ event: inotify_event, _ name: [UInt8], _ body: (Event) -> Void) {
        func has(_ flag: Int) -> Bool { event.mask & UInt32(flag) != 0 }
        if has(Int(IN_Q_OVERFLOW)) {
            watchAll(below: .root)
            return body(.loss)
        }
        guard let directory = watched[event.wd] else { return }
        if has(Int(IN_IGNORED)) {
            watched[event.wd] = nil
            return
        }
        guard !name.isEmpty else {
            if directory.path == .root, has(Int(IN_DELETE_SELF)) || has(Int(IN_MOVE_SELF)) {
                forget(below: .root)
                body(.loss)
            }
            return
        }
        let path = directory.path.appending(name: name)
        let isDirectory = has(Int(IN_ISDIR))
        guard filter.reasonToSkip(path, name: name, isDirectory: isDirectory) == nil else { return }
        if directory.isOwn, let own = filter.own, own.names.contains(name) { return }
        guard isDirectory else { return body(.file(path)) }
        // Whether others may read a directory is no matter of its entries.
        if has(Int(IN_ATTRIB)), !has(Int(IN_CREATE)) { return }
        if has(Int(IN_MOVED_FROM)) || has(Int(IN_DELETE)) { forget(below: path) }
        if has(Int(IN_MOVED_TO)) || has(Int(IN_CREATE)) { watchAll(below: path) }
        body(.directory(path))
    }

    /// Watches a directory and all below it.
    private func watchAll(below path: StorePath) {
        var waiting = [path]
        while let path = waiting.popLast() {
            let place = path == .root ? root : root + [UInt8(ascii: "/")] + path.unescapedBytes
            guard let directory = try? DirectoryHandle.open(at: place, follows: path == .root || filter.followsLinks)
            else { continue }
            let number = inotify_add_watch(
                descriptor, "/proc/self/fd/\(directory.descriptor)", Self.interest)
            guard number >= 0 else {
                if errno == ENOSPC { isIncomplete = true }
                continue
            }
            if let known = watched[number], known.path != path, filter.followsLinks { continue }
            let isOwn = (try? directory.status()).map { FileIdentity($0) } == filter.own?.directory
            watched[number] = Watched(path: path, isOwn: isOwn && filter.own != nil)
            waiting += subdirectories(of: directory, at: path)
        }
    }

    private func subdirectories(of directory: DirectoryHandle, at path: StorePath) -> [StorePath] {
        var names = NameWindow(directory)
        var found: [StorePath] = []
        while let name = try? names.next() {
            guard name.kind == S_IFDIR else { continue }
            let inner = path.appending(name: name.bytes)
            if filter.reasonToSkip(inner, name: name.bytes, isDirectory: true) == nil { found.append(inner) }
        }
        return found
    }

    private func forget(below path: StorePath) {
        for (number, directory) in watched
        where directory.path == path || path == .root
            || directory.path.begins(with: path.description + "/")
        {
            inotify_rm_watch(descriptor, number)
            watched[number] = nil
        }
    }
}
