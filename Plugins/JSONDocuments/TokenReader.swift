import CJSONIndex

/// Follows the tokens of documents: checks the grammar (RFC 8259), finds the path of each value, and puts numbers and
/// strings on a tape. It can be given a text piece by piece, each from the first token that was not taken yet.
///
/// The key that followed the one at hand in the last object is expected to follow again, so that finding a path takes
/// one comparison as long as documents are alike.
struct TokenReader {
    /// What the next token may be.
    enum Expectation {
        case document
        case memberOrEnd
        case member
        case itemOrEnd
        case item
        case separator
    }

    /// An object or array that is open.
    struct Frame {
        var node = PathTree.beyond
        var isObject = false
        /// Of an object the key expected next, of an array its elements; 0 is not known.
        var expected: Int32 = 0
        /// The key read last, 0 before the first.
        var last: Int32 = 0
        /// Of an object its number; of an array how many elements it has.
        var number = 0
    }

    let tree: PathTree
    let tape: ValueTape
    let isLines: Bool
    let maximumDepth: Int
    var expectation = Expectation.document
    /// The innermost object or array.
    var frame = Frame()
    /// Those around it, the outermost first; one for each level but the innermost.
    var outer: [Frame] = []
    var depth = 0
    var objectNumber = 0
    /// What was counted.
    var tally = DocumentTally()
    /// Whether a document was read on the line at hand.
    var lineHasDocument = false
    /// Whether a line break follows the last document.
    var sawLineBreak = true
    /// Where the last document ends.
    var documentEnd = 0

    // The piece of text at hand.
    var base: UnsafeMutableRawPointer
    var size = 0
    var tokens: UnsafePointer<UInt32>
    var escapes: UnsafePointer<UInt32>
    var tokenCount = 0
    var isLast = false
    var endsInString = false
    /// The next token.
    var place = 0
    /// The next escape.
    var nextEscape = 0
    /// Where decoded strings go.
    var decoded = 0
    /// Lines that begin from here on are left alone.
    var end = Int.max
    var isGoing = false
    /// Whether there is nothing more to take: `end` was reached, or the end of the text.
    var isFinished = false
    /// Whether `end` was reached.
    var reachedEnd = false
    var fault: DocumentFault?

    /// Makes a reader that expects a document.
    init(
        _ tree: PathTree, _ tape: ValueTape, isLines: Bool, maximumDepth: Int, window: TextWindow,
        index: StructuralIndex
    ) {
        self.tree = tree
        self.tape = tape
        self.isLines = isLines
        self.maximumDepth = maximumDepth
        base = window.base
        tokens = index.tokens
        escapes = index.escapes
        outer.reserveCapacity(32)
    }

    /// Begins with the first token of a piece of text.
    mutating func begin(_ window: TextWindow, _ index: StructuralIndex, isLast: Bool, end: Int) {
        base = window.base
        size = index.size
        tokens = index.tokens
        escapes = index.escapes
        tokenCount = index.tokenCount
        self.isLast = isLast
        self.end = end
        endsInString = index.endsInString || index.fault != nil
        (place, nextEscape, documentEnd) = (0, 0, 0)
        decoded = window.decodedStart
    }

    /// Takes tokens until there are too few, the tape is full, or there is a fault.
    mutating func takeTokens() {
        isGoing = true
        while isGoing {
            switch expectation {
            case .member, .memberOrEnd: takeMember()
            case .item, .itemOrEnd: takeItem()
            case .separator: takeSeparator()
            case .document: takeDocument()
            }
        }
    }

    /// How many bytes are done with: all but the first token that was not taken and what follows it.
    var consumed: Int { place < tokenCount ? Int(tokens[place]) : size }

    /// The byte at an offset.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 { base.load(fromByteOffset: offset, as: UInt8.self) }

    /// The offset of the token `distance` behind the next one.
    @inline(__always)
    func offset(_ distance: Int) -> Int { Int(tokens[place &+ distance]) }

    /// Stops because of a fault.
    mutating func fail(_ message: String, at offset: Int, isUnfinished: Bool = false, isLimit: Bool = false) {
        fault = DocumentFault(message: message, offset: offset, isUnfinished: isUnfinished, isLimit: isLimit)
        isGoing = false
    }

    /// Stops because of a token that cannot stand where it does.
    @inline(never)
    mutating func fail(expected: String, at offset: Int) {
        guard offset < size else {
            return fail("expected \(expected), found the end of the file", at: offset, isUnfinished: true)
        }
        let byte = byte(offset)
        let found =
            byte == UInt8(ascii: "\n")
            ? "the end of the line"
            : byte > 0x20 && byte < 0x7f ? "'\(Unicode.Scalar(byte))'" : "the byte \(byte)"
        fail("expected \(expected), found \(found)", at: offset)
    }

    /// Whether the next token and `more` behind it are there; stops if not. At the very end what is missing shows as
    /// the end.
    @inline(__always)
    mutating func has(_ more: Int) -> Bool {
        if place &+ more < tokenCount { return true }
        if isLast { return true }
        isGoing = false
        return false
    }
}

/// What was counted of documents.
struct DocumentTally: Sendable, Equatable {
    var documents = 0
    var blankLines = 0
    /// Members of objects whose key the object had already.
    var duplicateKeys = 0
    /// Values at paths beyond the bound.
    var valuesBeyond = 0
    /// The most objects and arrays within each other.
    var depth = 0

    /// Adds what was counted of the documents that follow.
    mutating func merge(_ other: DocumentTally) {
        documents += other.documents
        blankLines += other.blankLines
        duplicateKeys += other.duplicateKeys
        valuesBeyond += other.valuesBeyond
        depth = max(depth, other.depth)
    }
}
