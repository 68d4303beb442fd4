import Orchestration

/// The pages of the dashboard.
struct Pages: Sendable {
    /// Rows of a page.
    static let rows = 50

    let store: DashboardStore
    let live: LiveStatus
    let renderer: PageRenderer
    let starter: (any RunStarter)?

    /// The routes.
    var routes: [Route] {
        [
            .get("/", ["started"], answer(overview)),
            .get("/files", Parameters.ofFiles.union(Parameters.ofPlace), answer(files)),
            .get("/file", ["root", "path"], answer(file)),
            .get("/failures", answer(failures)),
            .get("/failure", ["signature", "before"], answer(failure)),
            .get("/results", Parameters.ofRecords.union(Parameters.ofPlace), answer(results)),
            .get("/anomalies", Parameters.ofAnomalies.union(Parameters.ofAnomalyPlace), answer(anomalies)),
            .get("/runs", ["before"], answer(runs)),
            .get("/run", ["number"], answer(run)),
        ]
    }

    private func answer(
        _ make: @escaping @Sendable (Parameters) throws -> String
    ) -> @Sendable (HTTPRequest, Parameters) throws -> HTTPResponse {
        { _, parameters in .html(200, try make(parameters)) }
    }
}

/// An address with fields.
func address(_ path: String, _ fields: [FormField]) -> String {
    fields.isEmpty ? path : path + "?" + FormEncoding.encode(fields)
}

/// The links to the pages before and behind one.
func pager(previous: String?, next: String?) -> [String: Any] {
    var values: [String: Any] = ["hasPages": previous != nil || next != nil]
    values["previous"] = previous
    values["next"] = next
    return values
}
