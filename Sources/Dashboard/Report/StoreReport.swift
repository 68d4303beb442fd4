import HandlerAPI
import Inspection
import Mustache
import Orchestration

/// Tells all of a store in one page that needs nothing else: neither a network nor a server.
public struct StoreReport {
    /// What can be chosen.
    public struct Options: Sendable {
        /// The most files that the table lists; those that failed come first.
        public var mostFiles = 100_000
        /// Whether the columns of all files are added up; it reads what is kept of each.
        public var addsUp = true

        /// Makes default options.
        public init() {}
    }

    static let (mostAnomalies, mostGroups, mostLarge, mostRuns) = (200, 100, 15, 100)

    let browser: any StoreBrowser
    let records: any RecordStore
    let registry: HandlerRegistry
    let options: Options
    private let storeName: String
    private let version: String

    /// Prepares a report.
    ///
    /// - Parameters:
    ///   - browser: The store.
    ///   - records: The same store.
    ///   - registry: The handlers, whose results are added up.
    ///   - storeName: What the store is called.
    ///   - version: The program's version.
    public init(
        _ browser: any StoreBrowser, records: any RecordStore, registry: HandlerRegistry, storeName: String,
        version: String, options: Options = Options()
    ) {
        (self.browser, self.records, self.registry, self.options) = (browser, records, registry, options)
        (self.storeName, self.version) = (storeName, version)
    }

