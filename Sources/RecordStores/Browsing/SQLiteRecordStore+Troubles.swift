import GRDB
import Orchestration

extension SQLiteRecordStore {
    /// Anomalies, the strangest first.
    public func anomalies(_ filter: AnomalyFilter, after place: AnomalyPlace?, limit: Int) throws -> [PlacedAnomaly] {
        guard let place else { return try anomalies(filter, limit: limit) { _ in } }
        // One order goes down and the others up. Asked for at once, all of the same score would be gone through from the first
        // of them; asked for one after the other, each is a stretch of the index.
        let alike = try anomalies(filter, limit: limit) { conditions in
            conditions.add("score = ?", place.score)
            conditions.add(
                "(root, path, handler, ordinal) > (?, ?, ?, ?)", place.file.root, place.file.path.description,
                place.handler, place.ordinal)
        }
        guard alike.count < limit else { return alike }
        return try alike
            + anomalies(filter, limit: limit - alike.count) { $0.add("score < ?", place.score) }
    }

    private func anomalies(
        _ filter: AnomalyFilter, limit: Int, _ narrow: (inout Conditions) -> Void
    ) throws -> [PlacedAnomaly] {
        var conditions = Conditions()
        if let text = filter.text { conditions.add(textOfAnomaly: text) }
        if let handler = filter.handler { conditions.add("handler = ?", handler) }
        if let detector = filter.detector { conditions.add("detector = ?", detector) }
        narrow(&conditions)
        return try read { [conditions] database in
            let sql = """
                SELECT * FROM anomalies \(conditions.text) ORDER BY score DESC, root, path, handler, ordinal LIMIT ?
                """
            return try Row.fetchAll(database, sql: sql, arguments: conditions.arguments + [limit]).map { row in
                PlacedAnomaly(row: AnomalyRow(row), ordinal: row["ordinal"])
            }
        }
    }

    /// How many anomalies each detector of each handler reported.
    public func anomalyCounts(containing text: String?) throws -> [AnomalyCount] {
        var conditions = Conditions()
        if let text { conditions.add(textOfAnomaly: text) }
        return try read { [conditions] database in
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
            return try Row.fetchAll(database, sql: sql, arguments: conditions.arguments + [limit]).map {
                NumberedFailure(number: $0["id"], row: FailureRow($0))
            }
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

extension Conditions {
    /// Wants an anomaly to have `text` in its path, its subject or its reason.
    fileprivate mutating func add(textOfAnomaly text: String) { add(text: text, inOneOf: "path", "subject", "reason") }
}
