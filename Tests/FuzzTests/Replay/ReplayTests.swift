import Foundation
import HandlerTesting
import Testing

/// Holds every fuzz target to its property on its seeds and on some changes of them, the same in every run. `make fuzz`
/// looks for inputs that break them at length.
@Suite(.timeLimit(.minutes(10))) struct ReplayTests {
    /// Changed seeds of a target; few enough for a run of all tests.
    private static let variations = 300

    @Test(arguments: FuzzTarget.all.map(\.name)) func theSeedsHold(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        for seed in target.seeds.own() { hold(target, seed) }
    }

    @Test(arguments: FuzzTarget.all.map(\.name)) func changesOfTheSeedsHold(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        // Small ones: what breaks a reader is seldom long.
        let seeds = target.seeds.own().filter { $0.count <= 1_024 }
        var mutator = Mutator(seeds: seeds, seed: 20_260_201)
        for _ in 0..<Self.variations { hold(target, mutator.next()) }
    }

    @Test(arguments: FuzzTarget.all.map(\.name)) func thereAreSeeds(name: String) throws {
        let seeds = try #require(FuzzTarget.all.first { $0.name == name }).seeds
        #expect(Set(seeds.own()).count > 1)
        for example in seeds.examples {
            let place = TestData.folder().appendingPathComponent(example).path
            #expect(FileManager.default.fileExists(atPath: place), "\(place)")
        }
    }

    @Test func theNamesOfTargetsAreTheirOwn() {
        #expect(Set(FuzzTarget.all.map(\.name)).count == FuzzTarget.all.count)
    }

    @Test func aMutatorChangesWhatItIsGivenTheSameWayAgain() {
        func some(_ seed: UInt64) -> [[UInt8]] {
            var mutator = Mutator(seeds: [Array("a,b\n1,2\n".utf8)], seed: seed)
            return (0..<50).map { _ in mutator.next() }
        }
        #expect(some(1) == some(1))
        #expect(some(1) != some(2))
        #expect(Set(some(1)).count > 20)
    }

    private func hold(_ target: FuzzTarget, _ bytes: [UInt8]) {
        do { try target.check(FuzzInput(bytes)) } catch {
            Issue.record("\(target.name): \(error), for the bytes \(bytes)")
        }
    }
}
