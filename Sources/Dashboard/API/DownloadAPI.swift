import Inspection
import Orchestration

/// Whole listings as files, and what a handler keeps of one file.
struct DownloadAPI: Sendable {
    let store: DashboardStore
    let counter: DownloadCounter
    /// Makes the report.
    let report: @Sendable () throws -> String
    /// Takes why a download broke off.
    let log: @Sendable (String) -> Void

    /// The routes.
    var routes: [Route] {
        Listed.allCases.flatMap { listed in
            Self.formats.map { format in
                .get(listed.target(as: format), listed.parameters) { _, parameters in
                    try download(listed, as: format, parameters)
                }
            }
        } + [
            .get(StoreAPI.root + "/aggregate", ["root", "path", "handler"]) { try aggregate($1) },
            .get(Self.reportAddress) { _, _ in try wholeReport() },
        ]
    }

    /// Where the report is.
    static let reportAddress = StoreAPI.root + "/report.html"
    /// With more files the report takes longer to make than anybody should wait for a page.
    static let mostReported = 100_000

    private static let formats: [ListingFormat] = [.csv, .ndjson]

    private func download(
        _ listed: Listed, as format: ListingFormat, _ parameters: Parameters
    ) throws -> HTTPResponse {
        let source: any RowSource
        switch listed {
        case .files: source = FileRows(store.browser, try parameters.fileFilter(), index: try store.index())
        case .results: source = RecordRows(store.browser, try parameters.fileFilter(), index: try store.index())
        case .failures: source = FailureRows(store.browser, try parameters.failureFilter())
        case .anomalies: source = AnomalyRows(store.browser, parameters.anomalyFilter)
        }
        try counter.begin()
        var response = HTTPResponse(type: format == .csv ? "text/csv; charset=utf-8" : "application/x-ndjson", [])
        response.body = .stream(RowStream(source, as: format, counter: counter, log: log))
        return response.with("Content-Disposition", "attachment; filename=\"\(listed.rawValue).\(format.rawValue)\"")
    }

    private func wholeReport() throws -> HTTPResponse {
        guard let index = try store.index() else {
            throw HTTPError(503, "the files are being counted; ask again in a moment")
        }
        guard index.count <= Self.mostReported else {
            throw HTTPError(413, "the report of so many files takes long; make it with: trawl report -o report.html")
        }
        try counter.begin()
        defer { counter.end() }
        return .html(200, try report()).with("Content-Disposition", "attachment; filename=\"report.html\"")
    }

    private func aggregate(_ parameters: Parameters) throws -> HTTPResponse {
        let place = FilePlace(
            root: try parameters.needed("root"), path: StorePath(escaped: try parameters.needed("path")))
        let handler = try parameters.needed("handler")
        guard let row = try store.browser.records(at: [place], of: handler).first else {
            throw HTTPError(404, "the store keeps no record of this handler for such a file")
        }
        return .json(200, row.record.aggregate)
            .with("Content-Disposition", "attachment; filename=\"aggregate.json\"")
    }
}

/// A listing that can be downloaded.
enum Listed: String, CaseIterable, Sendable {
    case files, results, failures, anomalies

    /// The parameters that narrow it down, which are those of its page.
    var parameters: Set<String> {
        switch self {
        case .files: Parameters.ofFiles
        case .results: Parameters.ofRecords
        case .failures: Parameters.ofFailures
        case .anomalies: Parameters.ofAnomalies
        }
    }

    /// Where it is.
    func target(as format: ListingFormat) -> String { "\(StoreAPI.root)/\(rawValue).\(format.rawValue)" }

    /// The links to it in both formats, for a page.
    func links(_ fields: [FormField]) -> [[String: String]] {
        [("CSV", ListingFormat.csv), ("NDJSON", .ndjson)].map { label, format in
            [
                "label": label, "href": address(target(as: format), fields),
                "name": "\(rawValue).\(format.rawValue)",
            ]
        }
    }
}
