import HandlerAPI
import Orchestration

extension Pages {
    private static let most = 8
    private static let meanings: [(Outcome, String)] = [
        (.recorded, "a handler took it"), (.unchanged, "as it was before"), (.skipped, "not for any handler"),
        (.refused, "beyond a limit"), (.failed, "something is wrong with it"),
    ]

    /// How the store is, and what goes on.
    @Sendable func overview(_ parameters: Parameters) throws -> String {
        var values: [String: Any] = [:]
        let last = try store.runs(before: nil, limit: 2).rows
        add(live.status, last, to: &values)
        if parameters.text("started") != nil { values["notice"] = notice }
        if let index = try store.index() {
            add(index, to: &values)
        } else {
            values["emptyFiles"] = "The files are being counted; load the page again in a moment."
        }
        values["failures"] = try store.failureGroups().prefix(Self.most).map { group in
            [
                "href": "/failure?signature=" + FormEncoding.encode(group.signature),
                "code": group.example.failure.code.description, "message": group.example.failure.message,
                "count": Wording.count(group.count),
            ]
        }
        values["anomalies"] = try store.anomalies(AnomalyFilter(), after: nil, limit: Self.most).rows.map { anomaly in
            [
                "href": "/file?" + anomaly.place.file.query, "path": Wording.path(anomaly.row.path),
                "subject": anomaly.row.anomaly.anomaly.subject, "reason": anomaly.row.anomaly.anomaly.reason,
                "score": Wording.score(anomaly.row.anomaly.anomaly.score),
            ]
        }
        return renderer.page("overview", title: "Overview", section: "/", values)
    }

    private var notice: String {
        guard let report = starter?.lastRetry else { return "The retry was started." }
        switch report.code {
        case nil: return "The retry was started; what comes of it is shown here."
        case 0: return "The retry has ended: nothing failed any more."
        case 3: return "The retry has ended; some files failed again."
        default: return "The retry ended with code \(report.code ?? 0): \(report.message)"
        }
    }

    /// Adds what files there are. What has vanished is counted by itself, as a report does.
    private func add(_ index: FileIndex, to values: inout [String: Any]) {
        var there = FileFilter()
        there.isVanished = false
        let found = FileSearch.run(in: index, there, after: nil, limit: 1)
        let gone = index.count - found.matches
        // Nothing is narrowed down where nothing would be left away.
        let others = gone > 0 ? there.fields : []
        add(outcomes: found, others, to: &values)
        if gone > 0 { values["gone"] = ["count": Wording.count(gone), "href": "/files?vanished=true"] }
        let types = Self.bars(found.facets[.mediaType] ?? []) {
            address("/files", [FormField(name: Facet.mediaType.rawValue, value: $0)] + others)
        }
        let results = FileSearch.run(in: index, there, of: .records, after: nil, limit: 1)
        values["types"] = types
        values["handlers"] = Self.bars(results.facets[.handler] ?? []) {
            address("/results", [FormField(name: Facet.handler.rawValue, value: $0)] + others)
        }
        values["largest"] = Self.values(of: index.largest) { Wording.bytes(Int64($0)) }
        values["slowest"] = Self.values(of: index.slowest) { Wording.seconds($0) }
    }

    private static func values(of ranking: Ranking, _ word: (Double) -> String) -> [[String: String]] {
        ranking.files.map { place, value in
            ["href": "/file?" + place.query, "path": Wording.path(place.path), "what": word(value)]
        }
    }

    private static func bars(_ counts: [FacetCount], _ href: (String) -> String) -> String {
        guard !counts.isEmpty else { return #"<p class="hint">None yet.</p>"# }
        return Charts.bars(counts.map { ($0.value, href($0.value), Double($0.count)) }, most: 10)
    }

    private func add(outcomes found: FileSearch.Result, _ others: [FormField], to values: inout [String: Any]) {
        let counts = Dictionary(uniqueKeysWithValues: (found.facets[.outcome] ?? []).map { ($0.value, $0.count) })
        let parts = Self.meanings.map { (name: $0.0.rawValue, count: counts[$0.0.rawValue] ?? 0) }
        values["outcomeBar"] = Charts.stacked(parts, label: "Files")
        values["total"] = found.matches > 0 ? Wording.files(found.matches) : nil
        values["report"] =
            found.matches > 0 && found.matches <= DownloadAPI.mostReported ? DownloadAPI.reportAddress : nil
        values["totalHref"] = address("/files", others)
        values["emptyFiles"] = "The store has no files yet. Fill it with: trawl run DIR"
        values["outcomes"] = Self.meanings.compactMap { outcome, meaning -> [String: Any]? in
            guard let count = counts[outcome.rawValue] else { return nil }
            return [
                "name": outcome.rawValue, "meaning": meaning, "count": Wording.count(count),
                "href": address("/files", [FormField(name: "outcome", value: outcome.rawValue)] + others),
            ]
        }
    }

    private func add(_ status: RunStatus?, _ runs: [RunRow], to values: inout [String: Any]) {
        values["live"] = status != nil
        values["liveState"] = status.map { "Run \($0.run) goes on" } ?? "Nothing runs"
        let earlier = runs.first { $0.state == .finished }
        let found = earlier?.summary.flatMap { JSONNode($0)?["found"]?.number } ?? 0
        values["lastFound"] = "\(Int(found))"
        values["liveBar"] = Charts.bar(status.map { Double($0.finished) / max(Double($0.found), found, 1) } ?? 0)
        values["liveFinished"] = Wording.count(status?.finished ?? 0)
        values["liveFound"] = Wording.count(status?.found ?? 0)
        values["liveBytes"] = Wording.bytes(status?.bytes ?? 0)
        values["liveRate"] = Wording.count(
            status.map { $0.seconds > 0 ? Int(Double($0.finished) / $0.seconds) : 0 } ?? 0)
        values["liveFailed"] = Wording.count(status?.outcomes["failed"] ?? 0)
        values["idle"] =
            runs.first.map { run in
                "Run \(run.number) \(run.state == .running ? "broke off" : run.state.rawValue)"
                    + (run.endedAt.map { " at \(Wording.time($0))" } ?? "") + "."
            } ?? "There has been no run."
    }
}
