/// A pattern for paths: `*` and `?` within a component, `**` over components, `[a-z]` and `[!a-z]` sets, `{csv,tsv}`
/// alternatives, which may hold others, and a backslash before a character that is meant as it is.
///
/// A pattern without a slash is held against the last component, one with a slash against the whole path. What stands
/// for one character covers a character of UTF-8, or a byte that is none. A match takes at most as many steps as pattern
/// and path have characters, multiplied.
public struct Glob: Sendable, Equatable, CustomStringConvertible {
    /// The pattern as written.
    public let description: String
    /// The text before the first special character; every matching path begins with it. Empty for a pattern that is held
    /// against the last component.
    public let literalPrefix: String
    private let steps: [GlobStep]
    private let coversWholePath: Bool

    /// Takes any text; there are no invalid patterns.
    public init(_ pattern: String) {
        description = pattern
        let anchored =
            pattern.utf8.first == UInt8(ascii: "/") ? pattern.unicodeScalars.dropFirst() : pattern.unicodeScalars[...]
        coversWholePath = pattern.utf8.contains(UInt8(ascii: "/")) || pattern == "**"
        steps = GlobStep.steps(of: GlobToken.tokens(of: anchored.map(\.value)))
        literalPrefix = coversWholePath ? GlobStep.literalPrefix(of: steps) : ""
    }

    /// Whether the pattern covers `path`.
    public func matches(_ path: String) -> Bool {
        matches(bytes: Array(path.utf8))
    }

    /// Whether the pattern covers the path of these bytes.
    public func matches(bytes path: [UInt8]) -> Bool {
        let subject = coversWholePath ? path[...] : (path.split(separator: UInt8(ascii: "/")).last ?? [])
        var matcher = GlobMatcher(steps)
        for character in Self.characters(of: subject) where !matcher.advance(over: character) { return false }
        return matcher.isAtEnd
    }

    /// The scalar values of UTF-8; beyond the last of them, each byte that is none has a number of its own.
    private static func characters(of bytes: ArraySlice<UInt8>) -> [UInt32] {
        if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.map { UInt32($0) } }
        var characters: [UInt32] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            var rest = bytes[index...].makeIterator()
            var decoder = UTF8()
            if case .scalarValue(let scalar) = decoder.decode(&rest) {
                characters.append(scalar.value)
                index += UTF8.width(scalar)
            } else {
                characters.append(0x11_0000 + UInt32(bytes[index]))
                index += 1
            }
        }
        return characters
    }
}
