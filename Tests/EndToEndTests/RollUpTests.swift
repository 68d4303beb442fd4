import Foundation
import HandlerTesting
import Testing

/// What was found in many files, added up, and held against what it was.
@Suite struct RollUpTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func rows(_ arguments: String...) throws -> [JSONValue] {
        let ended = try TrawlProcess.run(
            arguments + ["--store", bench.store.path, "--format", "ndjson"], in: bench.folder)
        #expect(ended.code == 0)
        return try ended.lines.map { try JSONValue(parsing: Data($0.utf8)) }
    }

    private func table(_ range: Range<Int>) -> String {
        "id,level\n" + range.map { "\($0),\(Double($0 % 17) / 4)\n" }.joined()
    }

    @Test func aThousandTablesAreAsOne() throws {
        for number in 0..<1_000 { try bench.write(table(number * 20..<(number + 1) * 20), to: "t/\(number).csv") }
        try bench.write(table(0..<20_000), to: "whole/all.csv")
        try bench.run()
        let sums = try rows("rollup", "t/**", "--handler", "delimited-text")
        let whole = try rows("rollup", "whole/**", "--handler", "delimited-text")
        #expect(sums.count == 1)
        #expect(sums[0].number("files") == 1_000)
        #expect(sums[0].number("left_out") == 0)
        let (sum, one) = (try #require(sums[0]["aggregate"]), try #require(whole[0]["aggregate"]))
        #expect(sum.number("rows") == 20_000)
        for (column, expected) in zip(sum["columns"]?.elements ?? [], one["columns"]?.elements ?? []) {
            for key in ["present", "missing", "minimum", "maximum", "sum"] { #expect(column[key] == expected[key]) }
            let (mean, other) = (try #require(column.number("mean")), try #require(expected.number("mean")))
            #expect(abs(mean - other) <= 1e-9 * abs(other))
            let quantiles = try ["p25", "p50", "p75"].map { try #require(column["quantiles"]?.number($0)) }
            let ids = column.text("name") == "id"
            if ids { #expect(zip(quantiles, [5_000, 10_000, 15_000]).allSatisfy { abs($0 - $1) <= 100 }) }
        }
    }

    @Test func filesAreAddedUpByWhatTheyHaveInCommon() throws {
        for (name, range) in [("a/x.csv", 0..<5), ("a/y.csv", 5..<9), ("b/z.csv", 0..<3)] {
            try bench.write(table(range), to: name)
        }
        try bench.run()
        try bench.write(table(0..<7), to: "b/new.csv")
        try bench.run()
        func groups(_ by: String) throws -> [String: Double] {
            let sums = try rows("rollup", "--by", by, "--handler", "delimited-text")
            return sums.reduce(into: [:]) { $0[$1.text("group")] = $1["aggregate"]?.number("rows") }
        }
        #expect(try groups("directory") == ["a": 9, "b": 10])
        #expect(try groups("run") == ["1": 12, "2": 7])
        #expect(try groups("media-type") == ["text/csv": 19])
        #expect(try groups("handler") == ["": 19])
        let text = try bench.trawl("rollup", "--store", bench.store.path).text
        #expect(text.contains("delimited-text: 2 columns"))
    }

    @Test func membersCountOnceAndNotAgainWithTheirArchive() throws {
        for number in 0..<3 { try bench.write("one two\nthree\n", to: "pack/\(number).txt") }
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/bin/tar")
        tar.currentDirectoryURL = bench.data
        tar.arguments = ["-czf", "pack.tar.gz", "pack"]
        try tar.run()
        tar.waitUntilExit()
        try bench.run()
        let sums = try rows("rollup", "--handler", "text")
        #expect(sums[0].number("files") == 6)
        #expect(sums[0]["aggregate"]?.number("lines") == 12)
        #expect(try rows("rollup", "pack.tar.gz", "--handler", "text")[0]["aggregate"]?.number("lines") == 6)
    }

    @Test func runsAreHeldAgainstEachOther() throws {
        for (name, range) in [("same.csv", 0..<4), ("more.csv", 0..<10), ("gone.csv", 0..<3)] {
            try bench.write(table(range), to: name)
        }
        try bench.run()
        try bench.write(table(0..<15), to: "more.csv")
        try bench.write(table(0..<2), to: "new.csv")
        try FileManager.default.removeItem(at: bench.data.appendingPathComponent("gone.csv"))
        try bench.run()
        let changes = try rows("diff", "1", "2").map { "\($0.text("change")) \($0.text("path"))" }
        #expect(changes.sorted() == ["appeared new.csv", "changed more.csv", "vanished gone.csv"])
        let text = try bench.trawl("diff", "1", "2", "--store", bench.store.path).text
        #expect(text.contains("`rows` 10 → 15 (+50 %)"))
        #expect(text.contains("1 appeared, 1 vanished, 1 changed; 1 records are the same."))
        let back = try rows("diff", "2", "1").map { "\($0.text("change")) \($0.text("path"))" }
        #expect(back.sorted() == ["appeared gone.csv", "changed more.csv", "vanished new.csv"])
        #expect(try rows("diff", "2", "2").isEmpty)
        #expect(try bench.trawl("diff", "1", "7", "--store", bench.store.path).code == 64)
    }

    @Test func storesAreHeldAgainstEachOtherWhereverTheirFilesLie() throws {
        let other = try Workbench()
        for (bench, count) in [(bench, 10), (other, 12)] {
            try bench.write(table(0..<count), to: "t.csv")
            try bench.write(table(0..<5), to: "same.csv")
            try bench.run()
        }
        let ended = try bench.trawl("diff", bench.store.path, other.store.path, "--format", "ndjson")
        let changes = try ended.lines.map { try JSONValue(parsing: Data($0.utf8)) }
        #expect(changes.map { $0.text("path") } == ["t.csv"])
        let rows = changes[0]["differences"]?.elements.first { $0.text("what") == "`rows`" }
        #expect(rows?.number("before") == 10)
        #expect(rows?.number("after") == 12)
        #expect(try bench.trawl("diff", "1", other.store.path).code == 64)
    }
}
