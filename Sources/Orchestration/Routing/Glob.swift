/// A pattern for paths: `*` and `?` within a component, `**` over components, `[a-z]` and `[!a-z]` sets, `{csv,tsv}`
/// alternatives, and a backslash before a character that is meant as it is.
///
/// A pattern without a slash is held against the last component, one with a slash against the whole path.
public struct Glob: Sendable, Equatable, CustomStringConvertible {
    /// The pattern as written.
    public let description: String
    private let alternatives: [[UInt8]]
    private let coversWholePath: Bool

    /// Takes any text; there are no invalid patterns.
    public init(_ pattern: String) {
        description = pattern
        let bytes = Array(pattern.utf8)
        let anchored = bytes.first == UInt8(ascii: "/") ? Array(bytes.dropFirst()) : bytes
        coversWholePath = bytes.contains(UInt8(ascii: "/")) || bytes == Array("**".utf8)
        alternatives = Self.expandBraces(anchored)
    }

    /// The text before the first special character; every matching path begins with it. Empty for a pattern that is held
    /// against the last component.
    public var literalPrefix: String {
        guard coversWholePath, alternatives.count == 1 else { return "" }
        let literal = alternatives[0].prefix { !"*?[\\".utf8.contains($0) }
        return String(decoding: literal, as: UTF8.self)
    }

    /// Whether the pattern covers `path`.
    public func matches(_ path: String) -> Bool {
        matches(bytes: Array(path.utf8))
    }

    /// Whether the pattern covers the path of these bytes.
    public func matches(bytes path: [UInt8]) -> Bool {
        let subject = coversWholePath ? path[...] : (path.split(separator: UInt8(ascii: "/")).last ?? [])
        return alternatives.contains { pattern in
            var failed: Set<Failed> = []
            return Self.match(pattern[...], subject, &failed)
        }
    }

    /// A star and a place in the text from which no match is found; without this, many stars take exponential time.
    private struct Failed: Hashable {
        let star: Int
        let place: Int
    }

    private static func match(
        _ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>, _ failed: inout Set<Failed>
    ) -> Bool {
        var pattern = pattern
        var text = text
        while let symbol = pattern.first {
            if symbol == UInt8(ascii: "*") { return matchStar(pattern, text, &failed) }
            guard let byte = text.first, let next = matchOne(pattern, byte) else { return false }
            pattern = next
            text = text.dropFirst()
            // One character may be several bytes of UTF-8.
            if symbol == UInt8(ascii: "?") { text = text.drop { $0 & 0xC0 == 0x80 } }
        }
        return text.isEmpty
    }

    private static func matchStar(
        _ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>, _ failed: inout Set<Failed>
    ) -> Bool {
        let crossesComponents = pattern.starts(with: Array("**".utf8))
        let rest = pattern.drop { $0 == UInt8(ascii: "*") }
        if crossesComponents, rest.first == UInt8(ascii: "/"), match(rest.dropFirst(), text, &failed) { return true }
        var text = text
        while failed.insert(Failed(star: pattern.startIndex, place: text.startIndex)).inserted {
            if match(rest, text, &failed) { return true }
            guard let byte = text.popFirst(), crossesComponents || byte != UInt8(ascii: "/") else { return false }
        }
        return false
    }

    /// The pattern after its first symbol, if that covers `byte`.
    private static func matchOne(_ pattern: ArraySlice<UInt8>, _ byte: UInt8) -> ArraySlice<UInt8>? {
        let isSlash = byte == UInt8(ascii: "/")
        switch pattern.first {
        case UInt8(ascii: "?"): return isSlash ? nil : pattern.dropFirst()
        case UInt8(ascii: "["):
            guard let end = pattern.dropFirst(2).firstIndex(of: UInt8(ascii: "]")) else {
                return byte == UInt8(ascii: "[") ? pattern.dropFirst() : nil
            }
            let covers = set(pattern[(pattern.startIndex + 1)..<end], contains: byte)
            return covers && !isSlash ? pattern[(end + 1)...] : nil
        case UInt8(ascii: "\\") where pattern.count > 1:
            return pattern.dropFirst().first == byte ? pattern.dropFirst(2) : nil
        default: return pattern.first == byte ? pattern.dropFirst() : nil
        }
    }

    private static func set(_ members: ArraySlice<UInt8>, contains byte: UInt8) -> Bool {
        let isNegated = members.first == UInt8(ascii: "!") || members.first == UInt8(ascii: "^")
        let body = Array(isNegated ? members.dropFirst() : members)
        var index = 0
        while index < body.count {
            let isRange = index + 2 < body.count && body[index + 1] == UInt8(ascii: "-")
            let upper = isRange ? body[index + 2] : body[index]
            if body[index] <= byte, byte <= upper { return !isNegated }
            index += isRange ? 3 : 1
        }
        return isNegated
    }

    private static func expandBraces(_ pattern: [UInt8]) -> [[UInt8]] {
        guard let open = pattern.firstIndex(of: UInt8(ascii: "{")),
            let close = pattern[open...].firstIndex(of: UInt8(ascii: "}"))
        else { return [pattern] }
        let choices = pattern[(open + 1)..<close].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let tails = expandBraces(Array(pattern[(close + 1)...]))
        return choices.flatMap { choice in tails.map { pattern[..<open] + choice + $0 } }
    }
}
