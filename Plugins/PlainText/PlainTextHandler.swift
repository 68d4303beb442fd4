import HandlerAPI

/// Counts what any text has, whatever it says: lines, words, characters, line ends, encoding.
public struct PlainTextHandler: Handler {
    /// Takes every text; a handler of a narrower type goes first.
    public static let descriptor = HandlerDescriptor(
        name: "text", version: "1.0.0", summary: "Lines, words, characters, line ends and encoding of text",
        accepts: ["text/*", "application/json", "application/x-ndjson"], outputs: outputs)

    /// How many bytes decide whether a file is text at all.
    private static let openingSize = 64 << 10

    /// Makes the handler; it has no options.
    public init(options: HandlerOptions) throws(HandlerError) {}

    /// Reads the file once, in constant memory.
    public func handle(
        _ file: borrowing FileContent, reporting findings: inout Findings
    ) throws(HandlerError) -> TextSummary {
        let opening = try file.prefix(Self.openingSize)
        let form = TextForm(opening: opening, charset: file.charset)
        if form.isSingleByteUnits, let fault = BinaryCheck.fault(of: opening) { throw .wrongFormat(fault, at: 0) }
        let summary: TextSummary
        switch form {
        case .utf16(let isBigEndian, let bomLength):
            var reader = UTF16Reader(isBigEndian: isBigEndian)
            try Self.feed(file, skipping: bomLength) { reader.add($0) }
            summary = reader.finish(bytes: file.size.bytes)
        case .bytes(let bomLength):
            var reader = UTF8Reader()
            try Self.feed(file, skipping: bomLength) { reader.add($0) }
            summary = reader.finish(bytes: file.size.bytes, hasByteOrderMark: bomLength > 0)
        }
        Self.report(summary, to: &findings)
        return summary
    }

    private static func feed(
        _ file: borrowing FileContent, skipping skipped: Int, _ take: (UnsafeRawBufferPointer) -> Void
    ) throws(HandlerError) {
        try file.forEachChunk { chunk, offset throws(HandlerError) in
            let start = max(0, min(chunk.count, skipped - Int(clamping: offset)))
            take(UnsafeRawBufferPointer(rebasing: chunk[start...]))
        }
    }

    private static func report(_ summary: TextSummary, to findings: inout Findings) {
        guard summary.invalidSequences > 0 else { return }
        let share = Double(summary.invalidSequences) / Double(max(1, summary.characters))
        let sequences = summary.invalidSequences == 1 ? "byte sequence is" : "byte sequences are"
        findings.report(
            Anomaly(
                subject: "encoding", detector: "invalid-encoding", score: min(1, 0.6 + 4 * share),
                reason: """
                    \(summary.invalidSequences) \(sequences) not \(summary.encoding), of \
                    \(summary.characters) characters; expected none
                    """))
    }
}

/// Whether a text is made of bytes or of 16-bit units, and how long its byte order mark is.
enum TextForm {
    case bytes(bomLength: Int)
    case utf16(isBigEndian: Bool, bomLength: Int)

    /// Decides by the byte order mark, else by what the detector saw.
    init(opening: [UInt8], charset: String?) {
        if opening.starts(with: [0xEF, 0xBB, 0xBF]) {
            self = .bytes(bomLength: 3)
        } else if opening.starts(with: [0xFF, 0xFE]) {
            self = .utf16(isBigEndian: false, bomLength: 2)
        } else if opening.starts(with: [0xFE, 0xFF]) {
            self = .utf16(isBigEndian: true, bomLength: 2)
        } else {
            switch charset?.lowercased() {
            case "utf-16le": self = .utf16(isBigEndian: false, bomLength: 0)
            case "utf-16be": self = .utf16(isBigEndian: true, bomLength: 0)
            default: self = .bytes(bomLength: 0)
            }
        }
    }

    /// Whether a character's unit is one byte, so that zero bytes are none of text.
    var isSingleByteUnits: Bool { if case .bytes = self { true } else { false } }
}

/// Tells binary files that were taken for text.
enum BinaryCheck {
    /// Why `opening` is none of text, if so: a hundredth of zero bytes, or, where there are enough bytes to judge, a
    /// twentieth of control characters that no terminal or printer acts on.
    static func fault(of opening: [UInt8]) -> String? {
        let zeros = opening.count { $0 == 0 }
        if zeros > 0, zeros * 100 >= opening.count {
            return "\(zeros) of the first \(opening.count) bytes are zero; text has none"
        }
        let controls = opening.count { $0 < 0x20 && !(0x07...0x0D).contains($0) && $0 != 0x1B }
        guard opening.count >= 512, controls * 20 >= opening.count else { return nil }
        return "\(controls) of the first \(opening.count) bytes are control characters; text has few"
    }
}
