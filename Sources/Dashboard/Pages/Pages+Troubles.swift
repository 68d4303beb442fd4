import Orchestration

extension Pages {
    /// Asks for failures that stand.
    private static let standing = FormField(name: "standing", value: FailureRow.Standing.open.rawValue)

    /// What failed, like failures together, with what to do.
    @Sendable func failures(_ parameters: Parameters) throws -> String {
        let groups = try store.failureGroups()
        let total = groups.reduce(0) { $0 + $1.count }
        var values: [String: Any] = ["hasGroups": !groups.isEmpty]
        values["downloads"] = Listed.failures.links([Self.standing])
        values["lead"] =
            groups.isEmpty
            ? "" : "\(Wording.count(total)) \(total == 1 ? "failure stands" : "failures stand"), like ones together."
        values["groups"] = groups.map { group in
            let row = group.example
            return [
                "code": row.failure.code.description, "message": row.failure.message,
                "count": Wording.count(group.count), "isOne": group.count == 1,
                "files": group.count == 1 ? "file" : "files",
                "where": Self.place(of: row), "remedy": Remedy.of(row.failure), "signature": group.signature,
                "href": "/failure?signature=" + FormEncoding.encode(group.signature),
                "example": Wording.path(row.path),
                "exampleHref": "/file?" + FilePlace(root: row.root, path: row.path).query,
                "canRetry": renderer.frame.allowsActions,
            ] as [String: Any]
        }
        return renderer.page("failures", title: "Failures", section: "/failures", values)
    }

    /// The files that failed in one way.
    @Sendable func failure(_ parameters: Parameters) throws -> String {
        let signature = try parameters.needed("signature")
        let before = try parameters.number("before", in: 0...Int64.max)
        let filter = FailureFilter(standing: .open, signature: signature)
        let page = try store.failures(filter, before: before, limit: Self.rows)
        let first = page.rows.first?.row.failure
        let fields = [FormField(name: "signature", value: signature)]
        var values = pager(
            previous: before == nil ? nil : address("/failure", fields),
            next: page.hasMore
                ? page.rows.last.map {
                    address("/failure", fields + [FormField(name: "before", value: "\($0.number)")])
                }
                : nil)
        values["signature"] = signature
        values["downloads"] = Listed.failures.links([Self.standing] + fields)
        values["code"] = first?.code.description ?? ""
        values["message"] = first?.message ?? "Failures of signature \(signature)"
        values["remedy"] = first.map { Remedy.of($0) } ?? ""
        values["canRetry"] = renderer.frame.allowsActions && first != nil
        values["hasRows"] = !page.rows.isEmpty
        values["rows"] = page.rows.map { failure in
            var cells = [
                "href": "/file?" + FilePlace(root: failure.row.root, path: failure.row.path).query,
                "path": Wording.path(failure.row.path), "message": failure.row.failure.message,
                "run": "\(failure.row.run)",
            ]
            cells["offset"] = failure.row.failure.offset.map { Wording.count($0) }
            return cells
        }
        return renderer.page("failure", title: first?.code.description ?? "Failures", section: "/failures", values)
    }

    /// What was noticed, the strangest first.
    @Sendable func anomalies(_ parameters: Parameters) throws -> String {
        let filter = parameters.anomalyFilter
        let place = try parameters.anomalyPlace()
        let page = try store.anomalies(filter, after: place, limit: Self.rows)
        let fields = filter.fields
        var values = pager(
            previous: place == nil ? nil : address("/anomalies", fields),
            next: page.hasMore ? page.rows.last.map { address("/anomalies", fields + $0.place.fieldsBehind) } : nil)
        let counts = try store.anomalyCounts(containing: filter.text)
        let matches = counts.filter(filter.takes).reduce(0) { $0 + $1.count }
        values["summary"] = matches == 1 ? "1 anomaly" : "\(Wording.count(matches)) anomalies"
        values["hasRows"] = !page.rows.isEmpty
        values["rows"] = page.rows.map { anomaly in
            let found = anomaly.row.anomaly.anomaly
            return [
                "href": "/file?" + anomaly.place.file.query, "path": Wording.path(anomaly.row.path),
                "handler": anomaly.row.anomaly.handler, "detector": found.detector, "subject": found.subject,
                "reason": found.reason, "score": Wording.score(found.score),
                "bar": Charts.meter(found.score, threshold: found.threshold),
            ]
        }
        values["downloads"] = Listed.anomalies.links(fields)
        values["empty"] = filter == AnomalyFilter() ? "Nothing was noticed." : "No anomaly matches."
        addSearch(filter.fields, for: "Search paths, subjects and reasons", on: "/anomalies", to: &values)
        values["hasFacets"] = true
        values["facets"] = [
            Self.facet("Handler", "handler", counts, filter, \.handler, filter.handler),
            Self.facet("Detector", "detector", counts, filter, \.detector, filter.detector),
        ]
        return renderer.page("anomalies", title: "Anomalies", section: "/anomalies", values)
    }

    private static func facet(
        _ title: String, _ name: String, _ counts: [AnomalyCount], _ filter: AnomalyFilter,
        _ value: KeyPath<AnomalyCount, String>, _ chosen: String?
    ) -> [String: Any] {
        let others = filter.fields.filter { $0.name != name }
        var open = filter
        if name == "handler" { open.handler = nil } else { open.detector = nil }
        let sums = Dictionary(grouping: counts.filter(open.takes), by: { $0[keyPath: value] })
            .mapValues { $0.reduce(0) { $0 + $1.count } }
        let values = sums.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { key, count -> [String: Any] in
            let isChosen = key == chosen
            return [
                "label": key, "count": Wording.count(count), "isChosen": isChosen,
                "href": address("/anomalies", others + (isChosen ? [] : [FormField(name: name, value: key)])),
            ]
        }
        return ["title": title, "values": values]
    }
}

extension AnomalyFilter {
    /// Whether it takes those that were counted.
    func takes(_ count: AnomalyCount) -> Bool {
        (handler ?? count.handler) == count.handler && (detector ?? count.detector) == count.detector
    }
}
