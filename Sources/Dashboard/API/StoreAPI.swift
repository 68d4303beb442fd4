import Orchestration

/// The API of what a store holds: pages of JSON, each with the address of the next.
struct StoreAPI: Sendable {
    static let root = "/api/v1"
    private static let rows = 100

    let store: DashboardStore

    /// The routes.
    var routes: [Route] {
        [
            .get(Self.root + "/files", Parameters.ofFiles.union(Parameters.ofPlace).union(["limit"]), answer(files)),
            .get(Self.root + "/file", ["root", "path"], answer(file)),
            .get(
                Self.root + "/results",
                Parameters.ofRecords.union(Parameters.ofPlace).union(["after_handler", "limit"]), answer(results)),
            .get(
                Self.root + "/anomalies",
                Parameters.ofAnomalies.union(Parameters.ofAnomalyPlace).union(["limit"]), answer(anomalies)),
            .get(Self.root + "/anomaly-counts", answer(anomalyCounts)),
            .get(Self.root + "/failures", Parameters.ofFailures.union(["before", "limit"]), answer(failures)),
            .get(Self.root + "/failure-groups", answer(failureGroups)),
            .get(Self.root + "/runs", ["before", "limit"], answer(runs)),
            .get(Self.root + "/run", ["number"], answer(run)),
        ]
    }

    private func answer(
        _ make: @escaping @Sendable (Parameters) throws -> JSONObject
    ) -> @Sendable (HTTPRequest, Parameters) throws -> HTTPResponse {
        { _, parameters in .json(200, try make(parameters).description) }
    }

    /// A page of rows with the address of the next.
    private static func page(_ name: String, _ rows: [JSONObject], next: String?) -> JSONObject {
        var object = JSONObject()
        object.add(name, rows)
        object.add("next", next)
        return object
    }

    private static func address(_ path: String, _ fields: [FormField], limit: Int) -> String {
        root + path + "?" + FormEncoding.encode(fields + FormField.given([("limit", "\(limit)")]))
    }

    @Sendable private func files(_ parameters: Parameters) throws -> JSONObject {
        let filter = try parameters.fileFilter()
        let limit = try parameters.limit(default: Self.rows)
        let page = try store.files(filter, after: try parameters.place(), limit: limit)
        let next = page.hasMore ? page.rows.last : nil
        var object = Self.page(
            "files", page.rows.map(\.json),
            next: next.map { row in
                let last = FilePlace(root: row.root, path: row.path)
                return Self.address("/files", filter.fields + last.fieldsBehind, limit: limit)
            })
        Self.add(page.counts, of: Facet.allCases, to: &object)
        return object
    }

    @Sendable private func file(_ parameters: Parameters) throws -> JSONObject {
        let place = FilePlace(
            root: try parameters.needed("root"), path: StorePath(escaped: try parameters.needed("path")))
        guard let story = try store.story(of: place) else { throw HTTPError(404, "the store knows no such file") }
        return story.json
    }

    @Sendable private func results(_ parameters: Parameters) throws -> JSONObject {
        let filter = try parameters.fileFilter()
        let limit = try parameters.limit(default: Self.rows)
        let place = try parameters.place().map {
            RecordKey(root: $0.root, path: $0.path, handler: parameters.plain("after_handler") ?? "")
        }
        let page = try store.records(filter, after: place, limit: limit)
        let next = page.hasMore ? page.rows.last : nil
        var object = Self.page(
            "results", page.rows.map { $0.json(withFile: true) },
            next: next.map { row in
                let last = FilePlace(root: row.file.root, path: row.file.path)
                let behind = last.fieldsBehind + FormField.given([("after_handler", row.record.handler)])
                return Self.address("/results", filter.fields + behind, limit: limit)
            })
        Self.add(page.counts, of: [.handler, .mediaType, .root], to: &object)
        return object
    }

    /// Adds what was counted; `null` while the files are being counted.
    private static func add(_ counts: FileSearch.Result?, of facets: [Facet], to object: inout JSONObject) {
        object.add("matches", counts.map { Int64($0.matches) })
        object.addRaw("facets", counts?.json(of: facets).description ?? "null")
    }

    @Sendable private func anomalies(_ parameters: Parameters) throws -> JSONObject {
        let filter = parameters.anomalyFilter
        let limit = try parameters.limit(default: Self.rows)
        let page = try store.anomalies(filter, after: try parameters.anomalyPlace(), limit: limit)
        let next = page.hasMore ? page.rows.last : nil
        return Self.page(
            "anomalies", page.rows.map { $0.row.json(withFile: true) },
            next: next.map { Self.address("/anomalies", filter.fields + $0.place.fieldsBehind, limit: limit) })
    }

    @Sendable private func anomalyCounts(_ parameters: Parameters) throws -> JSONObject {
        var object = JSONObject()
        object.add(
            "counts",
            try store.anomalyCounts().map { count in
                var object = JSONObject()
                object.add("handler", count.handler)
                object.add("detector", count.detector)
                object.add("count", count.count)
                return object
            })
        return object
    }

    @Sendable private func failures(_ parameters: Parameters) throws -> JSONObject {
        let filter = try parameters.failureFilter()
        let limit = try parameters.limit(default: Self.rows)
        let before = try parameters.number("before", in: 0...Int64.max)
        let page = try store.failures(filter, before: before, limit: limit)
        let next = page.hasMore ? page.rows.last : nil
        return Self.page(
            "failures", page.rows.map { $0.row.json(withFile: true, number: $0.number) },
            next: next.map {
                Self.address("/failures", filter.fields + FormField.given([("before", "\($0.number)")]), limit: limit)
            })
    }

    @Sendable private func failureGroups(_ parameters: Parameters) throws -> JSONObject {
        var object = JSONObject()
        object.add("groups", try store.failureGroups().map(\.json))
        return object
    }

    @Sendable private func runs(_ parameters: Parameters) throws -> JSONObject {
        let limit = try parameters.limit(default: Self.rows)
        let page = try store.runs(before: try parameters.number("before", in: 0...Int64.max), limit: limit)
        let next = page.hasMore ? page.rows.last : nil
        return Self.page(
            "runs", page.rows.map(\.json),
            next: next.map { Self.address("/runs", FormField.given([("before", "\($0.number)")]), limit: limit) })
    }

    @Sendable private func run(_ parameters: Parameters) throws -> JSONObject {
        let number = try parameters.runNumber()
        guard let run = try store.run(number) else { throw HTTPError(404, "there is no run \(number)") }
        return run.json
    }
}

extension Route {
    /// A route that reads and takes no parameters.
    static func get(
        _ path: String, _ answer: @escaping @Sendable (HTTPRequest, Parameters) throws -> HTTPResponse
    ) -> Route {
        get(path, [], answer)
    }

    /// A route that reads.
    static func get(
        _ path: String, _ parameters: Set<String>,
        _ answer: @escaping @Sendable (HTTPRequest, Parameters) throws -> HTTPResponse
    ) -> Route {
        get(path, parameters, access: .known, answer)
    }
}
