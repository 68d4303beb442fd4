import DataStores
import Foundation
import HandlerAPI
import HandlerTesting
import Orchestration
import Packing
import Testing

@Suite(.timeLimit(.minutes(5))) struct ArchiveOpenerTests {
    private typealias Member = Packing.Member

    /// The members of `bytes`, an archive called `name`.
    private func open(
        _ bytes: [UInt8], _ name: String, _ type: MediaType, change: (inout ExpansionLimits) -> Void = { _ in }
    ) throws -> any DataStore {
        var limits = ExpansionLimits()
        change(&limits)
        let file = try openFile(bytes)
        let opener = ArchiveOpener()
        #expect(opener.accepts(type))
        return opener.open(
            file, path: StorePath(escaped: name), name: Array(name.utf8), mediaType: type,
            budget: ExpansionBudget(limits: limits, packedSize: file.size), stop: StopSignal())
    }

    private func example(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: TestData.folder().appendingPathComponent("store/\(path)")))
    }

    private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    @Test(
        arguments: [
            ("a.zip", "application/zip"), ("a.tar", "application/x-tar"), ("a.cpio", "application/x-cpio"),
            ("a.tar.gz", "application/gzip"), ("a.7z", "application/x-7z-compressed"),
        ] as [(String, MediaType)])
    func membersAreNamedAndUnpacked(name: String, type: MediaType) throws {
        let members = [
            Member("dir/one.csv", "1,2"), Member("two.txt", String(repeating: "x", count: 4_300_000)), Member("e"),
        ]
        let store = try open(Packing.pack(members, as: name), name, type)
        #expect(listing(store) == ["+ \(name)!/dir/one.csv", "+ \(name)!/two.txt", "+ \(name)!/e"])
        let found = try contents(open(Packing.pack(members, as: name), name, type))
        for member in members {
            #expect(found[name + "!/" + String(decoding: member.name, as: UTF8.self)] == member.bytes)
        }
    }

    @Test(
        arguments: [
            ("archives/logs.tar.xz", "application/x-xz", ["logs/day1.log", "logs/day2.log", "logs/day3.log"]),
            ("archives/readings.csv.bz2", "application/x-bzip2", ["readings.csv"]),
            ("archives/readings.csv.gz", "application/gzip", ["readings.csv"]),
            ("archives/nested.zip", "application/zip", ["inner.tar.gz", "outer.txt"]),
        ] as [(String, MediaType, [String])])
    func theExamplesCanBeTakenApart(path: String, type: MediaType, members: [String]) throws {
        let name = String(path.dropFirst("archives/".count))
        #expect(try listing(open(example(path), name, type)) == members.map { "+ \(name)!/\($0)" })
    }

    @Test func membersOfOneNameAreNumbered() throws {
        let members = [Member("a", "1"), Member("b", "2"), Member("a", "3"), Member("a", "4")]
        let found = try contents(open(Packing.tar(members), "o.tar", "application/x-tar"))
        #expect(
            found.mapValues { text($0) } == [
                "o.tar!/a": "1", "o.tar!/b": "2", "o.tar!/a\\#2": "3", "o.tar!/a\\#3": "4",
            ])
    }

    @Test(arguments: ["/etc/passwd", "../../up", "a!/b", "C:\\x", "two\nlines"])
    func aMembersNameIsDataAndNoPlace(name: String) throws {
        let folder = FileManager.default.currentDirectoryPath
        let before = try FileManager.default.contentsOfDirectory(atPath: folder)
        let archive = Packing.tar([Member(name, "evil")])
        let expected = StorePath(escaped: "o.tar").appending(member: Array(name.utf8)).description
        #expect(try contents(open(archive, "o.tar", "application/x-tar")).mapValues { text($0) } == [expected: "evil"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == before)
    }

    @Test func whatIsNoFileIsSkippedAndFoldersAreNot() throws {
        let members = [
            Member("d/", kind: "5"), Member("soft", kind: "2"), Member("hard", kind: "1"), Member("pipe", kind: "6"),
            Member("node", kind: "3"), Member("f", "x"),
        ]
        #expect(
            try listing(open(Packing.tar(members), "o.tar", "application/x-tar")) == [
                "- o.tar!/soft: symbolic link", "- o.tar!/hard: hard link to another member", "- o.tar!/pipe: FIFO",
                "- o.tar!/node: device", "+ o.tar!/f",
            ])
    }

    @Test func anEncryptedMemberFailsAndTheOthersAreKept() throws {
        let archive = Packing.zip([
            Member("a", "1"), Member("s", "secret text 12", isEncrypted: true), Member("b", "2"),
        ])
        #expect(
            try listing(open(archive, "o.zip", "application/zip")) == [
                "+ o.zip!/a", "? o.zip!/s: encrypted", "+ o.zip!/b",
            ])
        #expect(
            try listing(open(example("archives/encrypted.zip"), "e.zip", "application/zip"))
                == ["? e.zip!/secret.csv: encrypted"])
    }

    @Test func aTornArchiveFailsAndKeepsTheMembersBefore() throws {
        let tar = Packing.tar([Member("a", "whole"), Member("b", String(repeating: "y", count: 2_000))])
        let torn = try listing(open(Array(tar.prefix(2_000)), "o.tar", "application/x-tar"))
        #expect(torn == ["+ o.tar!/a", "~ o.tar!/b: corrupt", "? o.tar: corrupt"])
        let broken = try listing(open(example("damaged/broken.tar"), "o.tar", "application/x-tar"))
        #expect(broken.first == "+ o.tar!/first.txt")
        #expect(broken.last == "? o.tar: corrupt")
        let zip = try listing(open(example("damaged/truncated.zip"), "o.zip", "application/zip"))
        #expect(zip.first == "+ o.zip!/a.csv")
        #expect(zip.last == "? o.zip: corrupt")
    }

    @Test func aDamagedMemberIsGivenOnWithItsFailure() throws {
        var archive = Packing.zip([Member("a", "first"), Member("b", "second"), Member("c", "third")])
        let place = try #require(archive.firstRange(of: Array("second".utf8))).lowerBound
        archive[place] ^= 0xFF
        let found = try listing(open(archive, "o.zip", "application/zip"))
        #expect(found == ["+ o.zip!/a", "~ o.zip!/b: corrupt", "+ o.zip!/c"])
    }

    @Test func aTornSevenZipIsAFailureOfItsOwn() throws {
        let archive = Packing.sevenZip([Member("a", "first"), Member("b", String(repeating: "y", count: 2_000))])
        for count in [32, archive.count / 2, archive.count - 1] {
            let found = try listing(open(Array(archive[..<count]), "o.7z", "application/x-7z-compressed"))
            #expect(found == ["? o.7z: corrupt"], "cut to \(count) bytes")
        }
    }

    @Test func whatIsNoArchiveAtAllIsAFailureOfItsOwn() throws {
        let prose = Array("no archive, whatever was said of it\n".utf8)
        #expect(try listing(open(prose, "o.zip", "application/zip")) == ["? o.zip: corrupt"])
        #expect(try listing(open([0x1F, 0x8B, 8] + prose, "o.gz", "application/gzip")).last == "? o.gz: corrupt")
    }

    // gzip -----------------------------------------------------------------------------------------------------------

    @Test func severalMembersAndPaddingAreOneFile() throws {
        let packed = Packing.gzip(Array("one ".utf8)) + Packing.gzip([]) + Packing.gzip(Array("two".utf8)) + [0, 0, 0]
        #expect(try contents(open(packed, "o.gz", "application/gzip")).mapValues { text($0) } == ["o.gz!/o": "one two"])
    }

    @Test(arguments: [
        ("data.csv.gz", "data.csv"), ("d.TGZ", "d.tar"), ("data", "data.unpacked"), (".gz", ".gz.unpacked"),
    ])
    func theUnpackedFileLosesItsEnding(name: String, unpacked: String) throws {
        #expect(try listing(open(Packing.gzip([1]), name, "application/gzip")) == ["+ \(name)!/\(unpacked)"])
    }

    @Test func aTornGzipKeepsWhatCameBefore() throws {
        let packed = Packing.gzip([UInt8](repeating: 7, count: 100_000)).dropLast(20_000)
        let store = try open(Array(packed), "o.gz", "application/gzip")
        #expect(listing(store) == ["~ o.gz!/o: incomplete", "? o.gz: corrupt"])
        let kept = try contents(open(Array(packed), "o.gz", "application/gzip"))
        #expect(kept["o.gz!/o"].map { $0.count >= 65_535 && $0.allSatisfy { $0 == 7 } } == true)
    }

    @Test(
        arguments: [([9, 9, 9], "trailing garbage"), ([0x1F, 0x8B], "a header that is cut off")] as [([UInt8], String)])
    func whatFollowsAGzipMemberMustBeAnother(tail: [UInt8], comment: String) throws {
        let store = try open(Packing.gzip([1, 2]) + tail, "o.gz", "application/gzip")
        #expect(listing(store) == ["~ o.gz!/o: incomplete", "? o.gz: corrupt"])
    }

    // Limits ---------------------------------------------------------------------------------------------------------

    @Test func tooManyMembersAreRefused() throws {
        let archive = Packing.tar((0..<5).map { Member("\($0)") })
        let store = try open(archive, "o.tar", "application/x-tar") { $0.members = 2 }
        #expect(
            listing(store) == [
                "+ o.tar!/0", "+ o.tar!/1", "! o.tar: more than 2 members in one archive (archives.members)",
            ])
    }

    @Test(arguments: ["application/x-tar", "application/gzip"] as [MediaType])
    func tooManyBytesAreRefused(type: MediaType) throws {
        let bytes = [UInt8](repeating: 65, count: 200_000)
        let isTar = type == "application/x-tar"
        let archive = isTar ? Packing.tar([Member("m", String(decoding: bytes, as: UTF8.self))]) : Packing.gzip(bytes)
        let reason = "unpacks to more than 9.8 KiB (archives.bytes)"
        let store = try open(archive, "m.x", type) { $0.bytes = 10_000 }
        #expect(listing(store) == ["! m.x!/\(isTar ? "m" : "m.x.unpacked"): \(reason)", "! m.x: \(reason)"])
    }

    @Test func tooGreatARatioIsRefused() throws {
        let store = try open(Packing.gzip([UInt8](repeating: 0, count: 5_000)), "z.gz", "application/gzip") {
            ($0.ratio, $0.ratioFloor) = (0, 100)
        }
        #expect(listing(store).last == "! z.gz: unpacks to more than 0 times its size (archives.ratio)")
    }

    @Test(arguments: ["9223372036854775000", "8589934592", "1099511627776"])
    func aSparseMemberThatPromisesTheMoonIsRefused(offset: String) throws {
        // GNU sparse format 1.0: the map stands at the start of the member's data.
        let map = "1\n\(offset)\n512\n"
        let data = map + String(repeating: "\u{0}", count: 512 - map.utf8.count) + String(repeating: "d", count: 512)
        let header = Packing.pax([
            ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", "moon"),
            ("GNU.sparse.realsize", "9223372036854775807"),
        ])
        let first = Member("first", String(repeating: "x", count: 1_000))
        let archive = Packing.tar([first, header, Member("m", data)])
        let store = try open(archive, "o.tar", "application/x-tar") { $0.bytes = 1_000_000 }
        let reason = "unpacks to more than 976.6 KiB (archives.bytes)"
        #expect(listing(store) == ["+ o.tar!/first", "! o.tar!/moon: \(reason)", "! o.tar: \(reason)"])
    }

    @Test func aStopSignalEndsTheWalk() throws {
        let stop = StopSignal()
        let file = try openFile(Packing.tar((0..<9).map { Member("\($0)", "x") }))
        let store = ArchiveOpener().open(
            file, path: .root, name: [], mediaType: "application/x-tar",
            budget: ExpansionBudget(limits: ExpansionLimits(), packedSize: file.size), stop: stop)
        var count = 0
        store.walk { _ in
            count += 1
            stop.set()
            return true
        }
        #expect(count == 1)
    }

    @Test(
        arguments: ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/plain"] as [MediaType])
    func documentsAreNotTakenApart(type: MediaType) { #expect(!ArchiveOpener().accepts(type)) }
}
