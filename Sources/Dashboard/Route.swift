/// One thing that can be asked for.
struct Route: Sendable {
    /// Who may ask.
    enum Access: Sendable {
        /// Anybody who reaches the server.
        case open
        /// Whoever knows the token, where there is one.
        case known
        /// The same, to change something.
        case change
    }

    /// `GET` or `POST`.
    let method: String
    /// The whole path.
    let path: String
    /// The names of the fields that it takes, of the query or the form.
    let parameters: Set<String>
    /// Who may ask.
    let access: Access
    /// Does what is asked for.
    let answer: @Sendable (HTTPRequest, Parameters) throws -> HTTPResponse

    /// A route that reads.
    static func get(
        _ path: String, _ parameters: Set<String>, access: Access,
        _ answer: @escaping @Sendable (HTTPRequest, Parameters) throws -> HTTPResponse
    ) -> Route {
        Route(method: "GET", path: path, parameters: parameters, access: access, answer: answer)
    }

    /// A route that changes something.
    static func post(
        _ path: String, _ parameters: Set<String> = [], access: Access = .change,
        _ answer: @escaping @Sendable (HTTPRequest, Parameters) throws -> HTTPResponse
    ) -> Route {
        Route(method: "POST", path: path, parameters: parameters, access: access, answer: answer)
    }
}
