import Foundation
import HandlerTesting
import Testing

/// Files compared with each other and with what they were.
@Suite struct ScoreTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    /// Writes the measurements of a station; each station is a little different from the others.
    private func writeStation(
        _ number: Int, rows: Int = 60, warmer: Double = 0, columns: [String] = ["temp", "salinity"],
        missing: (Int) -> Bool = { _ in false }, folder: String = "stations"
    ) throws {
        var generator = RepeatableGenerator(seed: UInt64(number) &+ 1)
        let level = Double.random(in: 6...12, using: &generator) + warmer
        var text = "day," + columns.joined(separator: ",") + "\n"
        for row in 0..<rows {
            let values = columns.map { column in
                if missing(row) { return "" }
                let noise = Double.random(in: -1...1, using: &generator)
                return String(format: "%.2f", (column == "temp" ? level : 35) + noise)
            }
            text += "\(row),\(values.joined(separator: ","))\n"
        }
        try bench.write(text, to: "\(folder)/s\(number).csv")
    }

    private func score(_ arguments: String...) throws -> [JSONValue] {
        let ended = try TrawlProcess.run(
            ["score", "--store", bench.store.path, "--format", "ndjson"] + arguments, in: bench.folder)
        #expect(ended.code == 0)
        return try ended.lines.map { try JSONValue(parsing: Data($0.utf8)) }
    }

    @Test func aFileUnlikeTheOthersIsNamedWithItsReason() throws {
        for number in 0..<40 { try writeStation(number) }
        try writeStation(40, warmer: 40)
        try writeStation(41, columns: ["temp"])
        try writeStation(42, missing: { $0 % 2 == 0 })
        try writeStation(43, rows: 6_000)
        try bench.run()
        let found = try score("--handler", "delimited-text")
        let named = Set(found.compactMap { $0.text("path") })
        #expect(named == ["s40", "s41", "s42", "s43"].reduce(into: []) { $0.insert("stations/\($1).csv") })
        func reason(_ number: Int) -> String? {
            found.first { $0.text("path") == "stations/s\(number).csv" }?.text("reason")
        }
        #expect(try #require(reason(40)).hasPrefix("mean of `temp` "))
        #expect(try #require(reason(40)).contains(", others "))
        #expect(try #require(reason(41)).contains("`salinity` is missing, "))
        #expect(try #require(reason(42)).contains("missing share of `temp` 0.5, others 0"))
        #expect(try #require(reason(43)).contains("`rows` 6000, others 60"))
        #expect(found.allSatisfy { ($0.number("score") ?? 0) >= 0.9 })
        let scores = found.compactMap { $0.number("score") }
        #expect(scores == scores.sorted(by: >))
        #expect(try score("--path", "stations/s40.csv").isEmpty, "one file has no others")
    }

    @Test func ordinaryFilesAreNotNamed() throws {
        for number in 0..<120 { try writeStation(number, rows: 40 + number % 30) }
        try bench.run()
        #expect(try score().isEmpty)
        let text = try bench.trawl("score", "--store", bench.store.path)
        #expect(text.text == "Nothing stands out.\n")
    }

    /// Temperature and oxygen go against each other in all stations but one, in which neither is far from the others'.
    @Test func aFileThatOnlyTheCombinationOfItsNumbersMakesStrangeIsNamed() throws {
        var generator = RepeatableGenerator(seed: 77)
        for number in 0..<150 {
            let level = number == 60 ? 6 : number == 61 ? 14 : Double.random(in: 5...15, using: &generator)
            let opposite = number == 60 ? 14 : level
            var text = "day,temp,oxygen,salinity\n"
            let salinity = Double.random(in: 30...36, using: &generator)
            for row in 0..<50 {
                let noise = (0..<3).map { _ in Double.random(in: -0.5...0.5, using: &generator) }
                text += String(
                    format: "%d,%.2f,%.2f,%.2f\n", row, level + noise[0], 12 - opposite / 2 + noise[1],
                    salinity + noise[2])
            }
            try bench.write(text, to: "stations/s\(number).csv")
        }
        try bench.run()
        let found = try score()
        #expect(found.compactMap { $0.text("path") } == ["stations/s60.csv"])
        let reason = try #require(found.first?.text("reason"))
        #expect(reason.contains("of `temp` ") && reason.contains("of `oxygen` "))
        #expect(reason.contains(" beside ") && reason.contains(", where others have "))
        #expect(!reason.contains("salinity"))
        #expect((found.first?.number("score") ?? 0) >= 0.98)
    }

    @Test func aTypeThatNoOtherFileHasIsNamed() throws {
        for number in 0..<30 { try writeStation(number) }
        let rows = (0..<60).map { "\($0),\(["low", "high"][$0 % 2]),35.\($0)" }
        try bench.write((["day,temp,salinity"] + rows).joined(separator: "\n"), to: "odd.csv")
        try bench.run()
        let found = try score("--handler", "delimited-text")
        #expect(found.compactMap { $0.text("path") } == ["odd.csv"])
        #expect(found.first?.text("reason").contains("type of `temp` is text, float in ") == true)
    }

    @Test func aFileIsComparedWithWhatItWas() throws {
        for number in 0..<4 { try writeStation(number, rows: 600) }
        try bench.run()
        #expect(try score().isEmpty)
        try writeStation(0, rows: 30)
        try writeStation(1, rows: 600, columns: ["temp"])
        try writeStation(2, rows: 600, missing: { $0 % 3 == 0 })
        try writeStation(3, rows: 601)
        try bench.run()
        let found = try score()
        func reasons(_ number: Int) -> String {
            found.filter { $0.text("path") == "stations/s\(number).csv" && $0.text("detector") == "earlier-runs" }
                .compactMap { $0.text("reason") }.joined()
        }
        #expect(reasons(0).contains("`rows` 30, before 600"))
        #expect(reasons(1).contains("`salinity` is gone"))
        #expect(reasons(2).contains("missing share of `temp` 0.3333, before 0"))
        #expect(reasons(3) == "")
        // What is the same as before is as long as it stays, and what went back to what it was is not.
        try bench.run("--all")
        #expect(try score() == found)
        try writeStation(0, rows: 599)
        try bench.run()
        #expect(try score("--path", "stations/s0.csv").isEmpty, "between what it was in the two runs before")
        #expect(!(try score("--path", "stations/s0.csv", "--runs", "1").isEmpty), "but not if one run counts alone")
    }

    @Test func aRunThatFindsFarLessIsNamed() throws {
        for number in 0..<60 { try bench.write("note \(number)\n", to: "notes/\(number).txt") }
        try bench.run()
        for number in 0..<50 {
            try FileManager.default.removeItem(at: bench.data.appendingPathComponent("notes/\(number).txt"))
        }
        try bench.run()
        let found = try score().filter { $0.text("path") == "." }
        #expect(
            found.compactMap { $0.text("reason") }.sorted() == [
                "10 entries were found, before 60", "50 entries are gone, of 60 that there were",
            ])
    }

    @Test func theNewestFilesAreComparedTogether() throws {
        for number in 0..<20 { try writeStation(number) }
        try bench.run()
        for number in 20..<30 { try writeStation(number, warmer: 6, folder: "later") }
        try bench.run()
        let found = try score().filter { $0.text("detector") == "newest-files" }
        #expect(found.count == 1)
        let reason = try #require(found.first?.text("reason"))
        #expect(reason.hasPrefix("10 text/csv files that run 2 brought: "))
        #expect(reason.contains("of `temp` is "))
    }

    @Test func aRunKeepsAndTellsWhatItFindsWhereThatIsConfigured() throws {
        let told = bench.folder.appendingPathComponent("told.txt").path
        let config = try bench.configure(
            """
            score: {at_end: true, handlers: [delimited-text]}
            notify:
              - {name: crew, when: anomalies, file: \(told)}
            """)
        for number in 0..<20 { try writeStation(number) }
        try writeStation(20, warmer: 40)
        #expect(try bench.run("--config", config).code == 0)
        let kept = try bench.rows("anomalies")
        #expect(kept.map { $0.text("path") } == ["stations/s20.csv"])
        #expect(kept.map { $0.text("detector") } == ["other-files"])
        let first = try String(contentsOfFile: told, encoding: .utf8)
        #expect(first.contains("mean of `temp`"))
        // What was told of is not told of again; it stands.
        #expect(try bench.run("--config", config).code == 0)
        #expect(try String(contentsOfFile: told, encoding: .utf8) == first)
        #expect(try bench.rows("anomalies") == kept)
        // A file that is as the others is no anomaly any more.
        try writeStation(20)
        #expect(try bench.run("--config", config).code == 0)
        #expect(try bench.rows("anomalies").filter { $0.text("detector") == "other-files" }.isEmpty)
    }

    @Test func aStoreWithoutHistoryKeepsNone() throws {
        let config = try bench.configure("history: 0\n")
        try writeStation(0, rows: 600)
        try bench.run("--config", config)
        try writeStation(0, rows: 30)
        try bench.run("--config", config)
        #expect(try score().isEmpty)
    }

    @Test(arguments: [["--minimum-score", "2"], ["--runs", "0"]])
    func whatMakesNoSenseIsRefused(arguments: [String]) throws {
        let ended = try TrawlProcess.run(["score"] + arguments, in: bench.folder)
        #expect(ended.code == 64)
        #expect(ended.errors.contains(arguments[0]))
    }
}
