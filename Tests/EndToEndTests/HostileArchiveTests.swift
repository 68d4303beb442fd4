import Foundation
import HandlerTesting
import Packing
import Testing

/// Archives that were made to do harm: they end with an outcome, in bounded memory, and reach nothing.
@Suite(.timeLimit(.minutes(10))) struct HostileArchiveTests {
    /// An archive, and what is to be said of it.
    struct Bomb: Sendable, CustomTestStringConvertible {
        let name: String
        let says: String
        let make: @Sendable () -> [UInt8]

        var testDescription: String { name }
    }

    private static let bombs = [
        Bomb(name: "zeros.gz", says: "more than 1000 times its size") { Packing.zeros(mebibytes: 200) },
        Bomb(name: "onion.gz", says: "nested more than 8 deep") { Packing.onion(depth: 20) },
        Bomb(name: "tree.tar.gz", says: "more than 1000 times its size") { Packing.tree(depth: 5) },
        Bomb(name: "overlap.zip", says: "more than 1000 times its size") {
            Packing.overlapping(count: 250, mebibytes: 4)
        },
    ]

    @Test(arguments: bombs) func aBombIsRefusedAndTheFileBesideItIsNot(_ bomb: Bomb) throws {
        let bench = try Workbench()
        try Data(bomb.make()).write(to: bench.data.appendingPathComponent(bomb.name))
        try bench.write("words\n", to: "zz.txt")
        let run = try MeasuredRun(bench, "--enable", "fingerprint")
        try run.checkHolds(bench)
        let refused = try bench.rows("skipped").filter { $0.text("outcome") == "refused" }
        #expect(refused.contains { $0.text("path").hasPrefix(bomb.name) && $0.text("reason").contains(bomb.says) })
        #expect(refused.allSatisfy { $0.text("reason").contains(bomb.says) })
        #expect(try bench.rows("results").contains { $0.text("path") == "zz.txt" })
    }

    @Test func whatOverlapsAndIsSmallIsTakenLikeAnyOther() throws {
        let bench = try Workbench()
        try Data(Packing.overlapping(count: 20, mebibytes: 1)).write(to: bench.data.appendingPathComponent("o.zip"))
        let run = try MeasuredRun(bench, "--enable", "fingerprint")
        try run.checkHolds(bench)
        // Each but the last begins with the header of another, and is an archive itself.
        let members = try bench.ledger().filter { row in
            row.text("path").hasPrefix("o.zip!/") && row.text("path").split(separator: "!").count == 2
        }
        #expect(members.count == 20)
        #expect(members.allSatisfy { $0.number("size").map { $0 >= Double(1 << 20) } == true })
        #expect(members.allSatisfy { $0.text("outcome") != "refused" })
    }

    @Test(arguments: [
        ("b.tar", Packing.boastfulTar([UInt8](repeating: 0x61, count: 700))),
        ("b.zip", Packing.boastfulZip(Array("little\n".utf8))),
    ])
    func aSizeThatIsOnlyPromisedFailsAndTakesNoMemory(name: String, archive: [UInt8]) throws {
        let bench = try Workbench()
        try Data(archive).write(to: bench.data.appendingPathComponent(name))
        let run = try MeasuredRun(bench, "--enable", "fingerprint")
        try run.checkHolds(bench)
        #expect(run.code == 3)
        #expect(try bench.rows("failures").contains { $0.text("path").hasPrefix(name) && $0.text("code") == "corrupt" })
    }

    /// A million and more with `TRAWL_FULL_SIZE` set.
    @Test func aCrowdOfMembersIsBoundedByTheBudget() throws {
        let isFullSize = ProcessInfo.processInfo.environment["TRAWL_FULL_SIZE"] != nil
        let bench = try Workbench()
        let limit = isFullSize ? 1_000_000 : 20_000
        let config = try bench.configure("archives: {members: \(limit)}\n")
        let crowd = Packing.crowd(of: limit + limit / 10)
        try Data(crowd).write(to: bench.data.appendingPathComponent("crowd.tar.gz"))
        let run = try MeasuredRun(bench, "--config", config)
        try run.checkHolds(bench)
        #expect(run.summary.number("skipped") == Double(limit))
        #expect(run.summary.number("refused") == 1)
    }

    @Test(arguments: ["t.tar", "t.zip", "t.cpio"]) func namesOfMembersLeadNowhere(archive: String) throws {
        let bench = try Workbench()
        let mark = "trawl-escape-\(UUID().uuidString)"
        let names = [
            "../\(mark)", "../../\(mark)", "/tmp/\(mark)", "a/../../../\(mark)", "./\(mark)", "..", "C:\\\(mark)",
            "~/\(mark)",
            "/proc/self/fd/1/\(mark)", "\(mark)\n\u{1B}[31m", "-\(mark)",
        ]
        let members = names.map { Packing.Member($0, "words of \($0)\n") }
        try Data(Packing.pack(members, as: archive)).write(to: bench.data.appendingPathComponent(archive))
        let before = try files(in: bench.folder)
        let run = try MeasuredRun(bench)
        try run.checkHolds(bench)
        let made = try files(in: bench.folder).subtracting(before)
        #expect(made.allSatisfy { $0.hasPrefix("store.db") || $0.hasSuffix(".out") || $0.hasSuffix(".err") }, "\(made)")
        for place in ["/tmp", NSHomeDirectory(), bench.folder.deletingLastPathComponent().path, "/"] {
            #expect(!FileManager.default.fileExists(atPath: place + "/" + mark))
        }
        let found = Set(try bench.rows("results").map { FileNames.unescape($0.text("path")) })
        for name in names {
            // libarchive takes a backslash in a ZIP archive's name without slashes for one.
            let listed = archive == "t.zip" ? name.replacingOccurrences(of: "\\", with: "/") : name
            #expect(found.contains(Array("\(archive)!/\(listed)".utf8)), "\(name)")
        }
    }

    private func files(in folder: URL) throws -> Set<String> {
        Set(try FileManager.default.subpathsOfDirectory(atPath: folder.path))
    }

    @Test func whatIsNoFileInAnArchiveIsNeverMade() throws {
        let bench = try Workbench()
        let members = [
            Packing.Member("soft", kind: "2"), Packing.Member("hard", kind: "1"),
            Packing.Member("character", kind: "3"),
            Packing.Member("block", kind: "4"), Packing.Member("pipe", kind: "6"),
            Packing.Member("soft", "through it\n"),
        ]
        try Data(Packing.tar(members)).write(to: bench.data.appendingPathComponent("t.tar"))
        let run = try MeasuredRun(bench)
        try run.checkHolds(bench)
        let skipped = try bench.rows("skipped").map { $0.text("path") }
        #expect(Set(skipped) == ["t.tar!/soft", "t.tar!/hard", "t.tar!/character", "t.tar!/block", "t.tar!/pipe"])
        #expect(try bench.rows("results").contains { $0.text("path") == ##"t.tar!/soft\#2"## })
        #expect(try files(in: bench.data) == ["t.tar"])
    }
}
