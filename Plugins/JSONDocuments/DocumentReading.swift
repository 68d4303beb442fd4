import ColumnProfiles
import HandlerAPI

/// One pass over the documents of a range: text becomes tokens, tokens become paths and values.
struct DocumentReading {
    /// How many bytes are taken at once: text, tokens and values then stay in the processor's second cache.
    private static let chunk = 256 << 10
    /// How many bytes are read behind the end of a range at once, to find the end of its last line.
    private static let overhang = 4 << 10
    /// The most bytes that a string or number with its key may have.
    static let largestValue = 8 << 20

    private let plan: DocumentPlan
    private let options: JSONDocumentsOptions
    private let upperBound: Int64
    private let window: TextWindow
    private let index: StructuralIndex
    private let tree: PathTree
    private let tape = ValueTape()
    private let limit: PathLimit
    private var profiles: [PathProfiles] = []
    private var reader: TokenReader
    private var failure: HandlerError?

    /// Prepares to read the documents that begin from `begin`, where one may, up to `upperBound`.
    init(_ plan: DocumentPlan, from begin: Int64, upTo upperBound: Int64, options: JSONDocumentsOptions) {
        self.plan = plan
        self.options = options
        self.upperBound = upperBound
        let capacity = Int(min(Int64(Self.chunk), max(1, plan.size - begin)))
        limit = PathLimit(paths: options.maximumPaths)
        window = TextWindow(capacity: capacity, position: begin)
        index = StructuralIndex(capacity: capacity)
        tree = PathTree(limit: limit)
        reader = TokenReader(
            tree, tape, isLines: plan.isLines, maximumDepth: options.maximumDepth, window: window, index: index)
    }

    /// Reads the documents, up to the first fault.
    mutating func read(_ file: borrowing FileContent) throws(HandlerError) -> DocumentPart {
        var isStuck = false
        while !reader.isFinished, failure == nil {
            let before = window.count
            let hasMore = try window.fill(wanted(isStuck: isStuck), from: file)
            takeText(isLast: !hasMore)
            isStuck = window.count > before && reader.consumed == 0
            if isStuck, window.count >= Self.largestValue, !reader.isFinished, failure == nil {
                let limit = ByteCount(Int64(Self.largestValue))
                failure = .limitExceeded("a string or number of more than \(limit)", at: window.start)
            }
        }
        return part
    }

    /// What was found.
    var part: DocumentPart {
        var part = DocumentPart(tree, profiles, limit: limit, sampleSize: plan.sampleSize)
        part.tally = reader.tally
        part.failure = failure
        return part
    }

    /// How many bytes there should be, so that those at hand and some more can be taken. It depends on the file alone.
    private func wanted(isStuck: Bool) -> Int {
        if isStuck { return 2 * window.count }
        let rest = Int(min(Int64(Self.chunk), max(0, upperBound - window.start))) + Self.overhang
        return max(min(Self.chunk, rest), window.count + Self.overhang)
    }

    private mutating func takeText(isLast: Bool) {
        index.find(in: window.text, isLast: isLast, findsLines: plan.isLines)
        let end = Int(clamping: upperBound - window.start)
        reader.begin(window, index, isLast: isLast || index.fault != nil, end: end)
        var isFull = true
        while isFull {
            reader.takeTokens()
            isFull = tape.isFull && reader.fault == nil && !reader.isFinished
            moveValues()
        }
        noteFailure()
        window.removeFirst(reader.consumed)
    }

    private mutating func moveValues() {
        while profiles.count < tree.count { profiles.append(PathProfiles(sampleSize: plan.sampleSize)) }
        tape.move(
            to: &profiles, base: window.base, textSize: window.decodedStart, beyondASCII: index.beyondASCII)
        reader.decoded = window.decodedStart
    }

    /// What cannot be read in the text at hand counts where nothing before it does; what is cut off by it does not.
    private mutating func noteFailure() {
        if let fault = reader.fault, !fault.isUnfinished || index.fault == nil {
            failure = fault.error(at: window.start)
        } else if let fault = index.fault, !reader.reachedEnd {
            failure = .corrupt(fault, at: window.start + Int64(index.size))
        }
    }
}
