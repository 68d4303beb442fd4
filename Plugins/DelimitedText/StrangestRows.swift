/// The strangest rows of a table, of which a bounded number is kept.
struct StrangestRows: Sendable {
    let limit: Int
    /// How many were found.
    private(set) var count = 0
    /// Whether there may be more than were found.
    private var isIncomplete = false
    private var kept: [RowAnomaly] = []

    /// Makes an empty list that keeps at most `limit`.
    init(limit: Int) { self.limit = limit }

    /// Takes a row.
    mutating func insert(_ row: RowAnomaly) {
        count += 1
        kept.append(row)
        if kept.count >= 2 * max(limit, 1_000) { kept = sorted }
    }

    /// Notes that a column has more such rows than it could hold.
    mutating func markIncomplete() { isIncomplete = true }

    /// Those kept, the strangest first.
    var sorted: [RowAnomaly] { Array(kept.sorted { $0.precedes($1) }.prefix(limit)) }

    /// How many were left out, for people; `nil` if none was.
    var remark: String? {
        guard count > limit else { return nil }
        return "anomalies: the \(limit) strangest of \(isIncomplete ? "at least " : "")\(count) are kept"
    }
}
