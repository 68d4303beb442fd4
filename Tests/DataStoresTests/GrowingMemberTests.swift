import DataStores
import Glibc
import HandlerAPI
import Orchestration
import Packing
import Testing

/// Large members are told of while they are being unpacked.
@Suite(.timeLimit(.minutes(2))) struct GrowingMemberTests {
    /// What was told of a member.
    private struct Told: Equatable {
        var path: String
        var size: Int64
        var arrived: [Int64]
        /// The byte before the last that was there each time.
        var bytes: [UInt8?]
    }

    private static let text = String(decoding: (0..<(10 << 20)).map { UInt8($0 >> 16) & 0x7f }, as: UTF8.self)

    private func told(
        _ bytes: [UInt8], _ type: MediaType, change: (inout ExpansionLimits) -> Void = { _ in }
    ) throws -> [Told] {
        var limits = ExpansionLimits()
        change(&limits)
        let file = try openFile(bytes)
        let store = ArchiveOpener().open(
            file, path: StorePath(escaped: "a"), name: Array("a".utf8), mediaType: type,
            budget: ExpansionBudget(limits: limits, packedSize: file.size), stop: StopSignal())
        var told: [Told] = []
        store.walk { member in
            let (path, size) = (member.path.description, member.file.size.bytes)
            if told.last?.path != path { told.append(Told(path: path, size: size, arrived: [], bytes: [])) }
            let arrived = member.file.arrival?.bytes ?? -1
            told[told.count - 1].arrived.append(arrived)
            told[told.count - 1].bytes.append(Self.byte(arrived - 1, of: member.file))
            #expect(Self.byte(arrived, of: member.file) == nil, "what is not there yet is not the end")
        } _: { _ in
            true
        }
        return told
    }

    private static func byte(_ offset: Int64, of file: OpenFile) -> UInt8? {
        var byte: UInt8 = 0
        let count = try? withUnsafeMutableBytes(of: &byte) { try file.read(into: $0, at: offset) }
        return count == 1 ? byte : nil
    }

    private func check(_ told: Told?, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let told = try #require(told, sourceLocation: sourceLocation)
        #expect(told.size == 10 << 20, sourceLocation: sourceLocation)
        #expect(told.arrived.count == 2 || told.arrived.count == 1, sourceLocation: sourceLocation)
        #expect(told.arrived.allSatisfy { $0 > 4 << 20 && $0 < 10 << 20 }, sourceLocation: sourceLocation)
        #expect(told.bytes == told.arrived.map { UInt8(($0 - 1) >> 16) & 0x7f }, sourceLocation: sourceLocation)
    }

    @Test func aLargeFileIsToldOfWithTheSizeThatItsTrailerStates() throws {
        let bytes = Array(Self.text.utf8)
        for packed in [Packing.compressedGzip(bytes), Packing.gzip(bytes), Packing.blockGzip(bytes)] {
            let told = try told(packed, "application/gzip")
            #expect(told.count == 1)
            try check(told.first)
        }
    }

    @Test(arguments: ["application/x-tar", "application/zip"] as [MediaType])
    func aLargeMemberIsToldOfAndASmallOneIsNot(type: MediaType) throws {
        let members = [
            Packing.Member("small", "words"), Packing.Member("large", Self.text), Packing.Member("last", "words"),
        ]
        let told = try told(Packing.pack(members, as: type == "application/zip" ? "a.zip" : "a.tar"), type)
        #expect(told.map(\.path) == ["a!/large"])
        try check(told.first)
    }

    /// The trailer has the size modulo 4 GiB. What may not be unpacked to its end is not told of.
    @Test(arguments: [UInt32(1) << 20, 7 << 20])
    func aSizeBelowThePackedOneIsReadAsOneOfMoreThanFourGiB(size: UInt32) throws {
        var packed = Packing.gzip(Array(Self.text.utf8))
        packed.replaceSubrange((packed.count - 4)..., with: withUnsafeBytes(of: size.littleEndian) { Array($0) })
        let told = try told(packed, "application/gzip")
        #expect(told.allSatisfy { $0.size == Int64(size) + (1 << 32) })
        #expect(try self.told(packed, "application/gzip") { $0.bytes = .gibibytes(1) }.isEmpty)
    }

    /// Where blocks that state their sizes do not reach to the end of the file, nothing is known of its size.
    @Test func blocksThatAreNotAllThereStateNothing() throws {
        let bytes = Array(Self.text.utf8)
        let packed = Packing.blockGzip(bytes)
        for end in [packed.count - 1, packed.count - 28, packed.count - 29, packed.count / 2] {
            let isOnlyWithoutLast = end == packed.count - 28
            #expect(try told(Array(packed[..<end]), "application/gzip").isEmpty != isOnlyWithoutLast, "\(end)")
        }
        #expect(try told(packed + Packing.gzip(bytes), "application/gzip").isEmpty)
        #expect(try told(packed + [0], "application/gzip").isEmpty)
    }

    @Test(arguments: [0, 10, 17, 18, 30])
    func aFileTooShortForATrailerIsNotToldOf(count: Int) throws {
        #expect(try told(Array(Packing.gzip(Array("words".utf8)).prefix(count)), "application/gzip").isEmpty)
    }
}
