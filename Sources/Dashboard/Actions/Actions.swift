import Orchestration

/// What changes something: signing in, and trying files again.
struct Actions: Sendable {
    let store: DashboardStore
    let checks: RequestGuard
    let renderer: PageRenderer
    let starter: (any RunStarter)?

    /// The routes.
    var routes: [Route] {
        [
            .get("/login", [], access: .open) { _, _ in .html(200, renderer.login(message: nil)) },
            .post("/login", ["token"], access: .open, signIn),
            .post("/retry", ["signature", "root", "path"], access: .change) { request, parameters in
                try retry(parameters)
                return .redirect(to: "/?started=true")
            },
            .post(StoreAPI.root + "/retry", ["signature", "root", "path"], access: .change) { _, parameters in
                try retry(parameters)
                return .json(202, #"{"started":true}"#)
            },
        ]
    }

    @Sendable private func signIn(_ request: HTTPRequest, _ parameters: Parameters) throws -> HTTPResponse {
        try checks.checkOrigin(request)
        do throws(HTTPError) {
            return .redirect(to: "/").with("Set-Cookie", try checks.cookie(for: parameters.plain("token") ?? ""))
        } catch {
            return .html(error.status, renderer.login(message: error.description))
        }
    }

    private func retry(_ parameters: Parameters) throws {
        guard let starter else {
            throw HTTPError(403, "this server only reads; to let it start runs: trawl serve --allow-actions")
        }
        if let signature = parameters.text("signature") {
            let isKnown = try store.failureGroups().contains { $0.signature == signature }
            guard isKnown else { throw HTTPError(404, "no failure that stands has this signature") }
            return try starter.retry(.signature(signature))
        }
        let place = FilePlace(
            root: try parameters.needed("root"), path: StorePath(escaped: try parameters.needed("path")))
        guard let story = try store.story(of: place) else { throw HTTPError(404, "the store knows no such file") }
        guard story.failures.contains(where: { $0.standing == .open }) else {
            throw HTTPError(409, "no failure of this file stands")
        }
        try starter.retry(.file(place.path.description))
    }
}
