import CZlib

/// Archives that are small and unfold into much.
extension Packing {
    /// `block`, `times` times over, packed.
    package static func packed(_ block: [UInt8], times: Int = 1, _ wrapping: Deflater.Wrapping = .gzip) -> [UInt8] {
        let deflater = Deflater(wrapping)
        for _ in 0..<times { deflater.add(block) }
        return deflater.finish()
    }

    /// A gzip file of `mebibytes` of zeros.
    package static func zeros(mebibytes: Int) -> [UInt8] {
        packed([UInt8](repeating: 0, count: 1 << 20), times: mebibytes)
    }

    /// A gzip file in a gzip file, `depth` times.
    package static func onion(depth: Int) -> [UInt8] {
        (0..<depth).reduce(Array("the core\n".utf8)) { inner, _ in packed(inner) }
    }

    /// Archives of ten archives, `depth` times; the innermost members are a mebibyte of zeros each.
    package static func tree(depth: Int) -> [UInt8] {
        (0..<depth).reduce(zeros(mebibytes: 1)) { inner, level in
            var members = (0..<10).map { Member("\(level)-\($0).gz") }
            for place in members.indices { members[place].bytes = inner }
            return packed(tar(members))
        }
    }

    /// A packed tar archive of `count` members without a byte.
    package static func crowd(of count: Int) -> [UInt8] {
        let deflater = Deflater(.gzip)
        for number in 0..<count { deflater.add(header(Member("crowd/\(number)"))) }
        deflater.add([UInt8](repeating: 0, count: 1_024))
        return deflater.finish()
    }

    /// A ZIP archive of `count` members that all unpack the same packed bytes (Fifield, "A better zip bomb", WOOT 2019).
    ///
    /// Each member's data begins with a stored block that holds the header of the next, and goes on with that one's data.
    package static func overlapping(count: Int, mebibytes: Int) -> [UInt8] {
        let block = [UInt8](repeating: 0, count: 1 << 20)
        let kernel = packed(block, times: mebibytes, .none)
        var sum = (0..<mebibytes).reduce(CZlib.crc32(0, nil, 0)) { sum, _ in
            CZlib.crc32(sum, block, UInt32(block.count))
        }
        var (packedSize, size) = (kernel.count, mebibytes << 20)
        var headers: [[UInt8]] = []
        for number in (0..<count).reversed() {
            let name = Array("\(number).bin".utf8)
            let header = zipFields(name, sum: UInt32(sum), packedSize, size)
            headers.insert(header, at: 0)
            let local = localMark + header + name
            sum = crc32_combine(CZlib.crc32(0, local, UInt32(local.count)), sum, size)
            packedSize += 5 + local.count
            size += local.count
        }
        return archive(of: headers, kernel)
    }

    private static let localMark = little(UInt32(0x0403_4B50))

    /// The fields that a local header shares with the directory, for a packed member.
    private static func zipFields(_ name: [UInt8], sum: UInt32, _ packedSize: Int, _ size: Int) -> [UInt8] {
        little(UInt16(20)) + little(UInt16(0)) + little(UInt16(8)) + little(UInt32(0)) + little(sum)
            + little(UInt32(packedSize)) + little(UInt32(size)) + little(UInt16(name.count)) + little(UInt16(0))
    }

    private static func archive(of headers: [[UInt8]], _ kernel: [UInt8]) -> [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for (number, header) in headers.enumerated() {
            let name = Array("\(number).bin".utf8)
            if number > 0 {
                let length = UInt16(localMark.count + header.count + name.count)
                archive += [0] + little(length) + little(~length)
            }
            directory += little(UInt32(0x0201_4B50)) + little(UInt16(0x0314)) + header + [UInt8](repeating: 0, count: 6)
            directory += little(UInt32(0o100644 << 16)) + little(UInt32(archive.count)) + name
            archive += localMark + header + name
        }
        archive += kernel
        let count = UInt16(headers.count)
        return archive + directory + little(UInt32(0x0605_4B50)) + little(UInt32(0)) + little(count) + little(count)
            + little(UInt32(directory.count)) + little(UInt32(archive.count)) + little(UInt16(0))
    }

    /// A tar archive whose only member promises 2^62 bytes and has `bytes`.
    package static func boastfulTar(_ bytes: [UInt8]) -> [UInt8] {
        var block = header(Member("boast.bin"))
        block.replaceSubrange(124..<136, with: [0x80, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0])
        block.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
        let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
        block.replaceSubrange(
            148..<156, with: Array((String(repeating: "0", count: 6 - sum.count) + sum).utf8) + [0, 0x20])
        return block + bytes
    }

    /// A ZIP archive whose only member promises almost 4 GiB and has `bytes`.
    package static func boastfulZip(_ bytes: [UInt8]) -> [UInt8] {
        let name = Array("boast.bin".utf8)
        var archive = zip([Member("boast.bin", String(decoding: bytes, as: UTF8.self))])
        let promise = little(UInt32.max - 1)
        // The sizes stand behind the sum, in the header and in the directory.
        for start in [14 + 4, 30 + name.count + bytes.count + 16 + 4] {
            archive.replaceSubrange(start..<start + 8, with: promise + promise)
        }
        return archive
    }
}
