/// Finds the route of a request, has it checked, and makes an answer of whatever comes of it.
struct Router: Sendable {
    private let routes: [String: [Route]]
    private let checks: RequestGuard
    /// Makes a page of an error.
    private let page: @Sendable (HTTPError) -> String
    /// Takes what went wrong in the server itself.
    private let log: @Sendable (String) -> Void

    init(
        _ routes: [Route], checks: RequestGuard, page: @escaping @Sendable (HTTPError) -> String,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.routes = Dictionary(grouping: routes, by: \.path)
        self.checks = checks
        self.page = page
        self.log = log
    }

    /// The answer to a request, whatever it is.
    func answer(_ request: HTTPRequest) -> HTTPResponse {
        var response: HTTPResponse
        do throws(HTTPError) {
            response = try answered(request)
        } catch {
            response = refusal(of: request, error)
        }
        for header in Self.headers where !response.headers.contains(where: { $0.name == header.name }) {
            response.headers.append(header)
        }
        return response
    }

    private func answered(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        try checks.checkHost(request)
        guard let candidates = routes[request.path] else {
            throw HTTPError(404, "there is nothing at this address")
        }
        let method = request.method == "HEAD" ? "GET" : request.method
        guard let route = candidates.first(where: { $0.method == method }) else {
            let allowed = candidates.flatMap { $0.method == "GET" ? ["GET", "HEAD"] : [$0.method] }
            return refusal(of: request, HTTPError(405, "this address takes no \(request.method)"))
                .with("Allow", allowed.joined(separator: ", "))
        }
        if route.access != .open { try checks.checkToken(request) }
        let fields = method == "GET" ? request.query : try form(of: request)
        let csrf = fields.first { $0.name == "csrf" }?.value
        let parameters = try Parameters(fields.filter { $0.name != "csrf" || method == "GET" }, route.parameters)
        if route.access == .change { try checks.checkChange(request, csrf: csrf) }
        return try run(route, request, parameters)
    }

    private func run(
        _ route: Route, _ request: HTTPRequest, _ parameters: Parameters
    ) throws(HTTPError) -> HTTPResponse {
        do {
            return try route.answer(request, parameters)
        } catch let error as HTTPError {
            throw error
        } catch {
            log("\(request.method) \(request.path): \(error)")
            throw HTTPError(503, "the store cannot be read at the moment; what is wrong stands in the server's log")
        }
    }

    private func form(of request: HTTPRequest) throws(HTTPError) -> [FormField] {
        guard !request.body.isEmpty else { return [] }
        let type = request.headers["content-type"]?.prefix { $0 != ";" }.lowercased()
        guard type == "application/x-www-form-urlencoded" else {
            throw HTTPError(415, "the body is to be a form: application/x-www-form-urlencoded")
        }
        guard request.query.isEmpty, let fields = FormEncoding.fields(of: request.body) else {
            throw HTTPError(400, "the form cannot be read")
        }
        return fields
    }

    private func refusal(of request: HTTPRequest, _ error: HTTPError) -> HTTPResponse {
        let isPage = (request.headers["accept"] ?? "").contains("text/html") && !request.path.hasPrefix("/api/")
        if error.status == 401, isPage, request.method == "GET" { return .redirect(to: "/login") }
        let response: HTTPResponse =
            isPage ? .html(error.status, page(error)) : .refusal(error.status, error.description)
        return error.status == 401 ? response.with("WWW-Authenticate", "Bearer realm=\"trawl\"") : response
    }

    /// The headers of every answer: nothing is loaded from elsewhere, framed, guessed at or kept.
    private static let headers: [(name: String, value: String)] = [
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ]
}
