import AnomalyScoring
import Foundation
import Orchestration

/// How the last run differs as a whole from those before it over the same roots: what it found, and how much of it failed or
/// vanished.
struct StoreDrift {
    /// Entries found may fall to half or rise to twice before that is told, where too few runs are known to say more.
    private static let leastRatio = 2.0
    private static let leastShare = 0.1
    private static let fewest = 20.0

    private struct Totals {
        let found: Double
        let failing: Double
        let vanished: Double

        init?(_ row: RunRow, _ reader: FactReader) {
            guard row.state == .finished, let facts = row.summary.flatMap(reader.facts) else { return nil }
            func known(_ key: String) -> Double? { reader.places.number(of: key).flatMap { facts.numbers[$0] } }
            func number(_ key: String) -> Double { known(key) ?? 0 }
            guard let found = known("found") else { return nil }
            self.found = found
            failing = number("failed") + number("unchanged_by_outcome.failed")
            vanished = number("vanished")
        }

        var failingShare: Double { found > 0 ? failing / found : 0 }
    }

    /// The run that is held against those before it.
    let run: RunRow
    private let last: Totals
    private let before: [Totals]

    /// - Parameters:
    ///   - rows: All runs, oldest first.
    ///   - runs: How many of them count.
    /// - Returns: `nil` where there is nothing to compare.
    init?(_ rows: [RunRow], runs: Int) {
        let reader = FactReader()
        guard let run = rows.last(where: { Totals($0, reader) != nil }), let last = Totals(run, reader) else {
            return nil
        }
        let like = rows.filter { $0.number < run.number && $0.start.roots == run.start.roots }
        before = like.suffix(max(1, runs)).compactMap { Totals($0, reader) }
        guard !before.isEmpty else { return nil }
        (self.run, self.last) = (run, last)
    }

    /// Ways in which the run differs from those before.
    func deviations() -> [Deviation] { [found, failing, vanished].compactMap { $0 } }

    private var found: Deviation? {
        let known = before.map(\.found)
        guard let score = score(last.found, known), max(last.found, known.max() ?? 0) >= Self.fewest else { return nil }
        return deviation("entries", "\(FactText.number(last.found)) entries were found", known, score)
    }

    private func score(_ number: Double, _ known: [Double]) -> Double? {
        let middle = known.sorted()[known.count / 2]
        if let usual = UsualNumbers(known, .counts) {
            let distance = usual.distance(of: number)
            let isLarge = abs(number - middle) >= Self.leastShare * middle
            return distance >= UsualNumbers.farDistance && isLarge
                ? UsualNumbers.score(distance: distance).calibrated : nil
        }
        let (low, high) = (min(number, middle), max(number, middle))
        return high >= Self.leastRatio * low ? 1 - 0.1 * max(low, 0.5) / high : nil
    }

    private var failing: Deviation? {
        let shares = before.map(\.failingShare)
        let most = shares.max() ?? 0
        guard last.failing >= 3, last.failingShare - most >= Self.leastShare, last.failingShare >= 2 * most else {
            return nil
        }
        let text = "\(FactText.percent(last.failingShare)) of the entries are failed"
        return Deviation(
            subject: "failures", elementKey: "",
            phrase: text + ", before at most \(FactText.percent(most))", score: 0.95 + 0.05 * last.failingShare)
    }

    private var vanished: Deviation? {
        let known = before.map(\.found).last ?? 0
        guard last.vanished >= 3, known > 0, last.vanished / known >= Self.leastShare else { return nil }
        let share = min(last.vanished / known, 1)
        return Deviation(
            subject: "vanished", elementKey: "",
            phrase: "\(FactText.number(last.vanished)) entries are gone, of \(FactText.number(known)) that there were",
            score: 0.95 + 0.05 * share)
    }

    private func deviation(_ subject: String, _ text: String, _ known: [Double], _ score: Double) -> Deviation? {
        guard let low = known.min(), let high = known.max() else { return nil }
        return Deviation(
            subject: subject, elementKey: "", phrase: "\(text), before \(FactText.range(low...high))", score: score)
    }
}
