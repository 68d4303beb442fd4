import Foundation
import Orchestration

extension Pages {
    /// All runs.
    @Sendable func runs(_ parameters: Parameters) throws -> String {
        let before = try parameters.number("before", in: 0...Int64.max)
        let page = try store.runs(before: before, limit: Self.rows)
        var values = pager(
            previous: before == nil ? nil : "/runs",
            next: page.hasMore ? page.rows.last.map { "/runs?before=\($0.number)" } : nil)
        values["lead"] = page.rows.isEmpty ? "There has been no run." : "The latest first."
        values["hasRows"] = !page.rows.isEmpty
        values["rows"] = page.rows.map { run in
            let summary = run.summary.flatMap { JSONNode($0) }
            return [
                "href": "/run?number=\(run.number)", "number": "\(run.number)",
                "began": Wording.time(run.start.startedAt), "state": state(of: run),
                "bar": summary.map { Self.bar(of: $0) } ?? "",
                "found": summary?["found"]?.plain ?? "",
                "took": summary?["elapsed_seconds"]?.number.map { Wording.seconds($0) } ?? "",
            ]
        }
        return renderer.page("runs", title: "Runs", section: "/runs", values)
    }

    /// One run.
    @Sendable func run(_ parameters: Parameters) throws -> String {
        let number = try parameters.runNumber()
        guard let run = try store.run(number) else { throw HTTPError(404, "there is no run \(number)") }
        let facts: [(String, String?)] = [
            ("Began", Wording.time(run.start.startedAt)), ("Ended", run.endedAt.map { Wording.time($0) }),
            ("Program", "trawl \(run.start.programVersion)"), ("libmagic", run.start.detector.version),
            ("Roots", run.start.roots.joined(separator: ", ")),
        ]
        var values: [String: Any] = [
            "number": "\(run.number)", "state": state(of: run),
            "facts": facts.compactMap { name, value in value.map { ["name": name, "value": $0] } },
        ]
        let summary = run.summary.flatMap { JSONNode($0) }
        values["lead"] =
            summary.map { "Found \($0["found"]?.plain ?? "0") entries." }
            ?? "It has no summary: it has not come to its end."
        values["bar"] = summary.map { Self.bar(of: $0) } ?? ""
        values["drawing"] = run.summary.map { AggregateDrawing.html(of: $0) } ?? ""
        return renderer.page("run", title: "Run \(run.number)", section: "/runs", values)
    }

    /// A run that has no end, and that does not go on, broke off.
    private func state(of run: RunRow) -> String {
        guard run.state == .running, live.status?.run != run.number else { return run.state.rawValue }
        return "broken off"
    }

    private static func bar(of summary: JSONNode) -> String {
        let parts = Outcome.allCases.map { (name: $0.rawValue, count: Int(summary[$0.rawValue]?.number ?? 0)) }
        return Charts.stacked(parts, label: "Outcomes")
    }
}
