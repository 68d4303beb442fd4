import Glibc
import HandlerAPI
import Orchestration

/// An open directory; closed when neither the walk nor an entry of it refers to it any more.
///
/// Entries are opened relative to it, so that neither a path's length nor a directory renamed meanwhile matters.
final class DirectoryHandle: EntryOpener, Sendable {
    let descriptor: Int32
    let follows: Bool

    /// Takes over `descriptor`.
    ///
    /// - Parameter follows: Whether symbolic links are opened.
    init(descriptor: Int32, follows: Bool) {
        self.descriptor = descriptor
        self.follows = follows
    }

    deinit { close(descriptor) }

    /// Opens the directory at `path`.
    static func open(at path: [UInt8], follows: Bool) throws(SystemError) -> DirectoryHandle {
        let descriptor = Glibc.open(path.cString, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .current }
        return DirectoryHandle(descriptor: descriptor, follows: follows)
    }

    /// Opens the subdirectory `name`.
    func openDirectory(_ name: [UInt8]) throws(SystemError) -> DirectoryHandle {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (follows ? 0 : O_NOFOLLOW)
        let child = openat(descriptor, name.cString, flags)
        guard child >= 0 else { throw .current }
        return DirectoryHandle(descriptor: child, follows: follows)
    }

    /// The state of the entry `name`; of what it points to where links are followed and `resolving` is true.
    func status(of name: [UInt8], resolving: Bool) throws(SystemError) -> stat {
        var status = stat()
        let flags = resolving ? 0 : AT_SYMLINK_NOFOLLOW
        guard fstatat(descriptor, name.cString, &status, flags) == 0 else { throw .current }
        return status
    }

    /// The state of the directory itself.
    func status() throws(SystemError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .current }
        return status
    }

    /// The kind of file that `name` stands for, as in a file's mode; of a link, where links are followed, that of what it
    /// leads to. 0 where that cannot be found out.
    func kind(of name: [UInt8]) -> mode_t { ((try? status(of: name, resolving: follows))?.st_mode ?? 0) & S_IFMT }

    /// What an entry that is no directory is to a walk.
    ///
    /// - Parameter kind: The kind of file as in a file's mode; 0 where that cannot be found out.
    func element(_ name: [UInt8], at path: StorePath, kind: mode_t) -> WalkElement {
        switch kind {
        case S_IFREG: .entry(Entry(path: path, name: name, opener: self))
        case S_IFLNK: .leftOut(path, reason: "symbolic link (--follow takes it)")
        case S_IFSOCK: .skipped(path, reason: "socket")
        case S_IFIFO: .skipped(path, reason: "FIFO")
        case S_IFBLK, S_IFCHR: .skipped(path, reason: "device")
        case 0: .failed(path, failure(of: name))
        default: .skipped(path, reason: "neither file nor directory")
        }
    }

    /// Why nothing can be found out of what `name` stands for.
    private func failure(of name: [UInt8]) -> Failure {
        do throws(SystemError) {
            _ = try status(of: name, resolving: follows)
            return Failure(.walk, .vanished, "it was replaced during the run")
        } catch {
            let own = try? status(of: name, resolving: false)
            guard error.number == ENOENT, own.map({ $0.st_mode & S_IFMT == S_IFLNK }) ?? false else {
                return Failure(.walk, opening: error)
            }
            return Failure(.walk, .unreadable, "a symbolic link to something that is not there: mend or remove it")
        }
    }

    func size(of name: [UInt8]) -> ByteCount? {
        (try? status(of: name, resolving: follows)).map { ByteCount(Int64($0.st_size)) }
    }

    func stamp(of name: [UInt8]) -> FileStamp? {
        (try? status(of: name, resolving: follows)).map { FileStamp($0) }
    }

    func open(_ name: [UInt8], stop: StopSignal?) throws(Failure) -> OpenFile {
        // O_NONBLOCK: what was a file a moment ago may be a FIFO now, and opening that would wait for a writer.
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (follows ? 0 : O_NOFOLLOW)
        let file = openat(descriptor, name.cString, flags)
        guard file >= 0 else { throw Failure(.read, opening: .current) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw Failure(.read, .vanished, "no longer a regular file: it was replaced during the run")
        }
        return OpenFile(descriptor: file, size: ByteCount(Int64(status.st_size)), stamp: FileStamp(status), stop: stop)
    }
}

extension [UInt8] {
    /// The bytes as C takes a string.
    var cString: [CChar] {
        [CChar](unsafeUninitializedCapacity: count + 1) { text, filled in
            withUnsafeBytes { UnsafeMutableRawBufferPointer(text).copyMemory(from: $0) }
            text[count] = 0
            filled = count + 1
        }
    }
}
