/// How much a line of a program's log matters.
public enum ProgramLogLevel: String, Sendable, CaseIterable, Comparable {
    /// For the author of the handler.
    case debug
    /// What happens.
    case info
    /// Something a person should look at.
    case warning
    /// Something that keeps the handler from its work.
    case error

    /// Orders by weight.
    public static func < (left: Self, right: Self) -> Bool { left.weight < right.weight }

    private var weight: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// Takes the lines that programs write to their standard error: the handler's name, the level, the text.
public typealias ProgramLog = @Sendable (_ handler: String, _ level: ProgramLogLevel, _ text: String) -> Void

/// Makes lines of a log of what a program writes to its standard error.
struct LogLines {
    /// What is beyond so many bytes of a line is dropped.
    private static let longest = 2_000
    /// As much of the end is remembered.
    private static let remembered = 600

    private var buffer = LineBuffer()
    private var isDropping = false
    private var words: [String] = []
    private let log: (ProgramLogLevel, String) -> Void

    init(_ log: @escaping (ProgramLogLevel, String) -> Void) { self.log = log }

    /// The last that was written, on one line.
    var lastWords: String { words.joined(separator: "; ") }

    /// Forgets what was written so far.
    mutating func forget() { words = [] }

    mutating func append(_ block: UnsafeRawBufferPointer) {
        buffer.append(block)
        while let line = buffer.next() {
            if isDropping { isDropping = false } else { take(line) }
        }
        guard buffer.waiting > Self.longest else { return }
        let rest = buffer.rest()
        if !isDropping { take(rest) }
        isDropping = true
    }

    /// Takes what is left without an end of its line.
    mutating func finish() {
        let rest = buffer.rest()
        if !isDropping, !rest.isEmpty { take(rest) }
    }

    private mutating func take(_ line: ArraySlice<UInt8>) {
        let text = Self.printable(line.prefix(Self.longest))
        guard !text.isEmpty else { return }
        remember(text)
        for level in ProgramLogLevel.allCases where text.hasPrefix(level.rawValue + ":") {
            let message = text.dropFirst(level.rawValue.count + 1).drop { $0 == " " }
            return log(level, String(message))
        }
        log(.info, text)
    }

    /// Adds a line to the tail, which holds whole lines as far as there is room.
    private mutating func remember(_ text: String) {
        words.append(String(text.suffix(Self.remembered)))
        while words.count > 1, words.reduce(0, { $0 + $1.count + 2 }) > Self.remembered { words.removeFirst() }
    }

    /// The text without what would disturb a terminal.
    private static func printable(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for scalar in String(decoding: Array(bytes), as: UTF8.self).unicodeScalars {
            if scalar == "\t" {
                text += " "
            } else if scalar.value >= 0x20, !(0x7F...0x9F).contains(scalar.value) {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
