import HandlerAPI

/// A file that a handler reads range by range, in this process. Ranges are joined in the order of the file, whatever the
/// order they come in. Used by one thread.
public protocol RangedFile: AnyObject {
    /// How many ranges there are, at least 1.
    var rangeCount: Int { get }

    /// Reads a range and joins it, or keeps it until those before it are there.
    func read(_ number: Int) throws(HandlerError)

    /// Reads a range for another process, which takes it by ``take(_:asRange:)``.
    func state(ofRange number: Int) throws(HandlerError) -> [UInt8]

    /// Takes a range that was read elsewhere.
    func take(_ state: [UInt8], asRange number: Int) throws(HandlerError)

    /// The result, once all ranges are there.
    func finish(reporting findings: inout Findings) throws(HandlerError) -> any StoredAggregate
}

/// A file in the hands of a handler of type `Kind`.
final class RangedReading<Kind: SplittableHandler>: RangedFile {
    private let handler: Kind
    private let file: FileContent
    private let plan: Kind.Plan
    private var whole: Kind.Part?
    /// How many ranges ``whole`` has.
    private var joined = 0
    private var waiting: [Int: Kind.Part] = [:]

    /// Looks at the beginning of `file`.
    init(_ handler: Kind, _ file: consuming FileContent) throws(HandlerError) {
        plan = try handler.plan(for: file)
        self.handler = handler
        self.file = file
    }

    var rangeCount: Int { max(1, handler.rangeCount(of: plan)) }

    func read(_ number: Int) throws(HandlerError) { try take(handler.range(number, of: file, by: plan), number) }

    func state(ofRange number: Int) throws(HandlerError) -> [UInt8] {
        handler.encoded(try handler.range(number, of: file, by: plan))
    }

    func take(_ state: [UInt8], asRange number: Int) throws(HandlerError) {
        try take(handler.part(from: state, by: plan), number)
    }

    func finish(reporting findings: inout Findings) throws(HandlerError) -> any StoredAggregate {
        guard let whole, joined == rangeCount else { throw .corrupt("only \(joined) of \(rangeCount) ranges came") }
        return AggregateBox(value: try handler.finish(whole, of: file, by: plan, reporting: &findings))
    }

    private func take(_ part: Kind.Part, _ number: Int) throws(HandlerError) {
        waiting[number] = part
        while let next = waiting.removeValue(forKey: joined) {
            if joined == 0 {
                whole = next
            } else if var sum = whole.take() {
                try handler.join(next, ofRange: joined, to: &sum, of: file, by: plan)
                whole = sum
            }
            joined += 1
        }
    }
}

extension SplittableHandler {
    /// A file in the hands of this handler.
    func ranged(_ file: consuming FileContent) throws(HandlerError) -> any RangedFile {
        try RangedReading(self, file)
    }
}
