import HandlerTesting

/// Documents made at random, and what is in them, counted as they are written.
struct RandomDocuments {
    /// What is at a path.
    struct Content: Equatable {
        var types: [String: Int] = [:]
        var present = 0
        var lengths: [Int] = []
        var strings: [String] = []
        var numbers: [String] = []
    }

    private(set) var text = ""
    private(set) var contents: [String: Content] = [:]
    private(set) var count = 0
    private var generator: RepeatableGenerator
    /// Whether blanks, of which line ends are not, stand between tokens.
    private let hasBlanks: Bool

    init(seed: UInt64, hasBlanks: Bool = true) {
        generator = RepeatableGenerator(seed: seed)
        self.hasBlanks = hasBlanks
    }

    /// Writes a document and a line end.
    mutating func addLine() {
        writeBlanks()
        writeObject("$", depth: 0)
        writeBlanks()
        text += chance(7) ? "\r\n" : "\n"
        if chance(11) { text += "\n" }
        count += 1
    }

    /// Writes the elements of an array, or a comma and more.
    mutating func addElements(_ amount: Int) {
        for _ in 0..<amount {
            text += count == 0 ? "[" : ",\n"
            writeBlanks()
            writeValue("$[]", depth: 1)
            count += 1
        }
    }

    /// Writes the end of the array.
    mutating func endArray() {
        contents["$", default: Content()].types["array", default: 0] += 1
        contents["$", default: Content()].lengths.append(count)
        text += "]\n"
    }

    private mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &generator) == 0 }

    private mutating func writeBlanks() {
        guard hasBlanks, chance(5) else { return }
        text += [" ", "\t", "   ", "\r"].randomElement(using: &generator) ?? ""
    }

    private mutating func note(_ path: String, _ type: String) {
        contents[path, default: Content()].types[type, default: 0] += 1
    }

    private mutating func writeValue(_ path: String, depth: Int) {
        switch Int.random(in: 0..<(depth > 3 ? 7 : 10), using: &generator) {
        case 0: writeWord(path, "null", "null")
        case 1: writeWord(path, chance(2) ? "true" : "false", "boolean")
        case 2, 3: writeNumber(path)
        case 4, 5, 6: writeString(path)
        case 7: writeArray(path, depth: depth + 1)
        default: writeObject(path, depth: depth + 1)
        }
        writeBlanks()
    }

    private mutating func writeWord(_ path: String, _ word: String, _ type: String) {
        note(path, type)
        text += word
    }

    private mutating func writeNumber(_ path: String) {
        let whole = [
            "0", "-0", "7", "-12", "1234567", "9007199254740993", "-9223372036854775808", "12345678901234567890",
        ]
        let other = ["0.5", "-1.25", "1e3", "2E-2", "0.0000001", "123456.789012345678", "1e400", "-0.0"]
        let isWhole = chance(2)
        let number = (isWhole ? whole : other).randomElement(using: &generator) ?? "0"
        note(path, isWhole ? "integer" : "number")
        contents[path, default: Content()].numbers.append(number)
        text += number
    }

    private mutating func writeString(_ path: String) {
        note(path, "string")
        contents[path, default: Content()].strings.append(writeText())
    }

    /// Writes a string in quotes; returns what it stands for.
    private mutating func writeText() -> String {
        var plain = ""
        text += "\""
        for _ in 0..<Int.random(in: 0...(chance(20) ? 300 : 9), using: &generator) {
            let (written, meant) = Self.pieces.randomElement(using: &generator) ?? ("", "")
            text += written
            plain += meant
        }
        text += "\""
        return plain
    }

    /// How characters may be written, and what they are.
    private static let pieces: [(String, String)] = [
        ("a", "a"), ("word ", "word "), ("é", "é"), ("東京", "東京"), ("😀", "😀"), ("\\n", "\n"), ("\\\"", "\""),
        ("\\\\", "\\"), ("\\/", "/"), ("/", "/"), ("\\u0041", "A"), ("\\u00e9", "\u{e9}"), ("\\uD83D\\uDE00", "😀"),
        ("\\ud800", "\u{fffd}"), ("{[,:]}", "{[,:]}"), ("\\t", "\t"), ("\\u0000", "\0"),
        ("longer than sixteen", "longer than sixteen"),
        ("\u{7f}", "\u{7f}"), ("\\\\\\\"", "\\\""),
    ]

    private mutating func writeArray(_ path: String, depth: Int) {
        note(path, "array")
        let count = chance(4) ? 0 : Int.random(in: 1...4, using: &generator)
        contents[path, default: Content()].lengths.append(count)
        text += "["
        writeBlanks()
        for index in 0..<count {
            if index > 0 { text += "," }
            writeBlanks()
            writeValue(path + "[]", depth: depth)
        }
        text += "]"
    }

    private mutating func writeObject(_ path: String, depth: Int) {
        let keys = [
            ("a", ".a"), ("name", ".name"), ("a key much longer than sixteen", "[\"a key much longer than sixteen\"]"),
            ("quo\\\"ted", "[\"quo\\\"ted\"]"), ("été", ".été"), ("b\\\\", "[\"b\\\\\"]"), ("b\\u0062", ".bb"),
            ("", "[\"\"]"),
            ("sixteen_letters_", ".sixteen_letters_"), ("9", "[\"9\"]"),
        ]
        note(path, "object")
        text += "{"
        writeBlanks()
        var isFirst = true
        for (key, step) in keys where chance(2) {
            if !isFirst { text += "," }
            isFirst = false
            writeBlanks()
            text += "\"\(key)\""
            writeBlanks()
            text += ":"
            writeBlanks()
            contents[path + step, default: Content()].present += 1
            writeValue(path + step, depth: depth)
        }
        text += "}"
    }
}
