/// Why a request is not done: a status, and a sentence for a person.
public struct HTTPError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The status, from 400.
    public let status: Int
    /// What was wrong with the request, and what to do.
    public let description: String

    /// Makes an error.
    public init(_ status: Int, _ description: String) {
        self.status = status
        self.description = description
    }
}
