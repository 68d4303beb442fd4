import HandlerAPI
import Sketches

/// Summarises what is at every path of a JSON document, or of many on lines of their own, in one pass and bounded
/// memory.
public struct JSONDocumentsHandler: SplittableHandler {
    /// The handler's card.
    public static let descriptor = HandlerDescriptor(
        name: "json-documents", version: "1.1.0",
        summary: "Types, presence, ranges, moments, quantiles and frequent values of the paths of JSON and NDJSON",
        accepts: ["application/json", "application/x-ndjson"], options: JSONDocumentsOptions.described,
        outputs: outputs)

    /// What is kept of a file.
    public typealias Aggregate = JSONDocumentsAggregate

    let options: JSONDocumentsOptions

    /// Makes a handler that works by `options`.
    public init(options: HandlerOptions) throws(HandlerError) {
        self.options = JSONDocumentsOptions(options)
    }

    /// Looks whether each document is on a line of its own.
    public func plan(for file: borrowing FileContent) throws(HandlerError) -> DocumentPlan {
        try DocumentPlan(of: file)
    }

    /// How many ranges of 32 MiB at most there are; one where documents are not on lines of their own.
    public func rangeCount(of plan: DocumentPlan) -> Int { plan.rangeCount }

    /// Where the documents of a range end, give or take one.
    public func end(ofRange number: Int, by plan: DocumentPlan) -> Int64? { plan.range(number).upperBound }

    /// Reads the documents that begin in a range.
    public func range(
        _ number: Int, of file: borrowing FileContent, by plan: DocumentPlan
    ) throws(HandlerError) -> DocumentPart {
        let range = plan.range(number)
        let begin = number == 0 ? plan.start : try LineStart.find(range, in: file)
        var reading = DocumentReading(plan, from: begin, upTo: range.upperBound, options: options)
        if number > 0, begin >= range.upperBound { return reading.part }
        return try reading.read(file)
    }

    /// Adds the documents of a range to those before it.
    public func join(
        _ part: DocumentPart, ofRange number: Int, to whole: inout DocumentPart, of file: borrowing FileContent,
        by plan: DocumentPlan
    ) throws(HandlerError) {
        whole.merge(part)
    }

    /// The results of the documents before the first fault, if there is one.
    ///
    /// - Throws: `limitExceeded` where a document goes beyond a limit, `corrupt` where nothing comes before the fault.
    public func finish(
        _ whole: DocumentPart, of file: borrowing FileContent, by plan: DocumentPlan, reporting findings: inout Findings
    ) throws(HandlerError) -> JSONDocumentsAggregate {
        if let failure = whole.failure {
            guard failure.code == .corrupt, whole.paths[0].counts.values > 0 else { throw failure }
            findings.markPartial(because: failure)
        }
        if whole.tally.valuesBeyond > 0 {
            findings.note(
                "values at paths beyond those told apart, which are only counted: \(whole.tally.valuesBeyond)")
        }
        if whole.tally.duplicateKeys > 0 {
            findings.note("members whose key their object had already: \(whole.tally.duplicateKeys)")
        }
        if let state = whole.addend { findings.keepState(state) }
        return JSONDocumentsAggregate(whole, plan: plan, frequentValues: options.frequentValues)
    }

    /// The part in a binary form, a few hundred bytes to 60 KiB for the numbers, and for the strings, of a path.
    public func encoded(_ part: DocumentPart) -> [UInt8] { part.state }

    /// Reads what ``encoded(_:)`` wrote.
    public func part(from state: [UInt8], by plan: DocumentPlan) throws(HandlerError) -> DocumentPart {
        do throws(StateError) {
            return try DocumentPart(state: state)
        } catch {
            throw .corrupt("the state of a range cannot be read: \(error)")
        }
    }
}
