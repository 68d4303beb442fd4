import HandlerAPI

/// A file that a handler reads range by range, in this process. Ranges are joined in the order of the file, whatever the
/// order they come in. Used by one thread.
public protocol RangedFile: AnyObject {
    /// How many ranges there are, at least 1.
    var rangeCount: Int { get }
    /// How many of them can be read ahead; see ``SplittableHandler/firstPassCount(of:)``.
    var firstPassCount: Int { get }
    /// Where the range after those that are joined ends, where that is known; see ``SplittableHandler/end(ofRange:by:)``.
    var nextEnd: Int64? { get }

    /// Reads a range and joins it, or keeps it until those before it are there.
    func read(_ number: Int) throws(HandlerError)

    /// Reads a range for another process, which takes it by ``take(_:asRange:)``.
    func state(ofRange number: Int) throws(HandlerError) -> [UInt8]

    /// Takes ranges that were read elsewhere: one, or several from the first on.
    func take(_ state: [UInt8], asRanges ranges: Range<Int>) throws(HandlerError)

    /// Reads the range after those that are joined, and joins it.
    ///
    /// - Returns: `false` where not all of it is there yet, or where it cannot be read ahead; nothing has changed then.
    func readAhead() throws(HandlerError) -> Bool

    /// All ranges joined so far, for another process, which takes them by ``take(_:asRanges:)``.
    func wholeState() throws(HandlerError) -> [UInt8]

    /// The result, once all ranges are there.
    func finish(reporting findings: inout Findings) throws(HandlerError) -> any StoredAggregate
}

/// A file in the hands of a handler of type `Kind`.
final class RangedReading<Kind: SplittableHandler>: RangedFile {
    private let handler: Kind
    private let file: FileContent
    private let plan: Kind.Plan
    private let arrival: Arrival?
    private var whole: Kind.Part?
    /// How many ranges ``whole`` has.
    private var joined = 0
    /// Parts by the first of their ranges, with how many they have.
    private var waiting: [Int: (part: Kind.Part, count: Int)] = [:]

    /// Looks at the beginning of `file`.
    ///
    /// - Parameter arrival: How much of it is there, where more is to come.
    init(_ handler: Kind, _ file: consuming FileContent, _ arrival: Arrival?) throws(HandlerError) {
        plan = try handler.plan(for: file)
        self.arrival = arrival
        self.handler = handler
        self.file = file
    }

    var rangeCount: Int { max(1, handler.rangeCount(of: plan)) }

    var firstPassCount: Int { min(rangeCount, handler.firstPassCount(of: plan)) }

    var nextEnd: Int64? { joined < firstPassCount ? handler.end(ofRange: joined, by: plan) : nil }

    func read(_ number: Int) throws(HandlerError) {
        try take(handler.range(number, of: file, by: plan), number..<number + 1)
    }

    func state(ofRange number: Int) throws(HandlerError) -> [UInt8] {
        handler.encoded(try handler.range(number, of: file, by: plan))
    }

    func take(_ state: [UInt8], asRanges ranges: Range<Int>) throws(HandlerError) {
        guard ranges.count == 1 || ranges.lowerBound == 0 && 1...firstPassCount ~= ranges.count else {
            throw .corrupt("ranges \(ranges) came together")
        }
        try take(handler.part(from: state, by: plan), ranges)
    }

    func readAhead() throws(HandlerError) -> Bool {
        guard joined < firstPassCount else { return false }
        _ = arrival?.takeMiss()
        let part: Kind.Part
        do throws(HandlerError) { part = try handler.range(joined, of: file, by: plan) } catch {
            if arrival?.takeMiss() ?? false { return false }
            throw error
        }
        if arrival?.takeMiss() ?? false { return false }
        try take(part, joined..<joined + 1)
        // Where joining reads on beyond what is there, what is joined may be half a range.
        if arrival?.takeMiss() ?? false { throw .unreadable("it is not there yet", at: 0) }
        return true
    }

    func wholeState() throws(HandlerError) -> [UInt8] {
        guard let whole else { throw .corrupt("no range was read") }
        return handler.encoded(whole)
    }

    func finish(reporting findings: inout Findings) throws(HandlerError) -> any StoredAggregate {
        guard let whole, joined == rangeCount else { throw .corrupt("only \(joined) of \(rangeCount) ranges came") }
        return AggregateBox(value: try handler.finish(whole, of: file, by: plan, reporting: &findings))
    }

    private func take(_ part: Kind.Part, _ ranges: Range<Int>) throws(HandlerError) {
        waiting[ranges.lowerBound] = (part, ranges.count)
        while let next = waiting.removeValue(forKey: joined) {
            if joined == 0 {
                whole = next.part
            } else if var sum = whole.take() {
                try handler.join(next.part, ofRange: joined, to: &sum, of: file, by: plan)
                whole = sum
            }
            joined += next.count
        }
    }
}

extension SplittableHandler {
    /// A file in the hands of this handler.
    func ranged(_ file: consuming FileContent, _ arrival: Arrival?) throws(HandlerError) -> any RangedFile {
        try RangedReading(self, file, arrival)
    }
}
