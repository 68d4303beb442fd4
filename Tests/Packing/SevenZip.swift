import CArchive

/// Archives that libarchive writes.
extension Packing {
    /// A 7z archive (LZMA) of `members`.
    package static func sevenZip(_ members: [Member]) -> [UInt8] {
        guard let archive = archive_write_new(), let entry = archive_entry_new() else { return [] }
        defer {
            archive_write_free(archive)
            archive_entry_free(entry)
        }
        var room = [UInt8](repeating: 0, count: (64 << 10) + members.reduce(0) { $0 + $1.bytes.count })
        var used = 0
        room.withUnsafeMutableBytes { room in
            archive_write_set_format_7zip(archive)
            archive_write_open_memory(archive, room.baseAddress, room.count, &used)
            for member in members {
                archive_entry_clear(entry)
                archive_entry_set_pathname(entry, String(decoding: member.name, as: UTF8.self))
                archive_entry_set_size(entry, Int64(member.bytes.count))
                archive_entry_set_mode(entry, 0o100644)
                archive_write_header(archive, entry)
                archive_write_data(archive, member.bytes, member.bytes.count)
            }
            archive_write_close(archive)
        }
        return Array(room[..<used])
    }
}
