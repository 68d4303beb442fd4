/// A place in a handler's aggregate, described for those who read what is stored.
public struct HandlerOutput: Sendable, Equatable {
    /// What stands there.
    public enum Kind: String, Sendable, CaseIterable {
        /// Text.
        case text
        /// A whole number.
        case integer
        /// A number.
        case number
        /// `true` or `false`.
        case boolean
        /// A list.
        case list
        /// An object.
        case object
        /// A text or a number.
        case mixed
    }

    /// Where it stands: `rows`, `dialect.quote`, `columns[].name` of every element of a list, `headers.*` under any key.
    public var path: String
    /// What stands there.
    public var kind: Kind
    /// The unit in UCUM's way, `1` for a plain count; `nil` for what has none.
    public var unit: String?
    /// One line on what it says.
    public var summary: String

    /// Describes a place.
    public init(_ path: String, _ kind: Kind, unit: String? = nil, _ summary: String) {
        self.path = path
        self.kind = kind
        self.unit = unit
        self.summary = summary
    }
}
