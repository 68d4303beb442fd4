import Foundation
import HandlerTesting
import Packing
import Testing

/// One large file is read by all threads, and what is found does not depend on how many there are.
@Suite struct LargeFileTests {
    /// So many MiB of rows in which line ends stand within quotes.
    private static func table(mebibytes: Int = 24) -> String {
        var generator = RepeatableGenerator(seed: 5)
        let texts = ["plain", "\"two\nlines\"", "\"\"\"quoted\"\"\"", "\"a, b\"", "é", ""]
        var lines: [String] = []
        for row in 0..<4_096 {
            let text = texts[Int.random(in: 0..<texts.count, using: &generator)]
            let number = Double(Int.random(in: -99_999...99_999, using: &generator)) / 64
            lines.append("\(row),\(text),\(number),\(Int.random(in: 0...9, using: &generator))\n")
        }
        let block = lines.joined()
        return "row,text,number,digit\n" + String(repeating: block, count: (mebibytes << 20) / block.utf8.count + 1)
    }

    @Test func theResultIsTheSameForAnyNumberOfJobs() throws {
        let bench = try Workbench()
        try bench.write(Self.table(), to: "large.csv")
        var listings: Set<[String]> = []
        for (jobs, isolation) in [("1", "sandbox"), ("3", "sandbox"), ("2", "none")] {
            let run = try bench.run("--all", "--jobs", jobs, "--isolation", isolation)
            #expect(run.code == 0, "\(run.errors)")
            let listing = try bench.trawl("results", "--store", bench.store.path, "--format", "json")
            listings.insert(listing.lines)
        }
        #expect(listings.count == 1)
        let listing = try #require(listings.first).joined()
        #expect(listing.contains("\"ragged_short\":0,") && listing.contains("\"column_count\":4,"), "\(listing)")
    }

    /// The first ranges of a packed file are read while the rest is unpacked, where a thread is free for it: that changes
    /// nothing, whether the file is sound, damaged, cut off, or says something false of its size.
    @Test func theSameIsFoundInPackedFilesHoweverTheyEnd() throws {
        let bench = try Workbench()
        let table = Self.table(mebibytes: 17)
        let packed = Packing.compressedGzip(Array(table.utf8))
        var (damaged, lying) = (packed, packed)
        damaged[packed.count - 5] ^= 1
        lying[packed.count - 1] ^= 3
        let files: [(String, [UInt8])] = [
            ("whole.csv.gz", packed), ("damaged.csv.gz", damaged), ("lying.csv.gz", lying),
            ("torn.csv.gz", Array(packed[..<(packed.count * 9 / 10)]) + packed.suffix(4)),
            ("two.csv.gz", packed + packed),
            ("blocks.csv.gz", Packing.blockGzip(Array(table.utf8))),
            ("in.tar", Packing.tar([.init("large.csv", table), .init("b.txt", "words\n")])),
        ]
        for (name, bytes) in files { try Data(bytes).write(to: bench.data.appendingPathComponent(name)) }
        var findings: Set<[Data]> = []
        for (jobs, isolation) in [("1", "none"), ("2", "sandbox"), ("2", "none")] {
            let run = try bench.run("--all", "--jobs", jobs, "--isolation", isolation)
            #expect(run.code == 3, "\(run.errors)")
            findings.insert(try bench.everything())
        }
        #expect(findings.count == 1)
        #expect(try bench.rows("results").filter { $0.text("handler") == "delimited-text" }.count >= files.count)
    }
}
