import Orchestration

/// The API of the server itself: how it is, what goes on, and what it offers.
struct ServiceAPI: Sendable {
    let store: DashboardStore
    let live: LiveStatus
    let checks: RequestGuard
    let downloads: DownloadCounter
    let allowsActions: Bool
    let version: String

    /// The routes.
    var routes: [Route] {
        [
            .get("/healthz", [], access: .open) { _, _ in
                _ = try store.version()
                return .text(200, "ok\n")
            },
            .get("/metrics") { _, _ in
                HTTPResponse(type: "text/plain; version=0.0.4; charset=utf-8", try metrics().utf8)
            },
            .get(StoreAPI.root + "/status") { _, _ in .json(200, LiveStatus.text(of: live.status)) },
            .get(StoreAPI.root + "/events") { _, _ in
                var response = HTTPResponse(type: "text/event-stream", [])
                response.body = .stream(try live.listen())
                return response.with("X-Accel-Buffering", "no")
            },
            .get(StoreAPI.root + "/session") { _, _ in .json(200, session.description) },
            .get(StoreAPI.root + "/openapi.json") { _, _ in
                HTTPResponse(type: "application/json", PackageResources.openapi_json)
            },
        ]
    }

    private var session: JSONObject {
        var object = JSONObject()
        object.add("version", version)
        object.add("actions", allowsActions)
        object.add("csrf", checks.csrf)
        return object
    }

    private func metrics() throws -> String {
        var text = MetricsText()
        let index = try store.index()
        if let index {
            let found = FileSearch.run(in: index, FileFilter(), after: nil, limit: 1)
            text.gauge(
                "trawl_files", "Files in the ledger by outcome.",
                (found.facets[.outcome] ?? []).map { (["outcome": $0.value], Double($0.count)) })
        }
        text.gauge(
            "trawl_failures_open", "Failures that stand, by code.",
            Dictionary(grouping: try store.failureGroups(), by: { $0.example.failure.code.description })
                .sorted { $0.key < $1.key }
                .map { (["code": $0.key], Double($0.value.reduce(0) { $0 + $1.count })) })
        text.gauge(
            "trawl_anomalies", "Anomalies by handler.",
            Dictionary(grouping: try store.anomalyCounts(), by: \.handler).sorted { $0.key < $1.key }
                .map { (["handler": $0.key], Double($0.value.reduce(0) { $0 + $1.count })) })
        let last = try store.runs(before: nil, limit: 1).rows.first
        text.gauge("trawl_last_run_number", "The number of the latest run.", [([:], Double(last?.number ?? 0))])
        text.gauge("trawl_downloads_active", "Downloads that are under way.", [([:], Double(downloads.count))])
        add(live.status, to: &text)
        return text.text
    }

    private func add(_ status: RunStatus?, to text: inout MetricsText) {
        text.gauge("trawl_run_active", "1 while a run goes on.", [([:], status == nil ? 0 : 1)])
        guard let status else { return }
        text.gauge("trawl_run_found", "Entries that the run has found.", [([:], Double(status.found))])
        text.gauge("trawl_run_finished", "Entries that it has finished.", [([:], Double(status.finished))])
        text.gauge("trawl_run_bytes", "Bytes of finished files.", [([:], Double(status.bytes))])
        text.gauge(
            "trawl_lane_waiting_files", "Files that wait for a handler.",
            status.lanes.map { (["handler": $0.handler], Double($0.waiting)) })
        text.gauge(
            "trawl_lane_waiting_bytes", "Bytes of the files that wait for a handler.",
            status.lanes.map { (["handler": $0.handler], Double($0.bytes)) })
    }
}
