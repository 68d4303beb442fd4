/// A handler that can read a file in ranges, on several cores or in several processes at once.
///
/// The file alone decides where the ranges lie, never the number of cores, and parts are joined in the order of the file:
/// so the result is the same to the last byte, however many work on it.
///
/// ```swift
/// let plan = try handler.plan(for: file)
/// let parts = …                                                // range(n) for 0..<rangeCount(of: plan), anywhere
/// var whole = parts[0]
/// for n in 1..<parts.count { try handler.join(parts[n], ofRange: n, to: &whole, of: file, by: plan) }
/// let aggregate = try handler.finish(whole, of: file, by: plan, reporting: &findings)
/// ```
public protocol SplittableHandler: Handler {
    /// What every range needs to know of the file.
    associatedtype Plan: Sendable
    /// What is known of a range, or of several that follow each other.
    associatedtype Part: Sendable

    /// Looks at the beginning of a file.
    ///
    /// - Throws: As ``Handler/handle(_:reporting:)`` does.
    func plan(for file: borrowing FileContent) throws(HandlerError) -> Plan

    /// How many ranges the file is read in, at least 1. It depends on the file alone.
    func rangeCount(of plan: Plan) -> Int

    /// How many ranges, from the first on, add up to a part like any other, that ``encoded(_:)`` keeps whole.
    ///
    /// So many may be read while the rest of the file is still being unpacked. It is all of them, unless the handler goes
    /// over a file several times.
    func firstPassCount(of plan: Plan) -> Int

    /// Where a range ends, in bytes from the beginning of the file and give or take a record: so many must be there of a file
    /// that is still being unpacked. `nil` where that is not known; all ranges are taken to be of one size then.
    func end(ofRange number: Int, by plan: Plan) -> Int64?

    /// Reads one range, counted from 0.
    ///
    /// What damages the file is kept in the part, as it may turn out not to matter; only `unreadable` is thrown.
    func range(_ number: Int, of file: borrowing FileContent, by plan: Plan) throws(HandlerError) -> Part

    /// Adds the range `number` to all those before it.
    ///
    /// A range is read without knowing what comes before. Where that was misjudged, it is read again here.
    func join(
        _ part: Part, ofRange number: Int, to whole: inout Part, of file: borrowing FileContent, by plan: Plan
    ) throws(HandlerError)

    /// A part as bytes, for another process.
    func encoded(_ part: Part) -> [UInt8]

    /// The part that ``encoded(_:)`` made bytes of.
    ///
    /// - Throws: `corrupt` where they are not such bytes.
    func part(from state: [UInt8], by plan: Plan) throws(HandlerError) -> Part

    /// Makes the result of all ranges.
    func finish(
        _ whole: Part, of file: borrowing FileContent, by plan: Plan, reporting findings: inout Findings
    ) throws(HandlerError) -> Aggregate
}

extension SplittableHandler {
    /// All ranges.
    public func firstPassCount(of plan: Plan) -> Int { rangeCount(of: plan) }

    /// It is not known.
    public func end(ofRange number: Int, by plan: Plan) -> Int64? { nil }

    /// Reads one range after another.
    public func handle(
        _ file: borrowing FileContent, reporting findings: inout Findings
    ) throws(HandlerError) -> Aggregate {
        let plan = try plan(for: file)
        var whole = try range(0, of: file, by: plan)
        for number in 1..<max(1, rangeCount(of: plan)) {
            try join(range(number, of: file, by: plan), ofRange: number, to: &whole, of: file, by: plan)
            findings.reportProgress()
        }
        return try finish(whole, of: file, by: plan, reporting: &findings)
    }
}
