import ColumnProfiles
import Sketches

/// Decides which of the candidates of a column are anomalies, once all rows were seen.
struct ColumnAnomalies {
    let profile: ColumnProfile
    let candidates: AnomalyCandidates
    /// Counted from 0.
    let column: Int
    /// How many columns the table has.
    let columnCount: Int

    /// Adds what is out of the ordinary to `rows`. A value that is so in two ways counts once.
    func find(into rows: inout StrangestRows) {
        var byRow: [Int: RowAnomaly] = [:]
        for row in outliers(&rows) + rareCategories() {
            if let known = byRow[row.place.row], known.precedes(row) { continue }
            byRow[row.place.row] = row
        }
        for row in byRow.values.sorted(by: { $0.precedes($1) }) { rows.insert(row) }
    }

    private var isNumeric: Bool { profile.type == .integer || profile.type == .float }
}

// MARK: - Numbers

extension ColumnAnomalies {
    private func outliers(_ rows: inout StrangestRows) -> [RowAnomaly] {
        guard isNumeric, let scale = RobustScale(profile.weightedNumbers) else { return [] }
        let cutoff = RobustScale.cutoff(numbers: profile.numberCount, columns: columnCount)
        var found: [RowAnomaly] = []
        for side in [candidates.numbers.largest, candidates.numbers.smallest] {
            let outside = side.prefix { scale.scores(of: $0.value).map { $0.score >= cutoff } ?? false }
            found += outside.compactMap { outlier($0, scale, cutoff) }
            if outside.count == candidates.numbers.limit { rows.markIncomplete() }
        }
        return found
    }

    private func outlier(_ item: ExtremeNumbers.Item, _ scale: RobustScale, _ cutoff: Double) -> RowAnomaly? {
        guard let (deviations, score, side) = scale.scores(of: item.value) else { return nil }
        return RowAnomaly(
            column: column, place: item.place, score: RowAnomaly.score(score, cutoff: cutoff),
            kind: .number(
                text(of: item), isAbove: item.value > scale.median, deviations: deviations, score: score,
                median: scale.median,
                side: RowAnomaly.Side(deviation: scale.deviation(of: side), isOfBoth: side.isOfBoth)))
    }

    private func text(of item: ExtremeNumbers.Item) -> String {
        if profile.type == .integer, let whole = item.whole ?? Int64(exactly: item.value) { return String(whole) }
        return RowAnomaly.plain(item.value)
    }
}

// MARK: - Categories

extension ColumnAnomalies {
    private static let fewestValues = 1_000
    private static let rareCount = 3
    /// The most that all rare values together may have of the rows: of texts, Booleans and times, and of numbers.
    private static let rareShare = (texts: 0.005, numbers: 0.001)
    /// The share that is at the threshold: that of ``rareCount`` in ``fewestValues``.
    private static let cutoff = NormalDistribution.quantile(beyond: 0.003)

    /// The values seen at most three times in a column of at most 64 different ones and at least 1,000 rows.
    ///
    /// By Good and Turing (Good, "The Population Frequencies of Species and the Estimation of Population Parameters",
    /// Biometrika 40, 1953) the share of the rows whose value occurs once is how probable it is that a row to come has
    /// a value never seen; all rows with rare values are at least as many. Where they are above 0.5 %, rare values are
    /// the column's habit, and none is reported. A column of numbers has categories only if more than half of its
    /// values are the same one: it then is a code or a flag. As it may also be a count, whose tail is thin by nature,
    /// 0.1 % is the most there. The score is that of a normal number which is as rare.
    private func rareCategories() -> [RowAnomaly] {
        let (counts, present) = (profile.valueCounts, profile.presentCount)
        guard present >= Self.fewestValues, !candidates.values.hasTooMany, let different = counts.exactDistinctCount
        else {
            return []
        }
        let values = counts.heldValues
        let rare = values.filter { $0.item.count <= Self.rareCount }
        let rareRows = rare.reduce(0) { $0 + $1.item.count }
        let most = values.map(\.item.count).max() ?? 0
        let share = isNumeric ? Self.rareShare.numbers : Self.rareShare.texts
        guard Double(rareRows) <= share * Double(present), !isNumeric || 2 * most > present else { return [] }
        return rare.compactMap { key, item in
            guard let place = candidates.values[key] else { return nil }
            let rarity = NormalDistribution.quantile(beyond: Double(item.count) / Double(present))
            return RowAnomaly(
                column: column, place: place, score: RowAnomaly.score(rarity, cutoff: Self.cutoff),
                kind: .category(item.bytes, count: item.count, present: present, different: different))
        }
    }
}
