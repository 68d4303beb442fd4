import CLinux
import Glibc
import HandlerAPI
import Orchestration

/// Makes open files ready for programs.
enum FileHandover {
    /// A descriptor of the same file with an offset of its own, for reading only.
    static func reopened(_ file: OpenFile) throws(Failure) -> FileDescriptor {
        let descriptor = open(place(of: file), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(.handle, opening: .current) }
        return FileDescriptor(descriptor)
    }

    /// A descriptor from which `message` can be read.
    static func note(_ message: [UInt8]) throws(Failure) -> FileDescriptor {
        let descriptor = memfd_create("trawl-message", linux_memfd_close_on_exec)
        guard descriptor >= 0 else { throw failure("a message cannot be handed over") }
        let memory = FileDescriptor(descriptor)
        guard pwrite(descriptor, message, message.count, 0) == message.count else {
            throw failure("a message cannot be handed over")
        }
        return memory
    }

    /// The path below one of `roots` under which the file can be opened, where there is one that JSON can express.
    static func path(of file: OpenFile, below roots: [String]) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = bytes.withUnsafeMutableBytes { buffer in
            buffer.bindMemory(to: CChar.self).baseAddress.map { readlink(place(of: file), $0, buffer.count) } ?? 0
        }
        guard count > 0, count < bytes.count else { return nil }
        guard let path = String(validating: bytes[..<count], as: UTF8.self) else { return nil }
        guard roots.contains(where: { path == $0 || path.hasPrefix($0 == "/" ? $0 : $0 + "/") }) else { return nil }
        var (named, opened) = (stat(), stat())
        guard lstat(path, &named) == 0, fstat(file.descriptor, &opened) == 0 else { return nil }
        return named.st_dev == opened.st_dev && named.st_ino == opened.st_ino ? path : nil
    }

    private static func place(of file: OpenFile) -> String { "/proc/self/fd/\(file.descriptor)" }

    private static func failure(_ what: String) -> Failure {
        Failure(.handle, .unreadable, "\(what): \(SystemError.current)")
    }
}

/// A directory for copies of files that have no path, for the eyes of one program only; it goes away with the object.
final class Spool {
    /// Where it is.
    let path: String

    /// Makes a directory in the temporary directory.
    init() throws(SystemError) {
        let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
        var template = Array("\(directory)/trawl-spool-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw .current }
        path = String(cString: made)
    }

    deinit { rmdir(path) }

    /// A copy of a file; it goes away with the object.
    final class Copy {
        let path: String
        private let spool: Spool

        fileprivate init(_ path: String, in spool: Spool) {
            self.path = path
            self.spool = spool
        }

        deinit { unlink(path) }
    }

    /// Copies a file.
    ///
    /// - Parameter name: Shows of which kind it is: its extension is kept.
    func copy(_ file: OpenFile, id: Int64, name: String) throws(Failure) -> Copy {
        let copy = Copy("\(path)/\(id)\(Self.ending(of: name))", in: self)
        let descriptor = open(copy.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure }
        let target = FileDescriptor(descriptor)
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { block.deallocate() }
        var offset: Int64 = 0
        while true {
            let count: Int
            do throws(HandlerError) { count = try file.read(into: block, at: offset) } catch {
                throw Failure(.handle, .unreadable, error.message, offset: error.offset)
            }
            if count == 0 { return copy }
            var done = 0
            while done < count {
                let step = write(target.number, block.baseAddress.map { $0 + done }, count - done)
                guard step >= 0 || errno == EINTR else { throw Self.failure }
                done += max(0, step)
            }
            offset += Int64(count)
        }
    }

    private static var failure: Failure {
        Failure(
            .handle, .unreadable,
            "it cannot be copied for the handler: \(SystemError.current); point TMPDIR to a place with room")
    }

    /// The extension of a name with its dot, if it is plain.
    private static func ending(of name: String) -> String {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        let ending = name[name.utf8.index(after: dot)...].utf8
        let isPlain = ending.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        }
        return isPlain && (1...12).contains(ending.count) ? "." + String(Substring(ending)) : ""
    }
}
