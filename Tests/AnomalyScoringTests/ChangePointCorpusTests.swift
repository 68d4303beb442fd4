import AnomalyScoring
import Foundation
import HandlerTesting
import Testing

/// Series of the Turing Change Point Dataset with the marks of five people (van den Burg and Williams, "An Evaluation of Change
/// Point Detection Algorithms", arXiv:2003.06222, 2020), which are not part of the project.
@Suite(.enabled(if: TestData.corpus() != nil, "no corpus: set TRAWL_CORPUS")) struct ChangePointCorpusTests {
    private static let names = (1...5).map { "quality_control_\($0)" } + ["uk_coal_employ", "well_log"]

    private func read(_ name: String) throws -> JSONValue {
        let corpus = try #require(TestData.corpus())
        return try JSONValue(parsing: Data(contentsOf: corpus.appendingPathComponent("reception/tcpd/\(name).json")))
    }

    private func numbers(_ value: JSONValue?) -> [Double] {
        guard case .array(let elements)? = value else { return [] }
        return elements.compactMap { element in
            if case .number(let number) = element { number } else { nil }
        }
    }

    private func changes(_ name: String) throws -> [Int] {
        guard case .array(let series)? = try read(name)["series"] else { return [] }
        return BayesianChangePoint.changes(in: numbers(series.first?["raw"]))
    }

    private func marks(_ name: String) throws -> [[Int]] {
        guard case .object(let people)? = try read("annotations")[name] else { return [] }
        return people.values.map { numbers($0).map { Int($0) } }
    }

    /// The paper's F1: a mark is met by a change within 5 points, each change by one mark; the beginning always counts.
    private func score(_ found: [Int], _ marks: [[Int]]) -> Double {
        func met(_ marks: Set<Int>, _ found: Set<Int>) -> Double {
            var left = found
            return Double(
                marks.sorted().count { mark in
                    guard
                        let nearest = left.filter({ abs($0 - mark) <= 5 }).min(by: { abs($0 - mark) < abs($1 - mark) })
                    else { return false }
                    left.remove(nearest)
                    return true
                })
        }
        let changes = Set(found + [0])
        let people = marks.map { Set($0 + [0]) }
        let precision = met(people.reduce([]) { $0.union($1) }, changes) / Double(changes.count)
        let recall = people.reduce(0.0) { $0 + met($1, changes) / Double($1.count) } / Double(people.count)
        return 2 * precision * recall / (precision + recall)
    }

    @Test func agreesWithPeopleAboutWhereSeriesChange() throws {
        var scores: [Double] = []
        for name in Self.names {
            let found = try changes(name)
            scores.append(score(found, try marks(name)))
            if ProcessInfo.processInfo.environment["TRAWL_DUMP"] != nil { print(name, found, scores.last ?? 0) }
        }
        #expect(scores.reduce(0, +) / Double(scores.count) > 0.7)
    }

    @Test(arguments: [("quality_control_1", 144), ("quality_control_2", 97), ("quality_control_3", 179)])
    func findsTheChangeThatMostPeopleMark(name: String, place: Int) throws {
        let found = try changes(name)
        #expect(found.contains { abs($0 - place) <= 2 })
        #expect(found.count <= 3)
    }

    @Test func findsNoneWherePeopleMarkNone() throws { #expect(try changes("quality_control_5") == []) }
}
