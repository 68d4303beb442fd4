import CArchive
import Glibc
import HandlerAPI
import Orchestration

/// Gives libarchive the bytes of an open file, without sharing the descriptor's position with others who read it.
final class ReaderSource {
    private let content: OpenFile
    private let block: UnsafeMutableRawBufferPointer
    private var position: Int64 = 0

    init(_ content: OpenFile, blockSize: Int) {
        self.content = content
        block = .allocate(byteCount: blockSize, alignment: 64)
    }

    deinit { block.deallocate() }

    /// Makes `archive` read from here; returns libarchive's status. The source must outlive the archive.
    func attach(to archive: OpaquePointer) -> Int32 {
        var source = archive_library_source()
        source.context = Unmanaged.passUnretained(self).toOpaque()
        source.read = { _, context, block in
            guard let context else { return -1 }
            return Unmanaged<ReaderSource>.fromOpaque(context).takeUnretainedValue().read(block)
        }
        source.seek = { _, context, offset, whence in
            guard let context else { return la_int64_t(ARCHIVE_FATAL) }
            return Unmanaged<ReaderSource>.fromOpaque(context).takeUnretainedValue().seek(offset, whence)
        }
        source.skip = { _, context, count in
            guard let context else { return 0 }
            return Unmanaged<ReaderSource>.fromOpaque(context).takeUnretainedValue().skip(count)
        }
        return archive_library_begin(archive, &source)
    }

    private func read(_ out: UnsafeMutablePointer<UnsafeRawPointer?>?) -> la_ssize_t {
        do throws(HandlerError) {
            let count = try content.read(into: block, at: position)
            position += Int64(count)
            out?.pointee = UnsafeRawPointer(block.baseAddress)
            return count
        } catch {
            return la_ssize_t(ARCHIVE_FATAL)
        }
    }

    private func seek(_ offset: Int64, _ whence: Int32) -> la_int64_t {
        let start: Int64 =
            switch whence {
            case SEEK_SET: 0
            case SEEK_CUR: position
            default: content.size.bytes
            }
        // The offset is computed from what the archive says of itself.
        let (place, isOverflow) = start.addingReportingOverflow(offset)
        guard !isOverflow, place >= 0 else { return la_int64_t(ARCHIVE_FATAL) }
        position = place
        return place
    }

    private func skip(_ count: Int64) -> la_int64_t {
        let step = max(0, min(count, content.size.bytes - position))
        position += step
        return step
    }
}
