import Foundation
import HandlerAPI
import HandlerTesting
import Orchestration
import Packing
import Testing

@testable import DataStores

/// Both libraries unpack the same bytes, and see the same damage.
@Suite struct GzipLibraryTests {
    /// What is unpacked, and how it ended.
    private func unpack(_ packed: [UInt8], _ library: GzipLibrary) throws -> (bytes: [UInt8], damage: String?) {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("trawl-" + UUID().uuidString)
        try Data(packed).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let content = OpenFile(descriptor: open(file.path, O_RDONLY), size: ByteCount(Int64(packed.count)))
        var inflater = try Inflater(content, with: library)
        var bytes: [UInt8] = []
        while true {
            switch try inflater.next() {
            case .bytes(let piece): bytes += piece
            case .ended(.complete): return (bytes, nil)
            case .ended(.damaged(let message, _)): return (bytes, message)
            }
        }
    }

    private func words(_ count: Int, seed: UInt64) -> [UInt8] {
        var generator = RepeatableGenerator(seed: seed)
        let words = ["temperature", "salinity", "12.5", "34.891", "\n", ",", "nine"]
        return Array((0..<count).map { _ in words[Int.random(in: 0..<words.count, using: &generator)] }.joined().utf8)
    }

    @Test(arguments: GzipLibrary.allCases)
    func severalMembersAreOneFile(library: GzipLibrary) throws {
        for size in [0, 1, 2, 3, 7, 50, 400, 200_000] {
            let parts = (1...4).map { words(size, seed: UInt64($0)) }
            let packed = parts.enumerated().flatMap { index, part in
                index.isMultiple(of: 2) ? Packing.compressedGzip(part) : Packing.gzip(part)
            }
            let found = try unpack(packed, library)
            #expect(found.bytes == parts.flatMap { $0 } && found.damage == nil)
            let padded = try unpack(packed + [UInt8](repeating: 0, count: 700), library)
            #expect(padded.bytes == parts.flatMap { $0 } && padded.damage == nil)
        }
    }

    @Test(arguments: GzipLibrary.allCases)
    func manySmallMembersAreOneFile(library: GzipLibrary) throws {
        let packed = (0..<30_000).flatMap { Packing.compressedGzip(Array("line \($0)\n".utf8)) }
        let found = try unpack(packed, library)
        #expect(found.bytes == Array((0..<30_000).map { "line \($0)\n" }.joined().utf8))
        #expect(found.damage == nil)
    }

    @Test(arguments: GzipLibrary.allCases)
    func aTruncatedFileIsDamagedWhereverItEnds(library: GzipLibrary) throws {
        let bytes = words(60, seed: 9)
        let packed = Packing.compressedGzip(bytes)
        for end in 1..<packed.count {
            let found = try unpack(Array(packed[..<end]), library)
            #expect(found.damage != nil, "\(end) of \(packed.count)")
            #expect(bytes.starts(with: found.bytes))
        }
    }

    /// A change of the trailer or of a code never passes for sound.
    @Test(arguments: GzipLibrary.allCases)
    func aChangedByteIsSeen(library: GzipLibrary) throws {
        let bytes = words(60, seed: 10)
        let packed = Packing.compressedGzip(bytes)
        for place in 10..<packed.count {
            var changed = packed
            changed[place] ^= 0x11
            let found = try unpack(changed, library)
            #expect(found.damage != nil || found.bytes == bytes, "byte \(place)")
        }
    }

    @Test func bothUnpackALargeFileTheSameWay() throws {
        let bytes = words(400_000, seed: 3)
        for library in GzipLibrary.allCases {
            let found = try unpack(Packing.compressedGzip(bytes), library)
            #expect(found.bytes == bytes && found.damage == nil)
        }
    }
}
