import HandlerAPI

/// A file that several sessions read in ranges; one of them leads and joins what the others read.
///
/// Each session opens the file for itself and finds the same ranges, as they depend on the file alone.
public protocol RangeSession: AnyObject {
    /// How many ranges there are, at least 1.
    var rangeCount: Int { get }

    /// Takes parts that others read, then reads a range, where one is given.
    func read(_ number: Int?, taking parts: [RangePart]) throws(RangeTrouble)

    /// Reads a range for the session that leads.
    func part(_ number: Int) throws(RangeTrouble) -> RangePart

    /// The result, once all ranges were read or taken.
    func finish() throws(RangeTrouble) -> HandlerResult
}

/// What a session found in a range, for another session of the same runner.
public struct RangePart: Sendable {
    /// Which range, from 0.
    public let number: Int
    /// What was found, as the runner's sessions hand it to each other.
    public let content: any Sendable
    /// The processor time it took.
    public let cpuTime: Duration

    /// Makes a part.
    public init(number: Int, content: any Sendable, cpuTime: Duration = .zero) {
        self.number = number
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

    init(_ request: HandlerRequest) throws(RangeTrouble) {
        do throws(HandlerError) { file = try request.handler.ranges(of: request.content) } catch { throw .error }
    }

    var rangeCount: Int { file.rangeCount }

    func read(_ number: Int?, taking parts: [RangePart]) throws(RangeTrouble) {
        do throws(HandlerError) {
            for part in parts { try file.take(part.content as? [UInt8] ?? [], asRange: part.number) }
            if let number { try file.read(number) }
        } catch { throw .error }
    }

    func part(_ number: Int) throws(RangeTrouble) -> RangePart {
        do throws(HandlerError) {
            return RangePart(number: number, content: try file.state(ofRange: number))
        } catch { throw .error }
    }

    func finish() throws(RangeTrouble) -> HandlerResult {
        var findings = Findings()
        do throws(HandlerError) {
            return HandlerResult(.aggregate(try file.finish(reporting: &findings)), findings: findings)
        } catch { throw .error }
    }
}
