import Foundation
import Orchestration

extension Pages {
    private static let mostAnomalies = 100

    /// Everything known of one file.
    @Sendable func file(_ parameters: Parameters) throws -> String {
        let place = FilePlace(
            root: try parameters.needed("root"), path: StorePath(escaped: try parameters.needed("path")))
        guard let story = try store.story(of: place) else { throw HTTPError(404, "the store knows no such file") }
        let file = story.file
        var values: [String: Any] = [
            "outcome": file.outcome.rawValue, "reason": file.reason, "vanished": file.vanished != nil,
            "rootText": file.root, "pathText": file.path.description,
            "download": "/api/v1/file?" + place.query,
        ]
        let parts = file.path.description.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        values["name"] = Wording.path(StorePath(escaped: parts.last ?? ""))
        values["downloadName"] = (parts.last ?? "file") + ".json"
        values["crumbs"] = Self.crumbs(parts, root: file.root)
        values["facts"] = Self.facts(of: file)
        values["steps"] = Self.steps(of: file)
        add(failures: story, to: &values)
        // What a handler noticed stands with what it keeps, and what was noticed otherwise by itself.
        let byHandler = Dictionary(grouping: story.anomalies, by: \.anomaly.handler)
        let handlers = Set(story.records.map(\.record.handler))
        Self.add(story.anomalies.filter { !handlers.contains($0.anomaly.handler) }, to: &values)
        values["hasRecords"] = !story.records.isEmpty
        values["records"] = story.records.map { Self.values(of: $0, noticed: byHandler[$0.record.handler] ?? []) }
        values["hasHistory"] = !story.earlier.isEmpty
        values["history"] = Self.history(of: story)
        return renderer.page("file", title: parts.last ?? "The root", section: "/files", values)
    }

    private static func crumbs(_ parts: [String], root: String) -> [[String: String]] {
        var prefix = ""
        let top = ["label": root, "href": address("/files", [FormField(name: "root", value: root)])]
        return [top]
            + parts.dropLast().map { part in
                prefix += part + "/"
                return [
                    "label": part,
                    "href": address(
                        "/files", [FormField(name: "root", value: root), FormField(name: "prefix", value: prefix)]),
                ]
            }
    }

    private static func facts(of file: LedgerRow) -> [[String: String]] {
        let facts: [(String, String?)] = [
            ("Media type", file.verdict?.mediaType.description), ("Character set", file.verdict?.charset),
            ("Size", file.size.map { size($0) }),
            ("Handled in run", "\(file.run)"), ("Handlers took", file.seconds.map { Wording.seconds($0) }),
            ("Gone since run", file.vanished.map { "\($0)" }),
            ("Failed in a row", file.attempts > 0 ? "\(file.attempts) times" : nil), ("SHA-256", file.digest),
            ("Root", file.root), ("Path", file.path.description),
        ]
        return facts.compactMap { name, value in value.map { ["name": name, "value": $0] } }
    }

    /// The exact number stands beside one that is rounded.
    private static func size(_ bytes: Int64) -> String {
        bytes < 1_024 ? Wording.bytes(bytes) : "\(Wording.bytes(bytes)) (\(Wording.count(bytes)) bytes)"
    }

    /// How the file came to its outcome: its type, by which rule, and what each handler made of it.
    private static func steps(of file: LedgerRow) -> [[String: String]] {
        var steps: [[String: String]] = []
        if let verdict = file.verdict {
            steps.append(["what": verdict.mediaType.description, "why": "named by \(verdict.basis)"])
        }
        let endings: [Pairing.Ending: String] = [
            .recorded: "kept a record", .declined: "said that it is none of its own", .refused: "met a limit",
            .failed: "failed", .lost: "was lost on it",
        ]
        for pairing in file.pairings {
            let version = pairing.key.split(separator: "+").first.map { " " + $0 } ?? ""
            let why = (endings[pairing.ending] ?? "") + (pairing.message.map { ": \($0)" } ?? "")
            steps.append(["what": pairing.handler + version, "why": why])
        }
        steps.append(["what": file.outcome.rawValue, "why": file.reason])
        return steps
    }

