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
            add(FileSearch.run(in: index, FileFilter(), after: nil, limit: 1), to: &values)
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

    private func add(_ found: FileSearch.Result, to values: inout [String: Any]) {
        let counts = Dictionary(uniqueKeysWithValues: (found.facets[.outcome] ?? []).map { ($0.value, $0.count) })
        let parts = Self.meanings.map { (name: $0.0.rawValue, count: counts[$0.0.rawValue] ?? 0) }
        values["outcomeBar"] = Charts.stacked(parts, label: "Files")
        values["total"] = found.matches > 0 ? Wording.files(found.matches) : nil
        values["emptyFiles"] = "The store has no files yet. Fill it with: trawl run DIR"
        values["outcomes"] = Self.meanings.compactMap { outcome, meaning -> [String: Any]? in
            guard let count = counts[outcome.rawValue] else { return nil }
            return [
                "name": outcome.rawValue, "meaning": meaning, "count": Wording.count(count),
                "href": "/files?outcome=" + outcome.rawValue,
            ]
        }
        for (key, facet) in [("types", Facet.mediaType), ("handlers", .handler)] {
            let bars = (found.facets[facet] ?? []).map { count in
                (
                    name: count.value, href: "/files?\(facet.rawValue)=" + FormEncoding.encode(count.value),
                    count: Double(count.count)
                )
            }
            values[key] =
                bars.isEmpty
                ? #"<p class="hint">None yet.</p>"# : Charts.bars(bars.map { ($0.name, $0.href, $0.count) }, most: 10)
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
