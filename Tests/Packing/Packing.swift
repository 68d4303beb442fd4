import CZlib

/// Writers of archives as plain as their formats allow, so that each test says byte by byte what it is about.
package enum Packing {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }

    package static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { sum, byte in table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ sum >> 8 }
    }

    static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    /// A gzip member of stored blocks (RFC 1951, 3.2.4).
    package static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            let count = UInt16(block.count)
            packed += [rest.isEmpty ? 1 : 0] + little(count) + little(~count) + block
        } while !rest.isEmpty
        return packed + little(crc32(bytes)) + little(UInt32(bytes.count))
    }

    /// A gzip file whose blocks are compressed.
    package static func compressedGzip(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard deflateInit2_(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
            return []
        }
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
        let room = output.count
        input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(room)
                deflate(&stream, Z_FINISH)
            }
        }
        return Array(output[..<(room - Int(stream.avail_out))])
    }

    /// A gzip file of blocks that state their packed size (BGZF), with the empty block that ends it.
    package static func blockGzip(_ bytes: [UInt8]) -> [UInt8] {
        let starts = Array(stride(from: 0, to: bytes.count, by: 0xff00)) + [bytes.count]
        return starts.flatMap { start in gzipBlock(bytes[start..<min(bytes.count, start + 0xff00)]) }
    }

    /// A block of BGZF.
    package static func gzipBlock(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let member = compressedGzip(Array(bytes))
        let field = [6, 0, 0x42, 0x43, 2, 0] + little(UInt16(member.count + 8 - 1))
        return member[..<3] + [4] + member[4..<10] + field + member[10...]
    }

    /// A member of an archive to be written.
    package struct Member {
        package var name: [UInt8]
        package var bytes: [UInt8] = []
        /// The tar type flag.
        package var kind = UInt8(ascii: "0")
        package var isEncrypted = false

        package init(_ name: String, _ text: String = "", kind: Character = "0", isEncrypted: Bool = false) {
            self.name = Array(name.utf8)
            bytes = Array(text.utf8)
            self.kind = kind.asciiValue ?? 0x30
            self.isEncrypted = isEncrypted
        }
    }

    /// An archive in the format that the end of `name` says.
    package static func pack(_ members: [Member], as name: String) -> [UInt8] {
        switch name.split(separator: ".").last {
        case "zip": zip(members)
        case "cpio": cpio(members)
        case "gz": gzip(tar(members))
        case "7z": sevenZip(members)
        default: tar(members)
        }
    }

    /// A ZIP archive of stored members (APPNOTE.TXT 4.3).
    package static func zip(_ members: [Member]) -> [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for member in members {
            let flags: UInt16 = member.isEncrypted ? 1 : 0
            let size = UInt32(member.bytes.count)
            let common: [UInt8] =
                little(UInt16(20)) + little(flags) + little(UInt16(0)) + little(UInt32(0)) + little(crc32(member.bytes))
                + little(size) + little(size) + little(UInt16(member.name.count)) + little(UInt16(0))
            directory += little(UInt32(0x0201_4B50)) + little(UInt16(0x0314)) + common
            directory += little(UInt16(0)) + little(UInt32(0))
            directory += little(UInt32(0o100644 << 16)) + little(UInt32(archive.count)) + member.name
            archive += little(UInt32(0x0403_4B50)) + common + member.name + member.bytes
        }
        let count = UInt16(members.count)
        return archive + directory + little(UInt32(0x0605_4B50)) + little(UInt32(0)) + little(count) + little(count)
            + little(UInt32(directory.count)) + little(UInt32(archive.count)) + little(UInt16(0))
    }

    /// A tar archive (POSIX.1-1988).
    package static func tar(_ members: [Member]) -> [UInt8] {
        members.flatMap { header($0) + padded($0.bytes) } + [UInt8](repeating: 0, count: 1_024)
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    static func header(_ member: Member) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: some Collection<UInt8>, at offset: Int) {
            block.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
        }
        func octal(_ value: Int, _ width: Int) -> [UInt8] {
            let digits = String(value, radix: 8)
            return Array((String(repeating: "0", count: width - digits.count) + digits).utf8)
        }
        put(member.name.prefix(100), at: 0)
        put(octal(0o644, 7), at: 100)
        put(octal(0, 7), at: 108)
        put(octal(0, 7), at: 116)
        put(octal("12".utf8.contains(member.kind) ? 0 : member.bytes.count, 11), at: 124)
        put(octal(0, 11), at: 136)
        put([UInt8](repeating: 0x20, count: 8), at: 148)
        put([member.kind], at: 156)
        if "12".utf8.contains(member.kind) { put(Array("target".utf8), at: 157) }
        put(Array("ustar\u{0}00".utf8), at: 257)
        put(octal(block.reduce(0) { $0 + Int($1) }, 6) + [0, 0x20], at: 148)
        return block
    }

    /// A pax header (POSIX.1-2001) with these records, to stand before the member it describes.
    package static func pax(_ records: [(String, String)]) -> Member {
        let text = records.map { key, value in
            var length = key.utf8.count + value.utf8.count + 3
            while "\(length)".utf8.count + key.utf8.count + value.utf8.count + 3 != length { length += 1 }
            return "\(length) \(key)=\(value)\n"
        }
        return Member("pax", text.joined(), kind: "x")
    }

    /// A cpio archive of the format `newc`.
    package static func cpio(_ members: [Member]) -> [UInt8] {
        (members + [Member("TRAILER!!!")]).enumerated().flatMap { index, member in
            let fields = [index + 1, 0o100644, 0, 0, 1, 0, member.bytes.count, 0, 0, 0, 0, member.name.count + 1, 0]
            let digits = fields.map { value in
                let text = String(value, radix: 16)
                return String(repeating: "0", count: 8 - text.count) + text
            }
            return aligned(Array(("070701" + digits.joined()).utf8) + member.name + [0]) + aligned(member.bytes)
        }
    }

    private static func aligned(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
    }
}
