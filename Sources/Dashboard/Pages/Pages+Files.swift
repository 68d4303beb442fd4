import Orchestration

extension Pages {
    /// Files, found by their paths and narrowed down by facets.
    @Sendable func files(_ parameters: Parameters) throws -> String {
        let filter = try parameters.fileFilter()
        let place = try parameters.place()
        let page = try store.files(filter, after: place, limit: Self.rows)
        let manyRoots = (page.counts?.facets[.root]?.count ?? 2) > 1 && filter.root == nil
        var values = pager(
            previous: previous(page.counts, filter, on: "/files", place: place),
            next: page.hasMore
                ? page.rows.last.map { row in
                    address("/files", filter.fields + FilePlace(root: row.root, path: row.path).fieldsBehind)
                } : nil)
        addSearch(filter.fields, for: "Search paths", on: "/files", to: &values)
        values["summary"] = summary(page.counts, rows: page.rows.count, hasMore: page.hasMore) { Wording.files($0) }
        values["rows"] = page.rows.map { Self.values(of: $0, withRoot: manyRoots) }
        values["hasRows"] = !page.rows.isEmpty
        values["empty"] =
            filter == FileFilter() ? "The store has no files yet. Fill it with: trawl run DIR" : "No file matches."
        values["downloads"] = Listed.files.links(filter.fields)
        add(facets: page.counts, Self.facets, filter, on: "/files", to: &values)
        return renderer.page("files", title: "Files", section: "/files", values)
    }

    private static let facets: [(Facet, String)] = [
        (.outcome, "Outcome"), (.code, "Failure"), (.handler, "Handler"), (.mediaType, "Media type"), (.root, "Root"),
    ]

    /// Which rows a page shows, of how many.
    ///
    /// - Parameter named: A number of them in words.
    func summary(
        _ counts: FileSearch.Result?, rows: Int, hasMore: Bool, named: (Int) -> String
    ) -> String {
        guard let counts else { return hasMore ? "The first \(named(rows))" : named(rows) }
        guard counts.matches > rows, rows > 0 else { return named(counts.matches) }
        return "\(Wording.count(counts.before + 1))–\(Wording.count(counts.before + rows)) of \(named(counts.matches))"
    }

    /// The address of the page before one that begins behind `place`.
    func previous(
        _ counts: FileSearch.Result?, _ filter: FileFilter, on path: String, place: FilePlace?
    ) -> String? {
        guard let counts else { return place == nil ? nil : address(path, filter.fields) }
        return switch counts.previous {
        case .behind(let other): address(path, filter.fields + other.fieldsBehind)
        case .first: address(path, filter.fields)
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

    /// Adds what is searched for in the listing at `path`, and what it is narrowed down to, with links that take it away.
    ///
    /// - Parameter purpose: What the search does, in words.
    func addSearch(
        _ fields: [FormField], for purpose: String, on path: String, to values: inout [String: Any]
    ) {
        let chosen = fields.filter { $0.name != "q" }
        values["listing"] = path
        values["purpose"] = purpose
        values["q"] = fields.first { $0.name == "q" }?.value ?? ""
        values["kept"] = chosen.map { ["name": $0.name, "value": $0.value] }
        let names = [
            "prefix": "in", "root": "root", "outcome": "outcome", "media_type": "type", "handler": "handler",
            "code": "failure", "vanished": "gone",
        ]
        values["hasChosen"] = !chosen.isEmpty
        values["chosen"] = chosen.map { field in
            [
                "name": names[field.name] ?? field.name, "value": field.value,
                "href": address(path, fields.filter { $0.name != field.name }),
            ]
        }
    }

    /// Adds by what the listing at `path` can be narrowed down.
    func add(
        facets counts: FileSearch.Result?, _ titles: [(Facet, String)], _ filter: FileFilter, on path: String,
        to values: inout [String: Any]
    ) {
        values["noFacets"] = "The files are being counted; they can be narrowed down in a moment."
        guard let counts else { return }
        values["hasFacets"] = true
        values["facets"] = titles.compactMap { facet, title -> [String: Any]? in
            let found = counts.facets[facet] ?? []
            guard found.count > (facet == .root ? 1 : 0) else { return nil }
            var section: [String: Any] = ["title": title]
            section["values"] = found.prefix(Facet.mostShown).map { Self.value($0, of: facet, filter, on: path) }
            if found.count > Facet.mostShown {
                section["more"] = "and \(Wording.count(found.count - Facet.mostShown)) more"
            }
            return section
        }
    }

    private static func value(
        _ count: FacetCount, of facet: Facet, _ filter: FileFilter, on path: String
    ) -> [String: Any] {
        let isChosen = facet.value(in: filter) == count.value
        let others = filter.fields.filter { $0.name != facet.rawValue }
        let chosen = isChosen ? [] : [FormField(name: facet.rawValue, value: count.value)]
        return [
            "label": count.value, "count": Wording.count(count.count), "isChosen": isChosen,
            "href": address(path, others + chosen),
        ]
    }
}
