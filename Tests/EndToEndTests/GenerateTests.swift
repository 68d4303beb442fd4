import Foundation
import HandlerTesting
import Testing

/// Made-up stores, and what a run finds in them.
@Suite struct GenerateTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private var demo: String { bench.data.appendingPathComponent("demo").path }

    @Test(arguments: ["1", "2", "3"]) func aRunFindsJustTheAnomalousReceiver(seed: String) throws {
        let made = try bench.trawl("generate", "receivers", "--count", "100", "--anomalous", "1", "--seed", seed, demo)
        #expect(made.code == 0)
        #expect(try bench.run().code == 0)
        let anomalies = try bench.rows("anomalies")
        #expect(anomalies.count == 1)
        let subject = try #require(anomalies.first?.text("subject"))
        #expect(anomalies.first?.text("detector") == "count-drop")
        #expect(made.text.contains("  \(subject)  drop\n"))
        #expect(anomalies.first?.text("path") == "demo/\(subject)/data.csv")
        #expect(try bench.rows("results", "--handler", "count-series").count == 100)
    }

    @Test func everyKindIsFoundByItsOwnDetector() throws {
        _ = try bench.trawl("generate", "receivers", "--count", "30", "--anomalous", "6", "--days", "90", demo)
        try bench.run()
        let detectors = try bench.rows("anomalies").map { $0.text("detector") }
        #expect(
            detectors == ["count-drop", "count-surge", "dead-receiver", "count-drop", "count-surge", "dead-receiver"])
    }

    @Test func aDamagedReceiverHidesNoOther() throws {
        let made = try bench.trawl("generate", "receivers", "--count", "20", "--kind", "dead", demo)
        let dead = try #require(made.text.split(separator: " ").first { $0.hasPrefix("receiver#") })
        for (number, text) in ["", "2021-01-01,-1\n", "\u{0}\u{1}\u{2}", "2021-02-30,4\n2021-02-28,5\n2021-03-01,x\n"]
            .enumerated()
        {
            try bench.write(text, to: "demo/bad\(number)/data.csv")
        }
        try bench.run()
        #expect(try bench.rows("anomalies", "--handler", "count-series").map { $0.text("subject") } == [String(dead)])
    }

    @Test func theSameSeedGivesTheSameBytes() throws {
        let folders = ["a", "b", "c"].map { bench.data.appendingPathComponent($0).path }
        for (folder, seed) in zip(folders, ["5", "5", "6"]) {
            _ = try bench.trawl("generate", "receivers", "--count", "3", "--seed", seed, folder)
        }
        let files = folders.map { FileManager.default.contents(atPath: $0 + "/receiver#00000002/data.csv") }
        #expect(files[0] != nil)
        #expect(files[0] == files[1])
        #expect(files[0] != files[2])
    }

    @Test func nothingIsOverwritten() throws {
        try bench.write("mine\n", to: "demo/notes.txt")
        let ended = try bench.trawl("generate", "receivers", demo)
        #expect(ended.code == 64)
        #expect(ended.errors.contains("not empty"))
    }

    @Test(arguments: [
        ["--count", "0"], ["--count", "3", "--anomalous", "4"], ["--days", "12"], ["--kind", "odd"],
        ["--from", "2021-02-30"],
    ])
    func whatCannotBeMadeIsRefused(arguments: [String]) throws {
        let ended = try TrawlProcess.run(["generate", "receivers"] + arguments + [demo], in: bench.folder)
        #expect(ended.code == 64)
        #expect(!FileManager.default.fileExists(atPath: demo))
    }
}