    private func add(failures story: FileStory, to values: inout [String: Any]) {
        values["failures"] = story.failures.map { row in
            var failure: [String: Any] = [
                "code": row.failure.code.description, "message": row.failure.message, "isOpen": row.standing == .open,
                "remedy": Remedy.of(row.failure), "where": Self.place(of: row),
                "alike": "/failure?signature=" + FormEncoding.encode(row.failure.signature),
            ]
            failure["offset"] = row.failure.offset.map { Wording.count($0) }
            return failure
        }
        guard story.failures.contains(where: { $0.standing == .open }) else { return }
        values["canRetry"] = renderer.frame.allowsActions
        values["command"] = "trawl retry '\(story.file.path.description)'"
    }

    /// Where and when something failed.
    static func place(of row: FailureRow) -> String {
        let handler = row.failure.handler.map { " by \($0) \(row.failure.handlerVersion ?? "")" } ?? ""
        let standing = row.standing == .open ? "" : ", \(row.standing.rawValue) since"
        return "Stage \(row.failure.stage.rawValue)\(handler), run \(row.run), \(Wording.time(row.time))\(standing)"
    }

    private static func add(_ rows: [AnomalyRow], to values: inout [String: Any]) {
        values["hasAnomalies"] = !rows.isEmpty
        values["anomalies"] = rows.prefix(mostAnomalies).map { row in
            let anomaly = row.anomaly.anomaly
            return [
                "subject": anomaly.subject, "reason": anomaly.reason, "detector": anomaly.detector,
                "score": Wording.score(anomaly.score),
                "bar": Charts.meter(anomaly.score, threshold: anomaly.threshold),
            ]
        }
        // What is not set here would be taken from what stands around it.
        values["moreAnomalies"] =
            rows.count > mostAnomalies
            ? "and \(Wording.count(rows.count - mostAnomalies)) more; see the JSON" as Any : false
    }

    private static func values(of row: RecordRow, noticed: [AnomalyRow]) -> [String: Any] {
        let version = "version \(row.record.handlerVersion)"
        let fields =
            FilePlace(root: row.file.root, path: row.file.path).query + "&handler="
            + FormEncoding.encode(row.record.handler)
        var values: [String: Any] = [
            "download": "/api/v1/aggregate?" + fields, "downloadName": row.record.handler + ".json",
            "id": anchor(of: row.record.handler), "handler": row.record.handler,
            "about": version + (row.record.isPartial ? ", of a part of the file" : "") + ", since run \(row.since)",
            "notes": row.record.notes, "json": pretty(row.record.aggregate),
            "drawing": AggregateDrawing.html(of: row.record.aggregate, odd: OddColumns(noticed.map(\.anomaly.anomaly))),
        ]
        add(noticed, to: &values)
        return values
    }

    private static func pretty(_ json: String) -> String {
        guard json.utf8.count < 1 << 20, let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)),
            let data = try? JSONSerialization.data(
                withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        else { return json.utf8.count < 1 << 20 ? json : "Too long to be shown here; download it." }
        return String(decoding: data, as: UTF8.self)
    }

    /// What each record was before, told by what is different now.
    private static func history(of story: FileStory) -> [[String: String]] {
        var later = Dictionary(story.records.map { ($0.record.handler, $0.record.aggregate) }) { first, _ in first }
        return story.earlier.map { earlier in
            let handler = earlier.record.handler
            let changes = AggregateChanges.text(from: earlier.record.aggregate, to: later[handler])
            later[handler] = earlier.record.aggregate
            return [
                "handler": handler, "runs": "\(earlier.since) to \(earlier.until - 1)", "changes": changes,
            ]
        }
    }
}
