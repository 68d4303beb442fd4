/// What a client asks for.
struct HTTPRequest: Sendable {
    /// The method, as it was sent: `GET`, `POST`.
    var method: String
    /// The path, decoded.
    var path: String
    /// The fields of the query, decoded, in their order.
    var query: [FormField]
    /// The headers that anything here asks for, by their names in small letters.
    var headers: [String: String] = [:]
    /// The body.
    var body: [UInt8] = []

    /// The headers that are kept of a request.
    static let headerNames = [
        "host", "origin", "cookie", "authorization", "content-type", "accept", "sec-fetch-site", "if-none-match",
        "x-trawl-csrf", "last-event-id",
    ]

    /// Whether it only reads.
    var isReading: Bool { method == "GET" || method == "HEAD" }
}

/// A name with its value, of a query or a form.
struct FormField: Sendable, Equatable {
    var name: String
    var value: String
}
