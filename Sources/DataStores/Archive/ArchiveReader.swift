import CArchive
import Glibc
import HandlerAPI
import Orchestration

/// Reads an archive with libarchive, one member after another.
final class ArchiveReader {
    /// A member's header.
    struct Member {
        enum Kind {
            case file
            case directory
            case other(String)
        }

        /// The bytes of its path; `nil` where the format has none.
        let name: [UInt8]?
        let kind: Kind
        let isEncrypted: Bool
    }

    /// What came of unpacking a member.
    enum Unpacked {
        case complete
        case stopped
        case refused(String)
        case damaged(Failure, isFatal: Bool)
    }

    private static let blockSize = 64 << 10

    /// The first damaged header that was passed over.
    private(set) var headerDamage: Failure?
    private let archive: OpaquePointer
    private let source: ReaderSource

    init(_ content: OpenFile) throws(Failure) {
        guard let archive = archive_read_new() else {
            throw Failure(.expand, .internalError, "libarchive cannot be set up: out of memory")
        }
        self.archive = archive
        source = ReaderSource(content, blockSize: Self.blockSize)
        for enable in [
            archive_read_support_filter_all, archive_read_support_format_zip, archive_read_support_format_tar,
            archive_read_support_format_gnutar, archive_read_support_format_7zip, archive_read_support_format_cpio,
            archive_read_support_format_raw, archive_read_support_format_empty,
        ] { _ = enable(archive) }
        source.attach(to: archive)
        guard archive_read_open1(archive) == ARCHIVE_OK else {
            throw Self.failure(of: archive)
        }
    }

    deinit { archive_read_free(archive) }

    /// Whether the content is one packed file and no archive. Known once the first header was read.
    var isSingleFile: Bool { archive_format(archive) & Int32(ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_RAW }

    /// The next header; `nil` at the end.
    ///
    /// - Throws: `corrupt` where the headers are damaged so that nothing after them can be found.
    func nextMember() throws(Failure) -> Member? {
        var entry: OpaquePointer?
        while true {
            switch archive_read_next_header(archive, &entry) {
            case ARCHIVE_EOF: return nil
            case ARCHIVE_OK, ARCHIVE_WARN:
                guard let entry else { return nil }
                if isSingleFile, archive_filter_count(archive) <= 1 {
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

    private func member(of entry: OpaquePointer) -> Member {
        let name = archive_entry_pathname(entry).map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
        let isEncrypted =
            archive_entry_is_data_encrypted(entry) != 0 || archive_entry_is_metadata_encrypted(entry) != 0
        return Member(name: name, kind: kind(of: entry), isEncrypted: isEncrypted)
    }

    private func kind(of entry: OpaquePointer) -> Member.Kind {
        if archive_entry_hardlink(entry) != nil { return .other("hard link to another member") }
        switch archive_entry_filetype(entry) {
        case S_IFDIR: return .directory
        case S_IFLNK: return .other("symbolic link")
        case S_IFSOCK: return .other("socket")
        case S_IFIFO: return .other("FIFO")
        case S_IFBLK, S_IFCHR: return .other("device")
        default: return .file
        }
    }

    /// Unpacks the member whose header was read last.
    func unpack(
        into spool: inout MemberSpool, budget: ExpansionBudget, stop: StopSignal
    ) throws(Failure) -> Unpacked {
        var warning: Failure?
        while true {
            if stop.isSet { return .stopped }
            var block: UnsafeRawPointer?
            var count = 0
            var offset: la_int64_t = 0
            let status = archive_read_data_block(archive, &block, &count, &offset)
            switch status {
            case ARCHIVE_EOF: return warning.map { .damaged($0, isFatal: false) } ?? .complete
            case ARCHIVE_WARN: warning = warning ?? Self.failure(of: archive)
            case ARCHIVE_OK: break
            case ARCHIVE_RETRY: continue
            default: return .damaged(Self.failure(of: archive), isFatal: status == ARCHIVE_FATAL)
            }
            // A sparse member may promise a gap of almost 2^63 bytes, which is drawn on its own so that no sum overflows.
            let gap = max(0, Int(offset) - Int(spool.size))
            if let reason = budget.draw(bytes: gap) ?? budget.draw(bytes: count) { return .refused(reason) }
            do throws(SystemError) {
                try spool.pad(to: offset)
                try spool.append(UnsafeRawBufferPointer(start: block, count: count))
            } catch {
                throw Failure(.expand, spooling: error)
            }
        }
    }

    private static func failure(of archive: OpaquePointer) -> Failure {
        let message = archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
        let lowered = message.lowercased()
        if lowered.contains("encrypt") || lowered.contains("passphrase") {
            return Failure(.expand, .encrypted, "\(message): it needs a password, which Trawl does not ask for")
        }
        let isUnsupported = lowered.contains("unsupported") || lowered.contains("not supported")
        return Failure(.expand, isUnsupported ? .unsupported : .corrupt, message)
    }
}
