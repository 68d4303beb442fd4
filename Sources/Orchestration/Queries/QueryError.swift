/// Why a query cannot be answered: what is wrong, where, and what there is instead.
public struct QueryError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of trouble.
    public enum Kind: Sendable, Equatable {
        /// It is not SQL, names what does not exist, or does what is not allowed.
        case invalid
        /// It took longer than it may.
        case timeLimit
        /// A value grew larger than it may.
        case valueLimit
    }

    /// The kind of trouble.
    public let kind: Kind
    /// What is wrong, in a sentence.
    public let message: String
    /// Where in the text of the query, in bytes of UTF-8; `nil` where that is not known.
    public let offset: Int?
    /// What there is instead, or what to do.
    public let hint: String?
    /// The query.
    public let sql: String

    /// Makes an error.
    public init(_ kind: Kind, _ message: String, sql: String, offset: Int? = nil, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.sql = sql
        self.offset = offset
        self.hint = hint
    }

    /// The message, the line it is about with a mark below, and the hint.
    public var description: String {
        var lines = [message]
        if let place { lines += ["line \(place.line): \(place.text)", place.mark] }
        if let hint { lines.append(hint) }
        return lines.joined(separator: "\n")
    }

    /// Longer lines are shown from near the mark to its right.
    private static let width = 100

    private var place: (line: Int, text: String, mark: String)? {
        guard let offset, offset <= sql.utf8.count else { return nil }
        let before = String(decoding: sql.utf8.prefix(offset), as: UTF8.self)
        let after = String(decoding: sql.utf8.dropFirst(offset), as: UTF8.self)
        let start = before.lastIndex(where: \.isNewline).map { before.index(after: $0) } ?? before.startIndex
        let left = String(before[start...].suffix(Self.width * 2 / 3))
        let right = after.prefix { !$0.isNewline }.prefix(Self.width - left.count)
        let line = before.reduce(1) { $0 + ($1.isNewline ? 1 : 0) }
        let text = (left + right).replacing("\t", with: " ")
        return (line, text, String(repeating: " ", count: "line \(line): ".count + left.count) + "^")
    }
}
