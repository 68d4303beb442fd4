import Foundation
import HandlerTesting
import Testing

/// Runs whose whole process is killed at moments that nobody chose.
@Suite struct RandomKillTests {
    private static let kills = 12
    private let damaged = ["unterminated_quote.csv", "truncated.zip", "truncated.gz", "broken.tar"]
    private let archives = ["nested.zip", "logs.tar.xz", "encrypted.zip"]

    /// Fills a bench with text, tables, documents, noise, empty and damaged files, and archives.
    private func fill(_ bench: Workbench, using chance: inout RepeatableGenerator) throws {
        let store = TestData.folder().appendingPathComponent("store")
        func copy(_ example: String, _ name: String) throws {
            try FileManager.default.copyItem(
                at: store.appendingPathComponent(example), to: bench.data.appendingPathComponent(name))
        }
        for number in 0..<1_500 {
            let name = "\(number % 7)/\(number)"
            switch number % 10 {
            case 0..<4: try bench.write("file \(chance.next() % 1_000) of many\n", to: "\(name).txt")
            case 4..<7:
                let rows = (0..<40).map { "2024-01-01T00:00:00Z,S\($0 % 7),\(chance.next() % 5_000)\n" }
                try bench.write("time,sensor,value\n" + rows.joined(), to: "\(name).csv")
            case 7: try bench.write("{\"depth\": \(chance.next() % 1_000)}\n", to: "\(name).json")
            case 8: try bench.write("", to: "\(name).dat")
            default:
                let all = damaged.map { "damaged/\($0)" } + archives.map { "archives/\($0)" }
                let example = all[number / 10 % all.count]
                try copy(example, "\(name)-" + (example.split(separator: "/").last ?? ""))
            }
        }
    }

    /// What stands in the way of calling the ledger whole: outcomes whose parts are not all there.
    private func halves(_ bench: Workbench) throws -> [String] {
        try bench.ledger().filter { row in
            switch row.text("outcome") {
            case "recorded": row["records"]?.elements.isEmpty ?? true
            case "failed": row["failures"]?.elements.isEmpty ?? true
            default: false
            }
        }.map { $0.text("path") }
    }

    /// Kills runs of `bench`, at most `most`, until one comes to its end; how many were killed.
    private func torment(
        _ bench: Workbench, most: Int, within length: Duration, using chance: inout RepeatableGenerator
    ) throws -> Int {
        var kills = 0
        while true {
            let running = try bench.startRun("--format", "json")
            if kills < most {
                usleep(UInt32(chance.next() % UInt64(max(1, length.microseconds / 3))))
                running.signal(SIGKILL)
            }
            let ended = try running.wait()
            guard ended.code == -SIGKILL else {
                #expect(ended.code == 3, "\(ended.errors)")
                let summary = try ended.json()
                #expect(summary["balanced"] == .boolean(true))
                #expect(summary.number("found") == Double(try bench.ledger().count), "\(ended.text)")
                return kills
            }
            kills += 1
            if kills % 4 == 0, try bench.list("runs").code == 0 {
                #expect(try halves(bench) == [], "after kill \(kills)")
            }
        }
    }

    @Test func theStoreBecomesThatOfARunThatNobodyDisturbed() throws {
        var chance = RepeatableGenerator(seed: 20_240_101)
        let undisturbed = try Workbench()
        try fill(undisturbed, using: &chance)
        let clock = ContinuousClock()
        let began = clock.now
        #expect(try undisturbed.run().code == 3)
        let length = clock.now - began
        let expected = try undisturbed.everything()
        var left = Self.kills
        while left > 0 {
            let bench = try Workbench(walking: undisturbed.data)
            let kills = try torment(bench, most: left, within: length, using: &chance)
            for (listing, pair) in zip(Workbench.listings, zip(try bench.everything(), expected)) {
                #expect(pair.0 == pair.1, "\(listing) after \(kills) kills")
            }
            let codes = Set(try bench.rows("failures", "--all").map { $0.text("code") })
            #expect(codes.isDisjoint(with: ["crashed", "quarantined"]), "no handler is to blame for its host's end")
            left -= kills
        }
    }
}

extension Duration {
    fileprivate var microseconds: Int {
        Int(components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000)
    }
}
