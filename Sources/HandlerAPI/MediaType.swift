/// A media type as `type/subtype`, in lower case and without parameters (RFC 6838).
public struct MediaType: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The whole name, for example `text/csv`.
    public let description: String

    /// Takes `name` as it is, in lower case.
    public init(_ name: String) {
        description = name.lowercased()
    }

    /// The part before the slash.
    public var type: Substring {
        description.prefix { $0 != "/" }
    }

    /// Orders by name.
    public static func < (left: MediaType, right: MediaType) -> Bool { left.description < right.description }
}

extension MediaType: ExpressibleByStringLiteral {
    /// Takes a literal as a media type.
    public init(stringLiteral value: String) { self.init(value) }
}

/// A media type, `type/*` or `*/*`.
public struct MediaTypePattern: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The pattern as written, in lower case.
    public let description: String

    /// Takes `pattern` as it is, in lower case.
    public init(_ pattern: String) { description = pattern.lowercased() }

    /// Takes a literal as a pattern.
    public init(stringLiteral value: String) { self.init(value) }

    /// How narrow the pattern is: 2 for one type, 1 for `type/*`, 0 for `*/*`.
    public var specificity: Int {
        if description == "*/*" { return 0 }
        return description.hasSuffix("/*") ? 1 : 2
    }

    /// Whether the pattern covers `mediaType`.
    public func matches(_ mediaType: MediaType) -> Bool {
        switch specificity {
        case 0: true
        case 1: mediaType.description.hasPrefix(description.dropLast())
        default: mediaType.description == description
        }
    }
}
