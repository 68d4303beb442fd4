/// A symbol of a ``Glob``.
enum GlobToken: Equatable {
    /// A character that stands for itself.
    case character(UInt32)
    /// `?`
    case anyCharacter
    /// `[a-z]`
    case set(GlobSet)
    /// `*`, or `**`, which crosses slashes.
    case run(crossesSlashes: Bool)
    /// `**/`, which covers no component as well.
    case folders
    /// `{`
    case open
    /// `,` between alternatives.
    case comma
    /// `}`
    case close

    /// Cuts a pattern, given as scalar values. Braces without a partner, and commas outside of braces, are characters.
    static func tokens(of pattern: [UInt32]) -> [GlobToken] {
        var tokens: [GlobToken] = []
        var rest = pattern[...]
        while let token = next(in: &rest) { tokens.append(token) }
        let paired = pairedBraces(of: tokens)
        for (index, token) in tokens.enumerated() where !paired.contains(index) {
            if let character = token.character { tokens[index] = .character(character) }
        }
        return tokens
    }

    private static func next(in rest: inout ArraySlice<UInt32>) -> GlobToken? {
        guard let first = rest.popFirst() else { return nil }
        switch Unicode.Scalar(first) {
        case "?": return .anyCharacter
        case "{": return .open
        case ",": return .comma
        case "}": return .close
        case "*": return run(in: &rest)
        case "[": return GlobSet(takenFrom: &rest).map { .set($0) } ?? .character(first)
        case "\\": return .character(rest.popFirst() ?? first)
        default: return .character(first)
        }
    }

    private static func run(in rest: inout ArraySlice<UInt32>) -> GlobToken {
        let stars = rest.prefix { $0 == GlobToken.star }.count
        rest = rest.dropFirst(stars)
        guard stars > 0 else { return .run(crossesSlashes: false) }
        guard rest.first == slash else { return .run(crossesSlashes: true) }
        rest = rest.dropFirst()
        return .folders
    }

    /// Where braces with a partner stand, and the commas between them.
    private static func pairedBraces(of tokens: [GlobToken]) -> Set<Int> {
        var paired: Set<Int> = []
        var opened: [[Int]] = []
        for (index, token) in tokens.enumerated() {
            switch token {
            case .open: opened.append([index])
            case .comma where !opened.isEmpty: opened[opened.count - 1].append(index)
            case .close: if let places = opened.popLast() { paired.formUnion(places + [index]) }
            default: break
            }
        }
        return paired
    }

    /// What a brace or a comma is where it is no more than a character.
    private var character: UInt32? {
        switch self {
        case .open: UInt32(UInt8(ascii: "{"))
        case .comma: UInt32(UInt8(ascii: ","))
        case .close: UInt32(UInt8(ascii: "}"))
        default: nil
        }
    }

    private static let star = UInt32(UInt8(ascii: "*"))
    static let slash = UInt32(UInt8(ascii: "/"))
}

/// The characters that `[a-z]` or `[!a-z]` covers; never a slash.
struct GlobSet: Sendable, Equatable {
    private var ranges: [ClosedRange<UInt32>] = []
    private var isNegated = false

    /// Takes a set off `rest`, which follows its opening bracket; `nil` where no bracket closes it.
    ///
    /// A closing bracket that comes first is one of the characters.
    init?(takenFrom rest: inout ArraySlice<UInt32>) {
        var body = rest
        isNegated = body.first == UInt32(UInt8(ascii: "!")) || body.first == UInt32(UInt8(ascii: "^"))
        if isNegated { body = body.dropFirst() }
        guard let end = body.dropFirst().firstIndex(of: UInt32(UInt8(ascii: "]"))) else { return nil }
        rest = rest[(end + 1)...]
        body = body[..<end]
        while let lower = body.popFirst() {
            let isRange = body.count > 1 && body.first == UInt32(UInt8(ascii: "-"))
            let upper = isRange ? body[body.startIndex + 1] : lower
            if isRange { body = body.dropFirst(2) }
            if lower <= upper { ranges.append(lower...upper) }
        }
    }

    /// Whether the set covers `character`.
    func covers(_ character: UInt32) -> Bool {
        character != GlobToken.slash && ranges.contains { $0.contains(character) } != isNegated
    }
}
