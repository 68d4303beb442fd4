/// Looks at each request before anything is done for it.
struct RequestGuard: Sendable {
    /// What a session's cookie is called.
    static let cookieName = "trawl_session"

    /// What forms and clients send back with whatever changes something: a page of another site cannot know it.
    let csrf = Secret.make()
    private let session = Secret.make()
    private let hosts: HostCheck
    private let token: String?
    private let isSecure: Bool

    /// Guards a server.
    ///
    /// - Parameters:
    ///   - hosts: Names that it is reached by, beside addresses.
    ///   - token: What clients must know; `nil` where all are let in.
    ///   - isSecure: Whether it speaks TLS.
    init(hosts: [String], token: String?, isSecure: Bool) {
        self.hosts = HostCheck(names: hosts)
        self.token = token
        self.isSecure = isSecure
    }

    /// Whether clients must know a token.
    var wantsToken: Bool { token != nil }

    /// Refuses a request that is meant for another server.
    func checkHost(_ request: HTTPRequest) throws(HTTPError) {
        guard !hosts.accepts(request.headers["host"]) else { return }
        throw HTTPError(
            421, "this server is not known by that name; use its address, or start it with --host NAME")
    }

    /// Refuses who does not know the token.
    func checkToken(_ request: HTTPRequest) throws(HTTPError) {
        guard let token, !isKnown(request, token) else { return }
        throw HTTPError(401, "a token is required: send it as Authorization: Bearer TOKEN, or sign in at /login")
    }

    /// Refuses a change that another site's page may have asked for.
    func checkChange(_ request: HTTPRequest, csrf given: String?) throws(HTTPError) {
        try checkOrigin(request)
        guard let given = given ?? request.headers["x-trawl-csrf"], Secret.matches(given, csrf) else {
            throw HTTPError(
                403, "the request lacks this server's CSRF token; load the page again, or see /api/v1/session")
        }
    }

    /// Refuses what a browser says to come from another site.
    func checkOrigin(_ request: HTTPRequest) throws(HTTPError) {
        let scheme = isSecure ? "https://" : "http://"
        let isForeign = request.headers["origin"].map { $0 != scheme + (request.headers["host"] ?? "") } ?? false
        let site = request.headers["sec-fetch-site"] ?? "same-origin"
        if isForeign || site == "cross-site" || site == "same-site" {
            throw HTTPError(403, "changes are taken from this server's own pages alone")
        }
    }

    /// The header that begins a session, for who knows the token.
    func cookie(for given: String) throws(HTTPError) -> String {
        guard let token, Secret.matches(given, token) else { throw HTTPError(401, "that is not the token") }
        let attributes = "; Path=/; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
        return Self.cookieName + "=" + session + attributes
    }

    private func isKnown(_ request: HTTPRequest, _ token: String) -> Bool {
        if let header = request.headers["authorization"], header.lowercased().hasPrefix("bearer ") {
            return Secret.matches(String(header.dropFirst(7)), token)
        }
        let cookies = (request.headers["cookie"] ?? "").split(separator: ";").map { $0.drop { $0 == " " } }
        let prefix = Self.cookieName + "="
        return cookies.contains { $0.hasPrefix(prefix) && Secret.matches(String($0.dropFirst(prefix.count)), session) }
    }
}
