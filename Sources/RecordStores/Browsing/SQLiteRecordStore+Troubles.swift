import GRDB
import Orchestration

extension SQLiteRecordStore {
    /// Anomalies, the strangest first.
    public func anomalies(_ filter: AnomalyFilter, after place: AnomalyPlace?, limit: Int) throws -> [PlacedAnomaly] {
        guard let place else { return try strangest(filter, below: nil, limit: limit) }
        // One order goes down and the others up. Asked for at once, all of the same score would be gone through from the first
        // of them; asked for one after the other, each is a stretch of the index.
        var conditions = filter.conditions
        conditions.add("score = ?", place.score)
        conditions.add(
            "(root, path, handler, ordinal) > (?, ?, ?, ?)", place.file.root, place.file.path.description,
            place.handler, place.ordinal)
        let alike = try anomalies("SELECT * FROM anomalies", conditions, limit: limit)
        guard alike.count < limit else { return alike }
        return try alike + strangest(filter, below: place.score, limit: limit - alike.count)
    }

    /// The strangest that `filter` takes of those with a score below one, or of all.
    ///
    /// What many have is soon found in the order of scores. What few have is not, and each row would be looked up there: so some are
    /// gone through in that order, and then all in the table's own, which takes a fraction of the time for each.
    private func strangest(_ filter: AnomalyFilter, below score: Double?, limit: Int) throws -> [PlacedAnomaly] {
        var (near, all) = (Conditions(), filter.conditions)
        if let score {
            near.add("score < ?", score)
            all.add("+score < ?", score)
        }
        let first = "SELECT * FROM anomalies \(near.text) ORDER BY \(Self.strangestFirst) LIMIT \(20 * limit)"
        let found = try anomalies("SELECT * FROM (\(first))", with: near.arguments, filter.conditions, limit: limit)
        guard found.count < limit, filter != AnomalyFilter() else { return found }
        // With a plus before it, the score is for SQLite some value, which no index has.
        return try anomalies("SELECT * FROM anomalies", all, order: "+" + Self.strangestFirst, limit: limit)
    }

    /// The order of the index.
    private static let strangestFirst = "score DESC, root, path, handler, ordinal"

    private func anomalies(
        _ selection: String, with inner: StatementArguments = [], _ conditions: Conditions,
        order: String = strangestFirst, limit: Int
    ) throws -> [PlacedAnomaly] {
        try read { database in
            let sql = "\(selection) \(conditions.text) ORDER BY \(order) LIMIT ?"
            let arguments = inner + conditions.arguments + [limit]
            return try Array(
                Row.fetchCursor(database, sql: sql, arguments: arguments).map { row in
                    PlacedAnomaly(row: AnomalyRow(row), ordinal: row["ordinal"])
                })
        }
    }

    /// How many anomalies each detector of each handler reported.
    public func anomalyCounts(containing text: String?) throws -> [AnomalyCount] {
        let conditions = AnomalyFilter(text: text).conditions
        return try read { database in
            let sql = "SELECT handler, detector, count(*) FROM anomalies \(conditions.text) GROUP BY handler, detector"
            return try Row.fetchAll(database, sql: sql, arguments: conditions.arguments).map {
                AnomalyCount(handler: $0[0], detector: $0[1], count: $0[2])
            }
        }
    }

    /// Failures, the latest first.
    public func failures(_ filter: FailureFilter, before number: Int64?, limit: Int) throws -> [NumberedFailure] {
        var conditions = Conditions()
        if let standing = filter.standing { conditions.add("standing = '\(standing.rawValue)'") }
        if let signature = filter.signature { conditions.add("signature = ?", signature) }
        if let code = filter.code { conditions.add("code = ?", code) }
        if let number { conditions.add("id < ?", number) }
        return try read { database in
            let sql = "SELECT * FROM failures \(conditions.text) ORDER BY id DESC LIMIT ?"
            return try Array(
                Row.fetchCursor(database, sql: sql, arguments: conditions.arguments + [limit]).map {
                    NumberedFailure(number: $0["id"], row: FailureRow($0))
                })
        }
    }

    /// The failures that stand, like ones counted together.
    public func failureGroups(limit: Int) throws -> [FailureSummary] {
        try read { database in
            let sql = """
                SELECT x.*, g.failures AS failures
                FROM (SELECT signature, count(*) AS failures, max(id) AS latest FROM failures WHERE standing = 'open'
                    GROUP BY signature ORDER BY failures DESC, signature LIMIT ?) g
                JOIN failures x ON x.id = g.latest
                ORDER BY failures DESC, g.signature
                """
            return try Row.fetchAll(database, sql: sql, arguments: [limit]).map {
                FailureSummary(signature: $0["signature"], count: $0["failures"], example: FailureRow($0))
            }
        }
    }
}

extension AnomalyFilter {
    fileprivate var conditions: Conditions {
        var conditions = Conditions()
        if let text { conditions.add(text: text, inOneOf: "path", "subject", "reason") }
        if let handler { conditions.add("handler = ?", handler) }
        if let detector { conditions.add("detector = ?", detector) }
        return conditions
    }
}
