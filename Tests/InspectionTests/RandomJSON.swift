import HandlerTesting

/// Writes JSON of all kinds: keys that are there twice, out of order or escaped, lists of named things, numbers of all forms.
struct RandomJSON {
    private static let keys = [
        "rows", "mean", "name", "path", "present", "missing", "a", "b", "a.b", "", "type", "é", "e\u{301}", "columns",
        "missing share", "k1", "k2", "k3", "k4", "k5", "k6", "k7",
    ]
    private static let texts = [
        "float", "day-time", "x.y", "temp", "salinity", "", "two words", "v2", "日本", "😀", "\"\\/", "\t\n",
    ]
    private static let numbers = [
        "0", "-0", "-0.0", "1", "12.5", "1e5", "1E+2", "2.5e-3", "0.1", "123456789012345678901234567890",
        "1.7976931348623157e308", "5e-324", "1e-999", "-72012192389.97425e-13", "9007199254740993",
        "18446744073709551615", "0.30000000000000004",
    ]

    private var generator: RepeatableGenerator

    init(seed: UInt64) { generator = RepeatableGenerator(seed: seed) }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }

    /// The text of an object.
    mutating func object(depth: Int = 0) -> String {
        let members = (0..<below(12)).map { _ in
            "\(blank())\(text(pick(Self.keys)))\(blank()):\(value(depth: depth + 1))"
        }
        return "{" + members.joined(separator: ",") + blank() + "}"
    }

    private mutating func value(depth: Int) -> String {
        let kinds = depth > 5 ? 6 : 10
        switch below(kinds) {
        case 0: return pick(["true", "false", "null"])
        case 1, 2: return text(pick(Self.texts))
        case 3: return pick(Self.numbers)
        case 4: return "\(Double(bitPattern: generator.next() & 0xBFFF_FFFF_FFFF_FFFF))"
        case 5: return "\(Int64(truncatingIfNeeded: generator.next()) >> below(64))"
        case 6: return list(depth: depth)
        case 7: return named(depth: depth)
        default: return blank() + object(depth: depth) + blank()
        }
    }

    private mutating func list(depth: Int) -> String {
        "[" + (0..<below(5)).map { _ in value(depth: depth + 1) }.joined(separator: ",") + "]"
    }

    /// A list of things that have names, which are the same now and then.
    private mutating func named(depth: Int) -> String {
        let elements = (0..<below(5)).map { _ in
            let rest = object(depth: depth + 1).dropFirst()
            let name = "{\(text(pick(["name", "path"]))):\(text(pick(Self.texts) + "\(below(9))"))"
            return name + (rest.contains(":") ? "," : "") + rest
        }
        return "[" + elements.joined(separator: blank() + ",") + "]"
    }

    private mutating func blank() -> String { pick(["", "", "", " ", "\n\t", "\r"]) }

    /// A text as JSON, with escapes where there must be some and where there may.
    private mutating func text(_ text: String) -> String {
        let isEscaped = below(6) == 0
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": return "\\\""
            case "\\": return "\\\\"
            case "\n": return "\\n"
            case "\t": return "\\t"
            case "/" where isEscaped: return "\\/"
            default:
                guard isEscaped, below(2) == 0 else { return String(scalar) }
                return String(scalar).utf16.map { unit in
                    let digits = String(unit, radix: 16, uppercase: below(2) == 0)
                    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }.joined()
            }
        }
        return "\"" + escaped.joined() + "\""
    }

    /// The same text with some of it cut off, doubled or changed; but for exponents, as `JSONSerialization` takes numbers that are too
    /// large where the same key comes again.
    mutating func damaged(_ json: String) -> String {
        var bytes = Array(json.utf8)
        switch below(3) {
        case 0: bytes.removeLast(below(bytes.count))
        case 1: bytes.insert(pick(Array("{}[]\",:\\0 u-.\u{1}".utf8)), at: below(bytes.count))
        default: bytes[below(bytes.count)] = pick(Array("{}[]\",:\\09 ut-+.a".utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
