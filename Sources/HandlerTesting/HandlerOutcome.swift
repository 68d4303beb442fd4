import Foundation
import HandlerAPI

/// All that a handler said of one file, in a form that can be compared.
public struct HandlerOutcome<Tested: Handler>: Sendable {
    /// The aggregate returned; `nil` where the handler threw.
    public let aggregate: Tested.Aggregate?
    /// What was reported beside it.
    public let findings: Findings
    /// What the handler threw, if anything.
    public let error: HandlerError?

    /// Lets `handler` work on `source`.
    public init(
        of handler: Tested, on source: any ContentSource, mediaType: MediaType, charset: String? = nil,
        path: String = "sample"
    ) {
        let file = FileContent(path: path, mediaType: mediaType, charset: charset, source: source)
        var findings = Findings()
        do throws(HandlerError) {
            aggregate = try handler.handle(file, reporting: &findings)
            error = nil
        } catch let thrown {
            aggregate = nil
            error = thrown
        }
        self.findings = findings
    }

    /// The aggregate in JSON with sorted keys, so that equal ones have equal bytes; `nil` without an aggregate.
    func aggregateData() throws -> Data? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try aggregate.map { try encoder.encode($0) }
    }

    /// Whether all is the same as in `other`.
    func isSame(as other: HandlerOutcome) throws -> Bool {
        let sameFindings =
            error == other.error && findings.partialReason == other.findings.partialReason
            && findings.anomalies == other.findings.anomalies && findings.notes == other.findings.notes
            && findings.state == other.findings.state
        return try sameFindings && aggregateData() == other.aggregateData()
    }

    /// The outcome as JSON: `aggregate`, `anomalies`, `notes`, `partial` and `error`.
    ///
    /// - Throws: `EncodingError` where the aggregate has no JSON form.
    public func json() throws -> JSONValue {
        var members: [String: JSONValue] = [
            "anomalies": try JSONValue(encoding: findings.anomalies),
            "notes": .array(findings.notes.map { .string($0) }),
            "partial": .boolean(findings.partialReason != nil),
        ]
        if let aggregate { members["aggregate"] = try JSONValue(encoding: aggregate) }
        if let error = error ?? findings.partialReason { members["error"] = Self.json(error) }
        return .object(members)
    }

    private static func json(_ error: HandlerError) -> JSONValue {
        var members: [String: JSONValue] = [
            "code": .string(error.code.rawValue), "message": .string(error.message),
        ]
        if let offset = error.offset { members["offset"] = .number(Double(offset)) }
        return .object(members)
    }
}
