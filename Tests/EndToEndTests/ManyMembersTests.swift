import Foundation
import HandlerTesting
import Packing
import Testing

/// Gzip files of many members are unpacked by several workers, and what is found does not depend on how many there are.
@Suite(.timeLimit(.minutes(10))) struct ManyMembersTests {
    /// So many MiB that are no text, hardly pack, and differ everywhere.
    private static func noise(mebibytes: Int) -> [UInt8] {
        var generator = RepeatableGenerator(seed: 11)
        var bytes = [UInt8](repeating: 0, count: mebibytes << 20)
        bytes.withUnsafeMutableBytes { bytes in
            for place in stride(from: 0, to: bytes.count, by: 8) {
                bytes.storeBytes(of: generator.next(), toByteOffset: place, as: UInt64.self)
            }
        }
        return bytes
    }

    /// `bytes` as members of half a mebibyte.
    private static func members(_ bytes: [UInt8]) -> [UInt8] {
        stride(from: 0, to: bytes.count, by: 1 << 19).flatMap { start in
            Packing.compressedGzip(Array(bytes[start..<min(bytes.count, start + 1 << 19)]))
        }
    }

    private static func write(_ bytes: [UInt8], to name: String, of bench: Workbench) throws {
        try Data(bytes).write(to: bench.data.appendingPathComponent(name))
    }

    @Test func theSameIsFoundWhateverIsWrongAndHoweverManyUnpack() throws {
        let bench = try Workbench()
        let bytes = Self.noise(mebibytes: 9)
        for (kind, packed) in [("blocks", Packing.blockGzip(bytes)), ("members", Self.members(bytes))] {
            var damaged = packed
            damaged[packed.count * 5 / 8] ^= 1
            try Self.write(packed, to: "\(kind).bin.gz", of: bench)
            try Self.write(damaged, to: "\(kind)-damaged.bin.gz", of: bench)
            try Self.write(Array(packed[..<(packed.count * 7 / 8)]), to: "\(kind)-torn.bin.gz", of: bench)
            try Self.write(packed + Array("what is no member".utf8), to: "\(kind)-and-more.bin.gz", of: bench)
        }
        for library in ["zlib", "isa-l"] {
            var findings: Set<[Data]> = []
            for (jobs, isolation) in [("1", "sandbox"), ("3", "sandbox"), ("2", "process"), ("4", "none")] {
                let run = try bench.run(
                    "--all", "--jobs", jobs, "--isolation", isolation, "--gzip", library, "--enable", "fingerprint")
                #expect(run.code == 3, "\(run.errors)")
                findings.insert(try bench.everything())
            }
            #expect(findings.count == 1)
            let failures = try bench.rows("failures")
            let torn = failures.filter { $0.text("message").contains("truncated") }.map { $0.text("path") }
            #expect(Set(torn.filter { !$0.contains("!/") }) == ["blocks-torn.bin.gz", "members-torn.bin.gz"])
            #expect(failures.allSatisfy { $0.number("offset").map { $0 > Double(5 << 20) } ?? false })
            #expect(try bench.rows("results").filter { $0.text("path").contains("!/") }.count == 8)
        }
    }

    /// What a file says of its size is not believed, and what is unpacked ahead is bounded.
    @Test func aBombOfManyMembersIsRefusedInBoundedMemory() throws {
        let block = Packing.gzipBlock([UInt8](repeating: 0, count: 0xff00)[...])
        let member = Packing.zeros(mebibytes: 200)
        for (name, part) in [("blocks.gz", block), ("members.gz", member)] {
            let bench = try Workbench()
            let config = try bench.configure("archives: {bytes: 300MiB}\n")
            let count = (5 << 20) / part.count + 1
            try Self.write((0..<count).flatMap { _ in part }, to: name, of: bench)
            let run = try MeasuredRun(bench, "--enable", "fingerprint", "--jobs", "3", "--config", config)
            try run.checkHolds(bench)
            let refused = try bench.rows("skipped").filter { $0.text("outcome") == "refused" }
            #expect(!refused.isEmpty)
            #expect(refused.allSatisfy { $0.text("reason").contains("more than 300.0 MiB") })
        }
    }

    @Test func workersMayBeKilledAtAnyTime() throws {
        let bench = try Workbench()
        let bytes = Self.noise(mebibytes: 48)
        try Self.write(Packing.blockGzip(bytes), to: "blocks.bin.gz", of: bench)
        try Self.write(Self.members(bytes), to: "members.bin.gz", of: bench)
        #expect(try bench.run("--jobs", "3", "--enable", "fingerprint").code == 0)
        let undisturbed = try bench.everything()
        let running = try bench.startRun("--all", "--jobs", "3", "--enable", "fingerprint")
        var kills = 0
        while running.process.isRunning, kills < 30 {
            let child = ChildProcesses.of(running.process.processIdentifier).randomElement()
            if let child, kill(child, SIGKILL) == 0 { kills += 1 }
            usleep(UInt32.random(in: 2_000...30_000))
        }
        #expect(try running.wait().code == 0)
        #expect(kills > 2)
        #expect(try bench.everything() == undisturbed)
    }

    @Test func anInterruptedRunIsMadeUpFor() throws {
        let bench = try Workbench()
        try Self.write(Packing.blockGzip(Self.noise(mebibytes: 48)), to: "blocks.bin.gz", of: bench)
        try bench.write("words\n", to: "a.txt")
        let running = try bench.startRun("--jobs", "3", "--enable", "fingerprint")
        #expect(try running.pause { try !bench.rows("results").isEmpty })
        running.signal(SIGINT)
        running.signal(SIGCONT)
        #expect(try running.wait().code == 130)
        #expect(try bench.rows("failures").isEmpty)
        #expect(try bench.run("--jobs", "3", "--enable", "fingerprint").code == 0)
        #expect(try bench.rows("results").contains { $0.text("path") == "blocks.bin.gz!/blocks.bin" })
    }
}
