import Foundation
import HandlerTesting
import Testing

private let corpus = TestData.corpus()
private let noCorpus: Comment = "no real data: put it at ../shared/data or set TRAWL_CORPUS"

/// The same files give the same bytes, however many threads look at them, and however often.
@Suite struct RepeatabilityTests {
    private func check(_ data: URL?, jobs: [Int], turns: ClosedRange<Int>) throws {
        var first: [Data]?
        for count in jobs {
            let bench = try Workbench(walking: data)
            for turn in turns {
                let ended = try bench.run("--jobs", "\(count)")
                #expect([0, 3].contains(ended.code), "\(ended.errors)")
                let found = try bench.everything()
                let reference = first ?? found
                first = reference
                for (listing, pair) in zip(Workbench.listings, zip(reference, found)) {
                    #expect(pair.0 == pair.1, "\(listing) with \(count) jobs, run \(turn)")
                }
            }
        }
        #expect(first?.allSatisfy { $0.isEmpty } == false)
    }

    @Test func theExamplesAreReadAlikeEveryTime() throws {
        try check(TestData.folder().appendingPathComponent("store"), jobs: [1, 2, 7], turns: 1...2)
    }

    @Test(.enabled(if: corpus != nil, noCorpus))
    func realDataIsReadAlikeEveryTime() throws {
        try check(corpus, jobs: [1, 7], turns: 1...1)
    }

    @Test(.enabled(if: corpus != nil, noCorpus))
    func everyFileOfRealDataIsInTheLedger() throws {
        let bench = try Workbench(walking: corpus)
        let ended = try bench.run("--hidden", "--format", "json")
        #expect([0, 3].contains(ended.code))
        #expect(try ended.json()["balanced"] == .boolean(true))
        let paths = try bench.ledger().map { $0.text("path") }
        #expect(Set(paths.map { Array($0.utf8) }).count == paths.count)
        let files = paths.filter { !$0.contains("!/") }.map(FileNames.unescape)
        let there = FileNames.below(Array(bench.data.resolvingSymlinksInPath().path.utf8))
        #expect(files.sorted { $0.lexicographicallyPrecedes($1) } == there)
        #expect(try ended.json().number("found") == Double(paths.count))
    }
}
