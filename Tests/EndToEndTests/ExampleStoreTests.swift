import Foundation
import HandlerTesting
import Testing

/// `test_data/store`, and what must come out of it in `test_data/store.expected`.
@Suite struct ExampleStoreTests {
    private static let placeholder = "STORE"
    private let bench: Workbench
    private let ended: TrawlProcess.Ended

    init() throws {
        bench = try Workbench(walking: TestData.folder().appendingPathComponent("store"))
        ended = try bench.run()
    }

    /// The lines of a listing with the root's place left open; `ledger` is what `show` says of every entry.
    private func lines(_ listing: String) throws -> [String] {
        let root = try #require(String(data: JSONEncoder().encode(bench.data.path), encoding: .utf8))
            .replacingOccurrences(of: "\\/", with: "/")
        let lines =
            listing == "ledger"
            ? try bench.trawl("show", "--store", bench.store.path, "--format", "ndjson", "**").lines
                .map { $0.replacing(/,"records":\[.*/, with: "}") }
            : try bench.list(listing).lines
        return lines.map { $0.replacingOccurrences(of: "\"root\":" + root, with: "\"root\":\"\(Self.placeholder)\"") }
    }

    @Test(arguments: Workbench.listings + ["ledger"]) func isAsExpected(listing: String) throws {
        let file = TestData.folder().appendingPathComponent("store.expected/\(listing).ndjson")
        let found = try lines(listing)
        if ProcessInfo.processInfo.environment["TRAWL_UPDATE_GOLDEN"] == "1" {
            try Data(found.map { $0 + "\n" }.joined().utf8).write(to: file)
            return
        }
        let expected = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let values = try [expected.map(String.init), found].map { lines in
            JSONValue.array(try lines.map { try JSONValue(parsing: Data($0.utf8)) })
        }
        #expect(!found.isEmpty)
        #expect(values[0].differences(from: values[1]) == [])
    }

    @Test func everyFileHasOneRowOfTheLedger() throws {
        let paths = try bench.ledger().map { $0.text("path") }
        #expect(Set(paths).count == paths.count)
        let files = paths.filter { !$0.contains("!/") }.map(FileNames.unescape)
        #expect(files.sorted { $0.lexicographicallyPrecedes($1) } == FileNames.below(Array(bench.data.path.utf8)))
    }

    @Test func whatIsDamagedIsAFailureAndNothingElseIs() throws {
        #expect(ended.code == 3)
        let failed = try bench.rows("failures").map { $0.text("path") }
        let damaged = [
            "archives/encrypted.zip!/secret.csv", "damaged/bad_line.ndjson", "damaged/broken.tar",
            "damaged/truncated.gz", "damaged/truncated.zip", "damaged/truncated.zip!/b.csv",
            "damaged/unterminated_quote.csv", "reception/receiver#00000005/data.csv",
        ]
        #expect(failed == damaged)
    }

    @Test func aTableAndItsCompressedCopyInAnArchiveAreReadAlike() throws {
        let rows = try bench.rows("results", "--handler", "delimited-text", "--path", "*.csv")
        let counts = Dictionary(uniqueKeysWithValues: rows.map { ($0.text("path"), $0["aggregate"]?.number("rows")) })
        #expect(counts["tables/readings.csv"] == 96)
        #expect(counts["archives/readings.csv.gz!/readings.csv"] == 200)
        #expect(counts["archives/readings.csv.bz2!/readings.csv"] == 100)
        #expect(counts["archives/nested.zip!/inner.tar.gz!/inner/readings.csv"] == 30)
        #expect(counts["tables/header_only.csv"] == 0)
        #expect(counts["tables/quoted_newlines.csv"] == 3)
    }
}
