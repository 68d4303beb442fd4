import HandlerAPI
import HandlerTesting
import Orchestration
import Packing
import Testing

@testable import DataStores

/// Where members seem to begin and end.
@Suite struct MemberFinderTests {
    private func find(_ packed: [UInt8]) throws -> (ends: [Int64], sizes: [Int64]) {
        var finder = MemberFinder(try openFile(packed))
        var found: (ends: [Int64], sizes: [Int64]) = ([], [])
        while let member = try finder.next() {
            found.ends.append(member.end)
            found.sizes.append(member.size)
        }
        return found
    }

    private func noise(_ count: Int, seed: UInt64) -> [UInt8] {
        var generator = RepeatableGenerator(seed: seed)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// Members that are longer than what is read at once, and headers that lie across its end, are found too.
    @Test func membersOfAnyLengthAreFound() throws {
        let contents = [0, 1, 262_100, 700_000, 262_116, 3, 524_250].enumerated().map { number, size in
            noise(size, seed: UInt64(number))
        }
        for pack in [Packing.gzip, Packing.compressedGzip, { Packing.gzipBlock($0.prefix(60_000)) }] {
            let members = contents.map(pack)
            let found = try find(members.flatMap { $0 })
            var end: Int64 = 0
            let ends = members.map { member in
                end += Int64(member.count)
                return end
            }
            #expect(found.ends == ends)
            #expect(zip(found.sizes, contents).allSatisfy { $0 == $1.count || $0 == 60_000 })
        }
    }

    @Test func whatIsNoMemberEndsTheSearch() throws {
        #expect(try find(noise(100_000, seed: 1)).ends.isEmpty)
        #expect(try find([]).ends.isEmpty)
        let block = Packing.gzipBlock(Array("words".utf8)[...])
        #expect(try find(block + block + noise(5_000, seed: 2)).ends.count == 2)
        #expect(try find(block + block.dropLast()).ends.count == 1)
    }

    /// No block holds more than 64 KiB, whatever it says.
    @Test func aBlockThatStatesTooMuchEndsTheSearch() throws {
        let block = Packing.gzipBlock(Array("words".utf8)[...])
        #expect(try find(block + block.dropLast(2) + [9, 0] + block).ends.count == 1)
    }

    @Test func aFileOfOneMemberIsNotCut() throws {
        for packed in [Packing.gzip(noise(500_000, seed: 3)), Packing.gzip([]), Packing.blockGzip([])] {
            #expect(try GzipCutter.cut(openFile(packed)) == nil)
        }
    }

    /// The stretches are those of the file, and none holds more than it is to, but for a member that does alone.
    @Test func stretchesHoldWholeMembersAndNoMoreThanTheyMay() throws {
        for seed in UInt64(0)..<30 {
            let file = MemberedGzip(seed: seed, .none)
            let ends = Set(try find(file.packed).ends)
            guard let cut = try GzipCutter.cut(openFile(file.packed), into: 10_000) else { continue }
            #expect(cut.stretches.allSatisfy { ends.contains($0.packed.upperBound) })
            #expect(cut.stretches.last?.packed.upperBound == Int64(file.packed.count))
            #expect(cut.stretches.reduce(0) { $0 + $1.size } == file.content.count)
            for stretch in cut.stretches where max(stretch.size, Int64(stretch.packed.count)) > 10_000 {
                #expect(ends.filter { stretch.packed.contains($0 - 1) }.count == 1)
            }
        }
    }
}
