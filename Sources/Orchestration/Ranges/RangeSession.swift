import HandlerAPI

/// A file that several sessions read in ranges; one of them leads and joins what the others read.
///
/// Each session opens the file for itself and finds the same ranges, as they depend on the file alone.
public protocol RangeSession: AnyObject {
    /// How many ranges there are, at least 1.
    var rangeCount: Int { get }
    /// How many of them can be read ahead; see ``SplittableHandler/firstPassCount(of:)``.
    var firstPassCount: Int { get }
    /// Where the range after those that are joined ends, where that is known; see ``SplittableHandler/end(ofRange:by:)``.
    var nextEnd: Int64? { get }

    /// Takes parts that others read, then reads a range, where one is given.
    func read(_ number: Int?, taking parts: [RangePart]) throws(RangeTrouble)

    /// Reads a range for the session that leads.
    func part(_ number: Int) throws(RangeTrouble) -> RangePart

    /// Reads the range after those that are joined, of a file of which so many bytes are there by now, and joins it.
    ///
    /// - Returns: `false` where not all of it is there yet, or where it cannot be read ahead; nothing has changed then.
    func readAhead(_ arrived: Int64) throws(RangeTrouble) -> Bool

    /// All ranges joined so far as one part, for the session that leads.
    func whole() throws(RangeTrouble) -> RangePart

    /// The result, once all ranges were read or taken.
    func finish() throws(RangeTrouble) -> HandlerResult
}

/// What a session found in a range, or in several from the first on, for another session of the same runner.
public struct RangePart: Sendable {
    /// Which range, or the first of several, from 0.
    public let number: Int
    /// How many ranges.
    public let count: Int
    /// What was found, as the runner's sessions hand it to each other.
    public let content: any Sendable
    /// The processor time it took.
    public let cpuTime: Duration
    /// The ranges.
    public var ranges: Range<Int> { number..<number + count }

    /// Makes a part.
    public init(number: Int, count: Int = 1, content: any Sendable, cpuTime: Duration = .zero) {
        self.number = number
        self.count = count
        self.content = content
        self.cpuTime = cpuTime
    }
}

/// Why a file cannot be read in ranges; it is handled as a whole then, which says what is wrong with it.
public enum RangeTrouble: Error {
    /// The handler came upon an error, or cannot read in ranges.
    case error
    /// The process was lost. What is known of that counts as the file's first try.
    case lost(any Sendable)
}

extension HandlerSession {
    /// A session that reads no ranges.
    public func open(_ request: HandlerRequest) throws(RangeTrouble) -> any RangeSession { throw .error }

    /// Handles the file as any other.
    public func run(_ request: HandlerRequest, after trouble: RangeTrouble, finish: (HandlerResult) -> Void) {
        run([request], finish: finish)
    }
}

/// Ranges read on the calling thread.
final class InProcessRanges: RangeSession {
    private let file: any RangedFile
    /// How many ranges of a file that is read ahead are joined.
    private var joined = 0

    init(_ request: HandlerRequest) throws(RangeTrouble) {
        do throws(HandlerError) {
            file = try request.handler.ranges(of: request.content, arrival: request.file.arrival)
        } catch { throw .error }
    }

    var rangeCount: Int { file.rangeCount }

    var firstPassCount: Int { file.firstPassCount }

    var nextEnd: Int64? { file.nextEnd }

    func read(_ number: Int?, taking parts: [RangePart]) throws(RangeTrouble) {
        do throws(HandlerError) {
            for part in parts {
                try file.take(part.content as? [UInt8] ?? [], asRanges: part.ranges)
                joined += part.count
            }
            if let number { try file.read(number) }
        } catch { throw .error }
    }

    func part(_ number: Int) throws(RangeTrouble) -> RangePart {
        do throws(HandlerError) {
            return RangePart(number: number, content: try file.state(ofRange: number))
        } catch { throw .error }
    }

    func readAhead(_ arrived: Int64) throws(RangeTrouble) -> Bool {
        do throws(HandlerError) {
            guard try file.readAhead() else { return false }
            joined += 1
            return true
        } catch { throw .error }
    }

    func whole() throws(RangeTrouble) -> RangePart {
        do throws(HandlerError) {
            return RangePart(number: 0, count: joined, content: try file.wholeState())
        } catch { throw .error }
    }

    func finish() throws(RangeTrouble) -> HandlerResult {
        var findings = Findings()
        do throws(HandlerError) {
            return HandlerResult(.aggregate(try file.finish(reporting: &findings)), findings: findings)
        } catch { throw .error }
    }
}
