import HandlerAPI

/// What must be known of a file before its documents can be read from anywhere.
public struct DocumentPlan: Sendable, Equatable {
    /// The size of the file, in bytes.
    var size: Int64
    /// Where the first document may begin: behind a byte order mark.
    var start: Int64 = 0
    /// Whether each document is on a line of its own, so that a line end is never within one.
    var isLines = false
    /// How many bytes a range has at most. Smaller ones are read again and again in tests.
    var rangeSize: Int64 = 32 << 20

    /// How many ranges the documents are read in.
    public var rangeCount: Int { pieces.count }

    private var pieces: FilePieces {
        FilePieces(
            start..<max(start, size), ofAtMost: isLines ? rangeSize : .max, downTo: isLines ? rangeSize / 4 : nil)
    }

    /// The bytes in which the lines of range `number` begin.
    func range(_ number: Int) -> Range<Int64> { pieces[number] }

    /// How many numbers of a path a range's sketch takes in before it leaves some out: all ranges together take enough.
    var sampleSize: Int { max(1_024, 32_768 / rangeCount) }
}

extension DocumentPlan {
    private static let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    /// How many first bytes are looked at, the larger number only where the first line does not end among the first.
    private static let windows = [64 << 10, 1 << 20]

    /// What the first line that is not blank is.
    private enum FirstLine {
        case document(isFollowed: Bool)
        case beginning
        case faulty
        case endless
    }

    /// Looks at the beginning of `file`.
    ///
    /// Lines of a file whose type says so are documents unless the first goes on beyond its line. A file taken for
    /// one document is one of lines where its first line is a whole document, and an object or an array begins behind
    /// it.
    init(of file: borrowing FileContent) throws(HandlerError) {
        self.init(size: file.size.bytes)
        if try file.prefix(3) == Self.mark { start = 3 }
        switch (try firstLine(of: file), file.mediaType == "application/json") {
        case (.document(let isFollowed), true): isLines = isFollowed
        case (_, true), (.beginning, false): isLines = false
        default: isLines = true
        }
    }

    private func firstLine(of file: borrowing FileContent) throws(HandlerError) -> FirstLine {
        let window = TextWindow(capacity: Int(min(size, Int64(Self.windows[0]))), position: start)
        for wanted in Self.windows {
            let hasMore = try window.fill(Int(min(size, Int64(wanted))), from: file)
            let blanks = window.text.prefix { $0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }.count
            let line = window.text[blanks...].prefix { $0 != UInt8(ascii: "\n") }
            guard !line.isEmpty else { continue }
            if line.endIndex < window.count || !hasMore { return Self.classify(window, upTo: line.endIndex) }
        }
        return .endless
    }

    private static func classify(_ window: TextWindow, upTo end: Int) -> FirstLine {
        let index = StructuralIndex(capacity: end)
        index.find(in: UnsafeRawBufferPointer(rebasing: window.text[..<end]), isLast: true, findsLines: false)
        let tree = PathTree(limit: PathLimit(paths: 1))
        let tape = ValueTape()
        var reader = TokenReader(
            tree, tape, isLines: false, maximumDepth: JSONDocumentsOptions.largestDepth, window: window, index: index)
        reader.begin(window, index, isLast: true, end: .max)
        reader.takeTokens()
        if let fault = reader.fault { return fault.isUnfinished && index.fault == nil ? .beginning : .faulty }
        let next = window.text[end...].first { $0 > 0x20 }
        return .document(isFollowed: next == UInt8(ascii: "{") || next == UInt8(ascii: "["))
    }
}
