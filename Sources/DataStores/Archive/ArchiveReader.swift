import CArchive
import Glibc
import HandlerAPI
import Orchestration

/// Reads an archive with libarchive, one member after another.
final class ArchiveReader {
    private static let blockSize = 64 << 10

    /// The first damaged header that was passed over.
    private(set) var headerDamage: Failure?
    private let archive: OpaquePointer
    private let source: ReaderSource

    init(_ content: OpenFile) throws(Failure) {
        try Self.prepare()
        guard let archive = archive_library_reader() else {
            throw Failure(.expand, .internalError, "libarchive cannot be set up: out of memory")
        }
        self.archive = archive
        source = ReaderSource(content, blockSize: Self.blockSize)
        guard source.attach(to: archive) == ARCHIVE_OK else { throw Self.failure(of: archive) }
    }

    deinit { archive_library_free(archive) }

    /// Opens libarchive, where it is not open yet.
    static func prepare() throws(Failure) {
        guard let trouble = archive_library_open() else { return }
        throw Failure(
            .expand, .internalError,
            "libarchive cannot be opened: \(String(cString: trouble)); install it (in Debian: libarchive13)")
    }

    /// Whether the content is one packed file and no archive. Known once the first header was read.
    var isSingleFile: Bool { archive_library_is_single_file(archive) }

    /// The next header; `nil` at the end.
    ///
    /// - Throws: `corrupt` where the headers are damaged so that nothing after them can be found.
    func nextMember() throws(Failure) -> ContainerMember? {
        var entry: OpaquePointer?
        while true {
            switch archive_library_next(archive, &entry) {
            case ARCHIVE_EOF: return nil
            case ARCHIVE_OK, ARCHIVE_WARN:
                guard let entry else { return nil }
                if isSingleFile, archive_library_filter_count(archive) <= 1 {
                    throw Failure(.expand, .corrupt, "not an archive that can be read, though its type says so")
                }
                return member(of: entry)
            case ARCHIVE_RETRY: headerDamage = headerDamage ?? Self.headerDamage(of: archive)
            default: throw Self.failure(of: archive)
            }
        }
    }

    private static func headerDamage(of archive: OpaquePointer) -> Failure {
        let failure = failure(of: archive)
        return Failure(.expand, .corrupt, "\(failure.message): members may be missing")
    }

    private func member(of entry: OpaquePointer) -> ContainerMember {
        let header = archive_library_describe(entry)
        let name = header.name.map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
        // What is packed on its own has the name that the file around it gives it.
        return ContainerMember(
            name: isSingleFile ? nil : name, kind: kind(of: header), isEncrypted: header.is_encrypted,
            statedSize: header.size < 0 ? nil : header.size)
    }

    private func kind(of header: archive_library_member) -> ContainerMember.Kind {
        if header.is_hard_link { return .other("hard link to another member") }
        switch header.kind {
        case S_IFDIR: return .directory
        case S_IFLNK: return .other("symbolic link")
        case S_IFSOCK: return .other("socket")
        case S_IFIFO: return .other("FIFO")
        case S_IFBLK, S_IFCHR: return .other("device")
        default: return .file
        }
    }

    /// Unpacks the member whose header was read last; `false` where `take` wants no more.
    ///
    /// - Throws: Where the damage is such that nothing after it can be read.
    func unpack(_ take: (ContainerEvent) -> Bool) throws(Failure) -> Bool {
        var warning: Failure?
        while true {
            var block: UnsafeRawPointer?
            var count = 0
            var offset: la_int64_t = 0
            let status = archive_library_block(archive, &block, &count, &offset)
            switch status {
            case ARCHIVE_EOF: return take(warning.map { .damaged($0) } ?? .complete)
            case ARCHIVE_WARN: warning = warning ?? Self.failure(of: archive)
            case ARCHIVE_OK: break
            case ARCHIVE_RETRY: continue
            default:
                let failure = Self.failure(of: archive)
                guard take(.damaged(failure)) else { return false }
                if status != ARCHIVE_FATAL { return true }
                throw Failure(.expand, failure.code, "damaged from here on: \(failure.message)")
            }
            guard take(.bytes(UnsafeRawBufferPointer(start: block, count: count), offset: offset)) else { return false }
        }
    }

    private static func failure(of archive: OpaquePointer) -> Failure {
        let message = archive_library_trouble(archive).map { String(cString: $0) } ?? "unknown error"
        let lowered = message.lowercased()
        if lowered.contains("encrypt") || lowered.contains("passphrase") {
            return Failure(.expand, .encrypted, "\(message): it needs a password, which Trawl does not ask for")
        }
        let isUnsupported = lowered.contains("unsupported") || lowered.contains("not supported")
        return Failure(.expand, isUnsupported ? .unsupported : .corrupt, message)
    }
}
