/// What a client is answered.
struct HTTPResponse: Sendable {
    /// What follows the headers.
    enum Body: Sendable {
        /// These bytes.
        case bytes([UInt8])
        /// What comes of a stream, until it or the client ends.
        case stream(any ResponseStream)
    }

    /// The status, such as 200.
    var status: Int
    /// The headers in their order.
    var headers: [(name: String, value: String)]
    /// What follows them.
    var body: Body

    /// Answers with bytes of a type.
    init(_ status: Int = 200, type: String, _ bytes: some Sequence<UInt8>) {
        self.status = status
        headers = [("Content-Type", type)]
        body = .bytes(Array(bytes))
    }

    /// Answers with a page.
    static func html(_ status: Int = 200, _ text: String) -> HTTPResponse {
        HTTPResponse(status, type: "text/html; charset=utf-8", text.utf8)
    }

    /// Answers with JSON.
    static func json(_ status: Int = 200, _ text: String) -> HTTPResponse {
        HTTPResponse(status, type: "application/json", text.utf8)
    }

    /// Says why a request is not done.
    static func refusal(_ status: Int, _ message: String) -> HTTPResponse {
        json(status, ErrorBody(status: status, message: message).json)
    }

    /// Answers with plain text.
    static func text(_ status: Int = 200, _ text: String) -> HTTPResponse {
        HTTPResponse(status, type: "text/plain; charset=utf-8", text.utf8)
    }

    /// Sends a browser on to another page.
    static func redirect(to place: String) -> HTTPResponse {
        var response = HTTPResponse.text(303, "See \(place)\n")
        response.headers.append(("Location", place))
        return response
    }

    /// The answer with another header.
    func with(_ name: String, _ value: String) -> HTTPResponse {
        var response = self
        response.headers.append((name, value))
        return response
    }
}
