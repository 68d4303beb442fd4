import Orchestration

extension Pages {
    private static let facetsOfResults: [(Facet, String)] = [
        (.handler, "Handler"), (.mediaType, "Media type"), (.root, "Root"),
    ]

    /// What handlers keep of files, found by the files' paths and narrowed down by facets.
    @Sendable func results(_ parameters: Parameters) throws -> String {
        let filter = try parameters.fileFilter()
        let place = try parameters.place()
        let page = try store.records(filter, afterFile: place, limit: Self.rows)
        let manyRoots = (page.counts?.facets[.root]?.count ?? 2) > 1 && filter.root == nil
        var values = pager(
            previous: previous(page.counts, filter, on: "/results", place: place),
            next: page.hasMore
                ? page.rows.last.map { row in
                    let last = FilePlace(root: row.file.root, path: row.file.path)
                    return address("/results", filter.fields + last.fieldsBehind)
                } : nil)
        addSearch(filter.fields, for: "Search paths", on: "/results", to: &values)
        values["summary"] = summary(page.counts, rows: page.rows.count, hasMore: page.hasMore) {
            "\(Wording.count($0)) " + ($0 == 1 ? "result" : "results")
        }
        var gists = GistMaker()
        values["rows"] = page.rows.map { Self.values(of: $0, withRoot: manyRoots, &gists) }
        values["hasRows"] = !page.rows.isEmpty
        values["empty"] =
            filter == FileFilter()
            ? "No handler keeps anything yet. Fill the store with: trawl run DIR" : "No result matches."
        values["downloads"] = Listed.results.links(filter.fields)
        add(facets: page.counts, Self.facetsOfResults, filter, on: "/results", to: &values)
        return renderer.page("results", title: "Results", section: "/results", values)
    }

    private static func values(of row: RecordRow, withRoot: Bool, _ gists: inout GistMaker) -> [String: Any] {
        let place = FilePlace(root: row.file.root, path: row.file.path)
        let gist = gists.gist(of: row.record.aggregate)
        var values: [String: Any] = [
            "href": "/file?" + place.query + "#" + anchor(of: row.record.handler), "path": Wording.path(row.file.path),
            "type": row.file.verdict?.mediaType.description ?? "", "handler": row.record.handler,
            "partial": row.record.isPartial, "gist": gist.parts.map { ["name": $0.name, "value": $0.value] },
        ]
        values["rest"] = gist.rest
        if withRoot { values["root"] = row.file.root }
        return values
    }

    /// Where the page of a file shows what a handler keeps.
    static func anchor(of handler: String) -> String { "of-" + FormEncoding.encode(handler) }
}
