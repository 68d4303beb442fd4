/// Writes a regular expression in the way of the C library.
struct PatternTranslation {
    private let pattern: String
    private var rest: Substring
    private var text = ""
    private var ignoresCase = false
    private var isInBrackets = false
    private var bracketStart = 0
    private var copies = 1

    private init(_ pattern: String) {
        self.pattern = pattern
        rest = pattern[...]
    }

    /// The expression, and whether it takes capital and small letters for the same.
    ///
    /// - Parameter mostCopies: What the bounds of all repeats, multiplied, may come to.
    static func posix(
        _ pattern: String, mostCopies: Int
    ) throws(RegularExpressionError) -> (text: String, ignoresCase: Bool) {
        var translation = PatternTranslation(pattern)
        if translation.rest.hasPrefix("(?i)") {
            translation.rest.removeFirst(4)
            translation.ignoresCase = true
        }
        while let character = translation.rest.popFirst() { try translation.take(character, mostCopies) }
        return (translation.text, translation.ignoresCase)
    }

    private mutating func take(_ character: Character, _ mostCopies: Int) throws(RegularExpressionError) {
        switch character {
        case "\\": try takeEscape()
        case "[" where !isInBrackets: openBrackets()
        case "[" where isInBrackets && rest.first == ":": takeClass()
        case "]" where isInBrackets && text.utf8.count > bracketStart:
            isInBrackets = false
            text.append(character)
        case "(" where !isInBrackets && rest.hasPrefix("?"): try takeGroup()
        case "{" where !isInBrackets: try takeBounds(mostCopies)
        default: text.append(character)
        }
    }

    private mutating func openBrackets() {
        isInBrackets = true
        text.append("[")
        if rest.first == "^" {
            rest.removeFirst()
            text.append("^")
        }
        // A closing bracket that comes first stands for itself.
        bracketStart = text.utf8.count
    }

    private mutating func takeClass() {
        let end = rest.firstRange(of: ":]")?.upperBound ?? rest.startIndex
        text += "[" + rest[..<end]
        rest = rest[end...]
    }

    private mutating func takeEscape() throws(RegularExpressionError) {
        guard let escaped = rest.popFirst() else {
            throw RegularExpressionError(pattern, "a backslash ends it; two of them stand for one")
        }
        if isInBrackets { return try takeEscapeInBrackets(escaped) }
        switch escaped {
        case "d": text += "[0-9]"
        case "D": text += "[^0-9]"
        case "t": text += "\t"
        case "n": text += "\n"
        case "1"..."9":
            throw RegularExpressionError(
                pattern, "\\\(escaped) refers back to a group, which can take time without bounds; write it out")
        default: text += "\\" + String(escaped)
        }
    }

    private mutating func takeEscapeInBrackets(_ escaped: Character) throws(RegularExpressionError) {
        switch escaped {
        case "d": text += "0-9"
        case "w": text += "[:alnum:]_"
        case "s": text += "[:space:]"
        case "t": text += "\t"
        case "n": text += "\n"
        case "]", "-", "^", "[":
            throw RegularExpressionError(
                pattern, "in brackets \\\(escaped) is not known; put ] first, - last, ^ and [ anywhere but first")
        default: text.append(escaped)
        }
    }

    private mutating func takeGroup() throws(RegularExpressionError) {
        guard rest.hasPrefix("?:") else {
            throw RegularExpressionError(
                pattern, "(\(rest.prefix(2)) is not known; there are (…), (?:…), and (?i) at the beginning")
        }
        rest.removeFirst(2)
        text.append("(")
    }

    private mutating func takeBounds(_ mostCopies: Int) throws(RegularExpressionError) {
        let bounds = rest.prefix { $0.isNumber || $0 == "," }.split(separator: ",").compactMap { Int($0) }
        let (product, isTooLarge) = copies.multipliedReportingOverflow(by: max(1, bounds.max() ?? 1))
        guard !isTooLarge, product <= mostCopies else {
            throw RegularExpressionError(pattern, "its repeats come to more than \(mostCopies) copies; use * or +")
        }
        copies = product
        text.append("{")
    }
}