    /// The page.
    public func html() throws -> String {
        let runs = try records.runs()
        let files = try ReportFiles(browser, records: records, most: options.mostFiles)
        var values: [String: Any] = [
            "storeName": storeName, "programVersion": version,
            "style": text(PackageResources.dashboard_css) + text(PackageResources.report_css),
            "script": text(PackageResources.report_js),
        ]
        addRuns(runs, to: &values)
        addFiles(files, to: &values)
        try addFailures(to: &values)
        try addAnomalies(to: &values)
        try addColumns(to: &values)
        var library = MustacheLibrary()
        try library.register(text(PackageResources.report_mustache), named: "report")
        return library.render(values, withTemplate: "report") ?? ""
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func addRuns(_ runs: [RunRow], to values: inout [String: Any]) {
        let finished = runs.filter { $0.state == .finished }.suffix(Self.mostRuns)
        let numbers = finished.map { run -> (found: Double, failed: Double) in
            let summary = run.summary.flatMap { JSONNode($0) }
            let standing = summary?["unchanged_by_outcome"]?["failed"]?.number ?? 0
            return (summary?["found"]?.number ?? 0, (summary?["failed"]?.number ?? 0) + standing)
        }
        values["roots"] = runs.last?.start.roots.joined(separator: ", ") ?? ""
        values["lastRun"] = runs.last.map { run in
            "Run \(run.number), \(run.state.rawValue)" + (run.endedAt.map { " " + Wording.time($0) } ?? "")
        }
        values["runCount"] = Wording.count(runs.count)
        let lines = ReportCharts.lines(
            [("found", numbers.map(\.found)), ("failed", numbers.map(\.failed))],
            label: "Entries found and failed in the last \(numbers.count) runs")
        values["runLines"] = lines.isEmpty ? nil : lines
        values["runFirst"] = finished.first.map { "run \($0.number)" } ?? ""
        values["runLast"] = finished.last.map { "run \($0.number)" } ?? ""
        values["runRows"] = zip(finished, numbers).suffix(12).reversed().map { run, number in
            [
                "number": "\(run.number)", "ended": Wording.time(run.endedAt ?? ""),
                "found": Wording.count(Int(number.found)), "failed": Wording.count(Int(number.failed)),
            ]
        }
    }

    private func addFiles(_ files: ReportFiles, to values: inout [String: Any]) {
        let outcomes = Outcome.allCases.map { (name: $0.rawValue, count: files.outcomes[$0] ?? 0) }
        values["total"] = Wording.files(files.count)
        values["outcomeBar"] = Charts.stacked(outcomes, label: "Files")
        values["outcomes"] = outcomes.filter { $0.count > 0 }.map {
            ["name": $0.name, "count": Wording.count($0.count)]
        }
        let slices = files.types.map { ReportCharts.Slice(name: $0.key, count: $0.value) }
        values["pie"] = ReportCharts.pie(slices, label: "Media types")
        values["pieData"] = ReportFiles.json(
            slices.sorted { ($1.count, $0.name) < ($0.count, $1.name) }.map {
                ["name": $0.name, "count": "\($0.count)"]
            })
        values["pieLegend"] = ReportCharts.shown(slices).enumerated().map { index, slice in
            [
                "name": slice.name, "count": Wording.count(slice.count),
                "colour": slice.name == ReportCharts.rest ? "rest" : "c\(index % ReportCharts.colours)",
            ]
        }
        values["handlers"] = Charts.bars(files.results.map { ($0.handler, nil, Double($0.count)) })
        values["largest"] = files.largest.map { ["path": Wording.path($0.path), "what": Wording.bytes($0.size)] }
        values["slowest"] = files.slowest.map {
            ["path": Wording.path($0.path), "what": Wording.seconds($0.seconds ?? 0)]
        }
        values["hasSlowest"] = !files.slowest.isEmpty
        values["listed"] = Wording.count(files.listed.count)
        values["unlisted"] = files.count > files.listed.count ? Wording.count(files.count - files.listed.count) : nil
        values["fileData"] = files.data
        values["fileRows"] = files.listed.prefix(100).map(ReportFiles.row)
    }

    private func addFailures(to values: inout [String: Any]) throws {
        let groups = try browser.failureGroups(limit: Self.mostGroups)
        values["failureCount"] = Wording.count(groups.reduce(0) { $0 + $1.count })
        values["hasFailures"] = !groups.isEmpty
        values["failures"] = groups.map { group in
            let failure = group.example.failure
            return [
                "code": failure.code.description, "message": failure.message, "count": Wording.count(group.count),
                "example": Wording.path(group.example.path), "remedy": Remedy.of(failure),
            ]
        }
    }

    private func addAnomalies(to values: inout [String: Any]) throws {
        let anomalies = try browser.anomalies(AnomalyFilter(), after: nil, limit: Self.mostAnomalies)
        let total = try browser.anomalyCounts(containing: nil).reduce(0) { $0 + $1.count }
        values["anomalyCount"] = Wording.count(total)
        values["moreAnomalies"] = total > anomalies.count ? Wording.count(total - anomalies.count) : nil
        values["hasAnomalies"] = !anomalies.isEmpty
        values["anomalies"] = anomalies.map { entry in
            let anomaly = entry.row.anomaly.anomaly
            return [
                "path": Wording.path(entry.row.path), "subject": anomaly.subject, "reason": anomaly.reason,
                "detector": "\(entry.row.anomaly.handler), \(anomaly.detector)", "score": Wording.score(anomaly.score),
                "bar": Charts.meter(anomaly.score, threshold: anomaly.threshold),
            ]
        }
    }

    /// The columns of a sum, or the paths of documents, as a table; `nil` where it has none.
    private static func columns(of sum: JSONNode) -> String? {
        guard let columns = (sum["columns"] ?? sum["paths"])?.elements, !columns.isEmpty else { return nil }
        return ColumnTable.html(of: columns)
    }

    private func addColumns(to values: inout [String: Any]) throws {
        guard options.addsUp else { return }
        let sums = try StoreRollUp(records, registry: registry).sums(RowFilter(), by: .handler).sums
        let profiles = sums.compactMap { sum -> [String: Any]? in
            guard let table = sum.aggregate.flatMap({ JSONNode($0) }).flatMap(Self.columns) else { return nil }
            return [
                "handler": sum.handler, "files": Wording.files(sum.files), "table": table, "id": "of-" + sum.handler,
            ]
        }
        values["profiles"] = profiles
        values["hasProfiles"] = !profiles.isEmpty
    }
}
