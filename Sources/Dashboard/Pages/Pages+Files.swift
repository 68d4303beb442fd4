import Orchestration

extension Pages {
    /// Files, found by their paths and narrowed down by facets.
    @Sendable func files(_ parameters: Parameters) throws -> String {
        let filter = try parameters.fileFilter()
        let place = try parameters.place()
        let page = try store.files(filter, after: place, limit: Self.rows)
        let manyRoots = (page.counts?.facets[.root]?.count ?? 2) > 1 && filter.root == nil
        var values = pager(
            previous: Self.previous(page, filter, place: place),
            next: page.hasMore
                ? page.rows.last.map { row in
                    address("/files", filter.fields + FilePlace(root: row.root, path: row.path).fieldsBehind)
                } : nil)
        values["q"] = filter.text ?? ""
        values["kept"] = filter.fields.filter { $0.name != "q" }.map { ["name": $0.name, "value": $0.value] }
        values["summary"] = Self.summary(page)
        values["rows"] = page.rows.map { Self.values(of: $0, withRoot: manyRoots) }
        values["hasRows"] = !page.rows.isEmpty
        values["empty"] =
            filter == FileFilter() ? "The store has no files yet. Fill it with: trawl run DIR" : "No file matches."
        values["download"] = address(
            "/api/v1/files", filter.fields + (place?.fieldsBehind ?? []) + [FormField(name: "limit", value: "500")])
        add(chosen: filter, to: &values)
        add(facets: page, filter, to: &values)
        return renderer.page("files", title: "Files", section: "/files", values)
    }

    private static func summary(_ page: DashboardStore.FilesPage) -> String {
        guard let counts = page.counts else {
            return page.hasMore ? "The first \(Wording.files(page.rows.count))" : Wording.files(page.rows.count)
        }
        guard counts.matches > page.rows.count, let first = page.rows.isEmpty ? nil : counts.before + 1 else {
            return Wording.files(counts.matches)
        }
        return
            "\(Wording.count(first))–\(Wording.count(counts.before + page.rows.count)) of \(Wording.files(counts.matches))"
    }

    private static func previous(
        _ page: DashboardStore.FilesPage, _ filter: FileFilter, place: FilePlace?
    ) -> String? {
        guard let counts = page.counts else { return place == nil ? nil : address("/files", filter.fields) }
        return switch counts.previous {
        case .behind(let other): address("/files", filter.fields + other.fieldsBehind)
        case .first: address("/files", filter.fields)
        case .none: nil
        }
    }

    private static func values(of row: LedgerRow, withRoot: Bool) -> [String: Any] {
        var values: [String: Any] = [
            "href": "/file?" + FilePlace(root: row.root, path: row.path).query, "path": Wording.path(row.path),
            "outcome": row.outcome.rawValue, "type": row.verdict?.mediaType.description ?? "",
            "size": Wording.bytes(row.size), "vanished": row.vanished != nil,
        ]
        // Of a file that was recorded the reason says no more than its type does.
        if row.outcome != .recorded { values["reason"] = row.reason }
        if withRoot { values["root"] = row.root }
        return values
    }

    private func add(chosen filter: FileFilter, to values: inout [String: Any]) {
        let names = [
            "prefix": "in", "root": "root", "outcome": "outcome", "media_type": "type", "handler": "handler",
            "code": "failure", "vanished": "gone",
        ]
        let chosen = filter.fields.filter { $0.name != "q" }
        values["hasChosen"] = !chosen.isEmpty
        values["chosen"] = chosen.map { field in
            [
                "name": names[field.name] ?? field.name, "value": field.value,
                "href": address("/files", filter.fields.filter { $0.name != field.name }),
            ]
        }
    }

    private func add(facets page: DashboardStore.FilesPage, _ filter: FileFilter, to values: inout [String: Any]) {
        let titles: [(Facet, String)] = [
            (.outcome, "Outcome"), (.code, "Failure"), (.handler, "Handler"), (.mediaType, "Media type"),
            (.root, "Root"),
        ]
        values["noFacets"] = "The files are being counted; they can be narrowed down in a moment."
        guard let counts = page.counts else { return }
        values["hasFacets"] = true
        values["facets"] = titles.compactMap { facet, title -> [String: Any]? in
            let found = counts.facets[facet] ?? []
            guard found.count > (facet == .root ? 1 : 0) else { return nil }
            var section: [String: Any] = ["title": title]
            section["values"] = found.prefix(Facet.mostShown).map { Self.value($0, of: facet, filter) }
            if found.count > Facet.mostShown {
                section["more"] = "and \(Wording.count(found.count - Facet.mostShown)) more"
            }
            return section
        }
    }

    private static func value(_ count: FacetCount, of facet: Facet, _ filter: FileFilter) -> [String: Any] {
        let isChosen = facet.value(in: filter) == count.value
        let others = filter.fields.filter { $0.name != facet.rawValue }
        let chosen = isChosen ? [] : [FormField(name: facet.rawValue, value: count.value)]
        return [
            "label": count.value, "count": Wording.count(count.count), "isChosen": isChosen,
            "href": address("/files", others + chosen),
        ]
    }
}
